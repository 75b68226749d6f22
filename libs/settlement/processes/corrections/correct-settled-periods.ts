import { addDays } from '#energy';
import type { PortfolioFacts } from '#portfolio/published';
import type { Position, RecordedEvent } from '#kernel';
import type { Process } from '#projections';
import type { SettlementEvent } from '../../domain/events.js';
import { billingPeriodEnd } from '../../domain/customer/billing-period.js';
import { covers } from '../../domain/customer/dated.js';
import type { Period } from '../../domain/customer/settlement-input.js';
import { settlePoints, type SettlePointsParts, VIEWS_READ } from '../../commands/settle-points.js';
import type { ConcernedPeriod, PeriodsAsked } from '../../views/periods-concerned.js';
import { type Concern, concernOf, type FactEvent, joined } from './concern.js';
import { RecentConcerns } from './recent-concerns.js';

export const CORRECT_SETTLED_PERIODS = 'settlement-correct-periods';

/** Kinds of streams of which the events are facts that settlements rest on. */
const FACTS = ['readings', 'meteringpoint', 'charge', 'product', 'spot', 'rate', 'supply', 'contract', 'links', 'heating'];
const MOST_POINTS_AT_ONCE = 200;
const ACTOR = `process ${CORRECT_SETTLED_PERIODS}`;

export type CorrectionParts = SettlePointsParts & Readonly<{
  /** Periods about which something was said and that do not rest on the log up to that place yet. */
  periodsOlder(asked: PeriodsAsked, than: Position): Promise<readonly ConcernedPeriod[]>;
  /** Hears what came of it, for the log. */
  onSettledAnew?(counts: Readonly<{ looked: number; settled: number; blocked: number; reversed: number }>): void;
}>;

/**
 * Whenever something becomes known that settled periods rest on, these are settled anew: all that it may concern, and the digest of their inputs says
 * which of them it does. What was blocked settles by itself once nothing is missing. Nothing changed, no event. Source: our rule on corrections.
 */
export const correctSettledPeriods = (parts: CorrectionParts): Process<FactEvent | SettlementEvent> => {
  const recent = new RecentConcerns();
  return {
    name: CORRECT_SETTLED_PERIODS, from: [...FACTS, 'settlement'], after: [...VIEWS_READ, 'settlement_periods'],
    async hear(events, signal, after) {
      const last = events.at(-1);
      if (!last) return;
      recent.startAt(after ?? events[0]!.position);
      const concerns = noted(events, recent, parts);
      const overtaken = events.flatMap((event) => overtakenBy(event, recent));
      const periods = distinct([...overtaken, ...await periodsOf(concerns, last.position, parts)]);
      const counts = { looked: periods.length, settled: 0, blocked: 0, reversed: 0 };
      for (const { run, gsrns } of await windowsOf(periods, parts)) {
        if (signal.aborted) throw new Error('Stopped before all periods were looked at; they will be heard of again');
        const done = await settlePoints(parts, { gsrns, run, askedBy: { actor: ACTOR }, commandIdPrefix: `${CORRECT_SETTLED_PERIODS}/${last.id}/${run.from}/${run.to}`, context: { causationId: last.id, correlationId: last.metadata.correlationId ?? last.id } });
        counts.settled += done.settled;
        counts.blocked += done.blocked;
        counts.reversed += done.reversed;
      }
      if (counts.looked > 0) parts.onSettledAnew?.(counts);
    },
  };
};

type Heard = RecordedEvent<FactEvent | SettlementEvent>;

const SETTLEMENT_EVENTS: ReadonlySet<string> = new Set<SettlementEvent['type']>(['PeriodSettled', 'SettlementBlocked', 'SettlementIssueDismissed', 'SettlementIssueResolved', 'SettlementCorrected', 'SettlementReversed']);

const isFact = (event: Heard): event is RecordedEvent<FactEvent> => !SETTLEMENT_EVENTS.has(event.type);

/** What the facts among the events concern, and remembers it. */
const noted = (events: readonly Heard[], recent: RecentConcerns, { rules }: CorrectionParts): readonly Concern[] => joined(events.flatMap((event) => {
  if (!isFact(event)) return [];
  const concern = concernOf(event, rules.calendar);
  if (!concern) return [];
  recent.note(event.position, concern);
  return [concern];
}));

