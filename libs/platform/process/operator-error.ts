/** Exit codes of our programs. Source: sysexits.h of BSD, where it has one. */
export const EXIT = { failed: 1, unavailable: 69, bug: 70, disk: 74, config: 78 } as const;

/** Something that whoever runs the program can put right. The message says what is wrong and what to do; no stack is needed. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly exitCode: number;
  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}
