import { setImmediate } from 'node:timers/promises';
import type { Freshnesses } from '#projections';
import { type CommandContext, type EventStore, handleMany, type Position, type Request, type RequestAnswer, StoreUnavailable } from '#kernel';
import { CATALOGUE_VIEWS } from '#catalogue/published';
import { METERING_VIEWS } from '#metering/published';
import { PORTFOLIO_VIEWS } from '#portfolio/published';
import type { Period } from '../domain/customer/settlement-input.js';
import { PriceSheets } from '../domain/customer/sums/price-sheets.js';
import { RULES_VERSION } from '../domain/customer/settlement-input.js';
import { type AskedBy, type SettledPeriod, settlementStream } from '../domain/events.js';
import { figuresOf } from '../domain/period/figures.js';
import { type SettlementCommand, settlementPeriod } from '../domain/period/settlement-period.js';
import type { Gathered, Planned, SettlementFacts, SettlementRules } from './gather/facts.js';
import { gatherInputs, type PlannedBatch } from './gather/gather-inputs.js';
import { calculationFailed } from './gather/own-reasons.js';
import { settleGathered } from './gather/settle-gathered.js';
import { latestEndOf, planPoints } from './plan-points.js';

/** Every view that a settlement reads; a process that asks for settlements waits until all of them show what it heard. */
export const VIEWS_READ = [...CATALOGUE_VIEWS, ...PORTFOLIO_VIEWS, ...METERING_VIEWS] as const;

/** A period of which figures stand or an issue is open. */
export type StandingPeriod = Readonly<{ gsrn: string; from: string; to: string }>;

/** Parts of the work: finding the periods, asking for what they rest on, computing, storing what came of it. */
export type SettleStage = 'plan' | 'gather' | 'settle' | 'store';

export type SettlePointsParts = Readonly<{
  store: EventStore;
  facts: SettlementFacts;
  rules: SettlementRules;
  /** Prices laid out once for all points that pay the same, kept between calls; absent = for each call anew. */
  sheets?: PriceSheets;
  /** Up to where all views that are read show the log, looked up before they are read. */
  asOfNow(): Promise<Position>;
  /** Periods of the points that end in the run and of which figures stand or an issue is open; absent = none are looked for. */
  standing?(gsrns: readonly string[], run: Period): Promise<readonly StandingPeriod[]>;
  /** Hears how long a part of the work took, for metrics. */
  onStage?(stage: SettleStage, seconds: number): void;
  /** Hears of an error that is a fault of ours, not of the inputs. */
  onFailed?(error: unknown, of: Readonly<{ gsrn: string; from: string }>): void;
}>;

export type PointsToSettle = Readonly<{
  gsrns: readonly string[];
  /** Every period that ends after `from`, by `to` at the latest. */
  run: Period;
  askedBy: AskedBy;
  /** The same prefix again for the same period is the same command: it counts once. */
  commandIdPrefix: string;
  context?: Omit<CommandContext, 'commandId'>;
  /** Exact place of the log to settle as of; absent = now. */
  asOf?: Position;
  /** Of the planned periods only these; absent = all. What stands and is not planned any more is taken back in any case. */
  only?(planned: Planned): boolean;
}>;

/** What became of one period. `settled`: new figures or a correction; `unchanged`: it was already so. */
export type PeriodOutcome = Readonly<{ gsrn: string; from: string; to: string; outcome: 'settled' | 'blocked' | 'reversed' | 'unchanged'; position?: Position }>;
export type PointsSettled = Readonly<{ settled: number; blocked: number; unchanged: number; reversed: number; periods: readonly PeriodOutcome[] }>;

/**
 * Settles every period of these points that ends in the run, and takes back what stands without being planned any more. Whatever is wrong with one point
 * becomes that point's issue and stops no other. @throws StoreUnavailable and the like, when nothing is known and the same may be asked again
 */
export const settlePoints = async (parts: SettlePointsParts, asked: PointsToSettle): Promise<PointsSettled> => {
  const asOf: Place = { position: asked.asOf ?? await parts.asOfNow() };
  const taken = stopwatch(parts);
  const batch = await planPoints(parts.facts.portfolio, asked.gsrns, asked.run, asOf);
  const wanted = asked.only ? { ...batch, periods: batch.periods.filter(asked.only) } : batch;
  const takenBack = await reversals(parts, asked, batch, asOf);
  taken('plan');
  const inputs = await gatherInputs(parts.facts, parts.rules, wanted, asOf);
  taken('gather');
  const work = [...takenBack, ...await settlements(parts, asked, wanted, inputs, asOf)];
  taken('settle');
  const answers = await handleMany(parts.store, settlementPeriod, work.map(({ request }) => request));
  taken('store');
  return counted(work.map(({ of, intent }, at) => ({ ...of, ...outcomeOf(answers[at]!, intent) })));
};

/** The smallest place up to which all views that are read show the log. @throws StoreUnavailable when one of them shows nothing yet: nobody may guess then */
export const asOfViews = (freshness: Pick<Freshnesses, 'all'>) => async (): Promise<Position> => {
  const builds = await freshness.all();
  return VIEWS_READ.map((view) => {
    const position = builds.find((build) => build.view === view && build.state === 'live')?.position;
    if (position === undefined) throw new StoreUnavailable(`The view ${view} does not show the log yet. Try again in a moment`);
    return position;
  }).reduce((a, b) => (a < b ? a : b));
};

