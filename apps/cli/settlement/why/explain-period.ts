import { firstOfMonth, gsrnReasons, InvalidValue, nextMonth, parseInstant, parseLocalDate } from '#energy';
import { Rejected } from '#kernel';
import { clipped, OperatorError, row } from '#platform';
import { type ExplainedSettlement, explainSettlement, rulesOf, SettlementQuestions } from '#settlement';
import type { Run } from '../../cli.js';
import { openCommandParts } from '../../open-command-parts.js';
import { wrongUsage } from '../../operator-error-of.js';
import { noViewYet } from '../../no-view-yet.js';
import { type Detail, settlementReasons } from './settlement-reasons.js';

export type ExplainPeriodOptions = Readonly<{ line?: string; number?: string; knownAt?: string; detail: Detail; all?: boolean }>;
export type PeriodAsked = Readonly<{ gsrn: string; /** A local day, or a month. */ period: string; line?: string; number?: number; knownAt?: string; detail: Detail }>;

/** Why a period costs what it costs. @throws OperatorError when nothing was settled, or more than one period begins in the month */
export const explainPeriod = async (run: Run, gsrn: string, period: string, options: ExplainPeriodOptions): Promise<void> => {
  const { detail, period: asked, ...which } = readExplainOptions(gsrn, period, options);
  const { pool, calendar, facts } = await openCommandParts(run);
  const questions = new SettlementQuestions(pool);
  try {
    const from = asked.length === 'YYYY-MM-DD'.length ? asked : await firstDay(questions, gsrn, asked);
    const explained = await explainSettlement({ questions, facts, rules: rulesOf(calendar) }, { ...which, from });
    await run.out.answer(explained, () => explainedPeriodLines(explained, detail).join('\n'));
  } catch (error) {
    if (error instanceof Rejected) throw new OperatorError(sentenceFor(error.code, { ...which, period }), { cause: error });
    throw noViewYet(error, 'settlements');
  }
};

/** What is asked. @throws OperatorError (wrong usage) with everything that is wrong */
export const readExplainOptions = (gsrn: string, period: string, { line, number, knownAt, detail, all = false }: ExplainPeriodOptions): PeriodAsked => {
  const problems = gsrnReasons(gsrn, { strict: false, path: '<gsrn>' }).map(({ en }) => `<gsrn> ${JSON.stringify(gsrn)}: ${en}.`.replace(/\.\.$/, '.'));
  if (!isValid(() => parseLocalDate(/^\d{4}-\d{2}$/.test(period) ? `${period}-01` : period))) problems.push(`<period> must be its first day (2025-10-16) or the month in which it begins (2025-10), not ${JSON.stringify(period)}.`);
  if (number !== undefined && !/^\d{1,6}$/.test(number)) problems.push(`--number must be 0 for the first figures or n for the n-th correction, not ${JSON.stringify(number)}.`);
  if (knownAt !== undefined && !isValid(() => parseInstant(knownAt.replace(/(\.\d{3})\d{1,3}Z$/, '$1Z')))) problems.push(`--known-at must be an instant such as 2025-11-05T12:00:00Z, not ${JSON.stringify(knownAt)}.`);
  if (problems.length > 0) throw wrongUsage(problems);
  return { gsrn, period, detail: all ? 'intervals' : detail, ...(line !== undefined && { line }), ...(number !== undefined && { number: Number(number) }), ...(knownAt !== undefined && { knownAt }) };
};

/** A settlement with its reasons, for people, in at most 100 columns. */
export const explainedPeriodLines = (explained: ExplainedSettlement, detail: Detail): string[] => {
  const { gsrn, from, to, number, kind, knownAt, said } = explained;
  return [
    `Point ${gsrn}, ${from} to ${to}: ${nameOf({ kind, number })}`,
    ...settlementReasons(explained, detail), '',
    'Said so far', ...said.map((one) => row(`  ${one.knownAt.slice(0, 19)}Z  ${nameOf(one)}`, one.amountDkk)),
    clipped(`As known at ${knownAt}`),
  ];
};

const nameOf = ({ kind, number }: Pick<ExplainedSettlement, 'kind' | 'number'>): string => (kind === 'settled' ? 'as first settled' : kind === 'corrected' ? `correction ${number}` : `taken back by correction ${number}`);

const firstDay = async (questions: SettlementQuestions, gsrn: string, month: string): Promise<string> => {
  const days = await questions.firstDays(gsrn, { from: firstOfMonth(month), to: firstOfMonth(nextMonth(month)) });
  if (days.length > 1) throw new OperatorError(`More than one period of ${gsrn} begins in ${month}. Ask with its first day: ${days.join(', ')}`);
  return days[0] ?? firstOfMonth(month);
};

const sentenceFor = (code: string, { gsrn, period, line, number, knownAt }: Readonly<{ gsrn: string; period: string; line?: string; number?: number; knownAt?: string }>): string => {
  const which = `${number === undefined ? '' : ` of the number ${number}`}${knownAt === undefined ? '' : ` by ${knownAt}`}`;
  return code === 'SETTLEMENT_LINE_NOT_FOUND'
    ? `There is no line ${line} in the settlement of ${gsrn} for ${period}. Leave --line away to see all of them with their ids.`
    : `Nothing was settled for ${gsrn} and ${period}${which}. What it lacks, if it is blocked: GET /api/settlement/issues?gsrn=${gsrn}`;
};

const isValid = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
};