/** A period that was settled or blocked on less than was known when its event was stored. */
const overtakenBy = (event: Heard, recent: RecentConcerns): readonly ConcernedPeriod[] => {
  if (isFact(event)) return [];
  switch (event.type) {
    case 'PeriodSettled':
    case 'SettlementCorrected': {
      const { gsrn, from, to, priceArea, basis: { asOf } } = event.data;
      return recent.hasOvertaken({ gsrn, from, to, priceArea, asOf }) ? [{ gsrn, from, to }] : [];
    }
    case 'SettlementBlocked': {
      const { gsrn, from, to, priceArea, asOf } = event.data;
      return recent.hasOvertaken({ gsrn, from, to, asOf, ...(priceArea !== undefined && { priceArea }) }) ? [{ gsrn, from, to }] : [];
    }
    default: return [];
  }
};

const distinct = (periods: readonly ConcernedPeriod[]): readonly ConcernedPeriod[] => [...new Map(periods.map((one) => [`${one.gsrn} ${one.from}`, one])).values()];

/** The periods that the concerns may be about and that do not rest on them yet. */
const periodsOf = async (concerns: readonly Concern[], upTo: Position, parts: CorrectionParts): Promise<readonly ConcernedPeriod[]> => {
  const found: ConcernedPeriod[] = [];
  for (const concern of concerns) {
    const { days } = concern;
    switch (concern.who) {
      case 'points': found.push(...await parts.periodsOlder({ gsrns: await withParents(concern.gsrns, parts), days }, upTo)); break;
      case 'charge': found.push(...await parts.periodsOlder({ gsrns: await parts.facts.portfolio.pointsWithCharge(concern.charge, days), days }, upTo)); break;
      case 'product': found.push(...await parts.periodsOlder({ gsrns: await parts.facts.portfolio.pointsWithProduct(concern.product, days), days }, upTo)); break;
      case 'area': found.push(...await parts.periodsOlder({ priceArea: concern.area, days }, upTo)); break;
      case 'everyone': found.push(...await parts.periodsOlder({ days }, upTo)); break;
    }
  }
  return found;
};

/** The points and those whose children they ever were: readings of a child count for its parent. */
const withParents = async (gsrns: readonly string[], { facts }: CorrectionParts): Promise<readonly string[]> => {
  const points = await facts.readings.points(gsrns, {});
  const parents = [...points.values()].flatMap(({ statements }) => statements.flatMap(({ masterData: { parentGsrn } }) => parentGsrn ?? []));
  return [...new Set([...gsrns, ...parents])];
};

type Window = Readonly<{ run: Period; gsrns: readonly string[] }>;

/** What has to be planned anew so that each period is in it: from its first day until the billing period of its last day ends. */
const windowsOf = async (periods: readonly ConcernedPeriod[], { facts: { portfolio } }: CorrectionParts): Promise<readonly Window[]> => {
  const windows = new Map<string, { run: Period; gsrns: string[] }>();
  for (let at = 0; at < periods.length; at += MOST_POINTS_AT_ONCE) {
    const some = periods.slice(at, at + MOST_POINTS_AT_ONCE);
    const ends = await billingEnds(some, portfolio);
    some.forEach(({ gsrn, from }, index) => {
      const run = { from, to: ends[index]! };
      const key = `${run.from} ${run.to} ${at}`;
      const window = windows.get(key) ?? { run, gsrns: [] };
      windows.set(key, window);
      window.gsrns.push(gsrn);
    });
  }
  return [...windows.values()];
};

/** Where the billing period ends that holds the last day of each: no period that is planned on any day of it ends later. */
const billingEnds = async (periods: readonly ConcernedPeriod[], portfolio: PortfolioFacts): Promise<readonly string[]> => {
  const days = { from: periods.map(({ from }) => from).sort()[0]!, to: periods.map(({ to }) => to).sort().at(-1)! };
  const terms = await portfolio.terms([...new Set(periods.map(({ gsrn }) => gsrn))], days, {});
  return periods.map(({ gsrn, to }) => {
    const last = addDays(to, -1);
    const { supplies = [], contracts = [] } = terms.get(gsrn) ?? {};
    const customer = supplies.findLast((one) => covers(one, last))?.customerId;
    const contract = contracts.findLast((one) => one.customerId === customer && covers(one, last)); // of several the one that began last counts
    return billingPeriodEnd(contract?.billingFrequency ?? 'monthly', last);
  });
};