type Work = Readonly<{ request: Request<SettlementCommand>; of: StandingPeriod; intent: 'settled' | 'blocked' | 'reversed' }>;

type Place = Readonly<{ position: Position }>;

/** Tells how long it was since it was last asked. */
const stopwatch = ({ onStage }: SettlePointsParts): ((stage: SettleStage) => void) => {
  let from = performance.now();
  return (stage) => {
    const now = performance.now();
    onStage?.(stage, (now - from) / 1_000);
    from = now;
  };
};

/** So many periods are calculated before others of the process get their turn: a few milliseconds. */
const CALCULATED_AT_A_TIME = 10;

const settlements = async (parts: SettlePointsParts, asked: PointsToSettle, batch: PlannedBatch, inputs: readonly (() => Gathered)[], asOf: Place): Promise<readonly Work[]> => {
  const sheets = parts.sheets ?? new PriceSheets();
  const work: Work[] = [];
  for (const [at, { gsrn, from, to }] of batch.periods.entries()) {
    if (at % CALCULATED_AT_A_TIME === CALCULATED_AT_A_TIME - 1) await setImmediate(); // connections are made and answers heard meanwhile
    const command = commandOf({ ...parts, sheets }, asked, asOf.position, { gsrn, from, to }, inputs[at]!);
    work.push({ of: { gsrn, from, to }, intent: command.type === 'Settle' ? 'settled' : 'blocked', request: requestOf(asked, { gsrn, from }, command) });
  }
  return work;
};

const commandOf = (parts: SettlePointsParts & Readonly<{ sheets: PriceSheets }>, { askedBy }: PointsToSettle, asOf: Position, of: StandingPeriod, gather: () => Gathered): SettlementCommand => {
  try {
    const gathered = gather();
    const answer = settleGathered(gathered, parts.sheets);
    if (answer.status === 'blocked') return { type: 'Block', data: { ...gathered.period, reasons: answer.reasons, asOf, askedBy } };
    const basis = { asOf, digest: answer.digest, rulesVersion: RULES_VERSION, zone: parts.rules.calendar.zone };
    return { type: 'Settle', data: { period: gathered.period as SettledPeriod, figures: figuresOf(answer.figures), basis, askedBy } };
  } catch (error) {
    parts.onFailed?.(error, of); // the point's own issue below says so too
    return { type: 'Block', data: { ...of, reasons: [calculationFailed(error instanceof Error ? error.message : String(error))], asOf, askedBy } };
  }
};

/** What stands and is not planned any more: another first day, another contract, no supply at all. */
const reversals = async (parts: SettlePointsParts, asked: PointsToSettle, { periods, terms }: PlannedBatch, asOf: Place): Promise<readonly Work[]> => {
  const standing = (await parts.standing?.(asked.gsrns, asked.run)) ?? [];
  const planned = new Set(periods.map(streamOf));
  const unplanned = await neverPlanned(parts, standing.filter((one) => !planned.has(streamOf(one))), asOf);
  return unplanned.map(({ gsrn, from, to }): Work => {
    const ours = terms.get(gsrn)?.supplies.some((supply) => supply.from < to && (supply.to === undefined || supply.to > from)) ?? false;
    const command: SettlementCommand = { type: 'Reverse', data: { gsrn, from, reason: ours ? 'period-changed' : 'supply-not-ours', asOf: asOf.position, askedBy: asked.askedBy } };
    return { of: { gsrn, from, to }, intent: 'reversed', request: requestOf(asked, { gsrn, from }, command) };
  });
};

/** Without those that are planned from the same day on with another end, which lies outside the run: the run of their end settles them. */
const neverPlanned = async ({ facts: { portfolio } }: SettlePointsParts, standing: readonly StandingPeriod[], asOf: Place): Promise<readonly StandingPeriod[]> => {
  if (standing.length === 0) return [];
  const days = standing.map(({ from }) => from).sort();
  const run: Period = { from: days[0]!, to: days.map(latestEndOf).sort().at(-1)! };
  const planned = new Set((await planPoints(portfolio, [...new Set(standing.map(({ gsrn }) => gsrn))], run, asOf)).periods.map(streamOf));
  return standing.filter((one) => !planned.has(streamOf(one)));
};

const streamOf = ({ gsrn, from }: Pick<StandingPeriod, 'gsrn' | 'from'>): string => settlementStream(gsrn, from);

const requestOf = ({ commandIdPrefix, askedBy, context }: PointsToSettle, { gsrn, from }: Pick<StandingPeriod, 'gsrn' | 'from'>, command: SettlementCommand): Request<SettlementCommand> =>
  ({ stream: settlementStream(gsrn, from), command, context: { actor: askedBy.actor, ...context, commandId: `${commandIdPrefix}/${gsrn}/${from}` } });

const outcomeOf = (answer: RequestAnswer, intent: Work['intent']): Pick<PeriodOutcome, 'outcome' | 'position'> => {
  if (answer.outcome === 'rejected') throw answer.rejected; // no command of a run can be refused
  const position = answer.position === undefined ? {} : { position: answer.position };
  return { outcome: answer.outcome === 'already-so' && intent !== 'blocked' ? 'unchanged' : intent, ...position };
};

const counted = (periods: readonly PeriodOutcome[]): PointsSettled => {
  const count = (outcome: PeriodOutcome['outcome']): number => periods.filter((one) => one.outcome === outcome).length;
  return { settled: count('settled'), blocked: count('blocked'), unchanged: count('unchanged'), reversed: count('reversed'), periods };
};
