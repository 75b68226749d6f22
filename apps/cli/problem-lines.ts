import type { Reason } from '#kernel';

const MOST_SHOWN = 100;

/** All problems of an input for people: how many, then one line each with place, code and what to do. */
export const problemLines = (reasons: readonly Reason[]): string => [
  `${reasons.length === 1 ? 'One problem' : `${reasons.length} problems`}:`,
  ...reasons.slice(0, MOST_SHOWN).map(({ path, code, en }) => `  ${path === undefined ? '' : `${path}  `}${code}: ${en}`),
  ...(reasons.length > MOST_SHOWN ? [`  … and ${reasons.length - MOST_SHOWN} more`] : []),
].join('\n');
