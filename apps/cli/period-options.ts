import { daysBetween, gsrnReasons, InvalidValue, parseLocalDate } from '#energy';

/** What is wrong with `--from`, `--to` and other days (by the name of their option; undefined = not given), for people. */
export const periodProblems = ({ from, to }: Readonly<{ from: string; to: string }>, others: Readonly<Record<string, string | undefined>> = {}): readonly string[] => {
  const problems = Object.entries({ '--from': from, '--to': to, ...others }).flatMap(([option, day]) =>
    (day === undefined || isDay(day) ? [] : [`${option} must be a day that exists, such as 2025-10-01, not ${JSON.stringify(day)}.`]));
  if (problems.length === 0 && daysBetween(from, to) < 1) return ['--to must lie after --from: it is the first day after the period.'];
  return problems;
};

/** What is wrong with the points named by `--gsrn`, for people. */
export const gsrnProblems = (gsrns: readonly string[] = [], strict: boolean): readonly string[] =>
  gsrns.flatMap((one) => gsrnReasons(one, { strict, path: '--gsrn' }).map(({ en }) => `--gsrn ${JSON.stringify(one)}: ${en}${en.endsWith('.') ? '' : '.'}`));

const isDay = (text: string): boolean => {
  try {
    parseLocalDate(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
};
