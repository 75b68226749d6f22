import type { RunScope } from '#billing';
import { daysBetween, gsrnReasons, InvalidValue, parseLocalDate } from '#energy';
import { wrongUsage } from '../operator-error-of.js';

export type IssueOptions = Readonly<{ from: string; to: string; issuedOn?: string; series: string; gsrn?: readonly string[]; payer?: readonly string[]; wait: boolean }>;
export type RunToAsk = Readonly<{ period: Readonly<{ from: string; to: string }>; series: string; issuedOn?: string; scope: RunScope }>;

const SERIES = /^[a-z0-9]{1,20}$/;

/** What the options ask for. @throws OperatorError (wrong usage) with everything that is wrong */
export const readIssueOptions = ({ from, to, issuedOn, series, gsrn, payer }: IssueOptions, strictIds: boolean): RunToAsk => {
  const problems: string[] = [];
  for (const [option, day] of [['--from', from], ['--to', to], ['--issued-on', issuedOn]] as const) {
    if (day !== undefined && !isDay(day)) problems.push(`${option} must be a day that exists, such as 2025-10-01, not ${JSON.stringify(day)}.`);
  }
  if (problems.length === 0 && daysBetween(from, to) < 1) problems.push('--to must lie after --from: it is the first day after the period.');
  if (!SERIES.test(series)) problems.push(`--series must be 1 to 20 lower-case letters or digits, not ${JSON.stringify(series)}.`);
  for (const one of gsrn ?? []) problems.push(...gsrnReasons(one, { strict: strictIds, path: '--gsrn' }).map(({ en }) => `--gsrn ${JSON.stringify(one)}: ${en}`));
  if (gsrn && payer) problems.push('Give --gsrn or --payer, not both.');
  if (problems.length > 0) throw wrongUsage(problems);
  return { period: { from, to }, series, ...(issuedOn !== undefined && { issuedOn }), scope: gsrn ? { gsrns: gsrn } : payer ? { payers: payer } : { all: true } };
};

const isDay = (text: string): boolean => {
  try {
    parseLocalDate(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
};
