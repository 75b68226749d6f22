import type { RunScope } from '#billing';
import { wrongUsage } from '../operator-error-of.js';
import { gsrnProblems, periodProblems } from '../period-options.js';

export type IssueOptions = Readonly<{ from: string; to: string; issuedOn?: string; series: string; gsrn?: readonly string[]; payer?: readonly string[]; wait: boolean }>;
export type RunToAsk = Readonly<{ period: Readonly<{ from: string; to: string }>; series: string; issuedOn?: string; scope: RunScope }>;

const SERIES = /^[a-z0-9]{1,20}$/;

/** What the options ask for. @throws OperatorError (wrong usage) with everything that is wrong */
export const readIssueOptions = ({ from, to, issuedOn, series, gsrn, payer }: IssueOptions, strictIds: boolean): RunToAsk => {
  const problems = [...periodProblems({ from, to }, { '--issued-on': issuedOn })];
  if (!SERIES.test(series)) problems.push(`--series must be 1 to 20 lower-case letters or digits, not ${JSON.stringify(series)}.`);
  problems.push(...gsrnProblems(gsrn, strictIds));
  if (gsrn && payer) problems.push('Give --gsrn or --payer, not both.');
  if (problems.length > 0) throw wrongUsage(problems);
  return { period: { from, to }, series, ...(issuedOn !== undefined && { issuedOn }), scope: gsrn ? { gsrns: gsrn } : payer ? { payers: payer } : { all: true } };
};
