/** One thing that is wrong with the environment. `found` never carries a secret. */
export type ConfigProblem = Readonly<{
  variable: string;
  found: string;
  expected: string;
  /** What the reader should do about it, as a sentence. */
  doThis: string;
}>;

/** The configuration cannot be used. Carries every problem, not only the first; the process ends with exit code 78 (EX_CONFIG of sysexits.h). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly exitCode = 78;
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(sentence(problems));
  }
}

const sentence = (problems: readonly ConfigProblem[]): string => [
  `The configuration has ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}:`,
  ...problems.map(({ variable, found, expected, doThis }) => `  ${variable}: found ${found}, expected ${expected}. ${doThis}`),
].join('\n');
