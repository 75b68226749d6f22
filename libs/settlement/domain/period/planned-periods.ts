import type { LocalDate } from '#energy';
import { type BillingFrequency, billingPeriodEnd, billingPeriodStart } from '../customer/billing-period.js';
import { covers, overlap } from '../customer/dated.js';
import type { DateSpan, Period } from '../customer/settlement-input.js';

/** What planning needs of a supply: whose, and when (half-open local days). */
export type PlannedSupply = DateSpan & Readonly<{ supplyId: string; customerId: string }>;
/** What planning needs of a contract. */
export type PlannedContract = DateSpan & Readonly<{ contractId: string; customerId: string; billingFrequency: BillingFrequency }>;

/** One settlement to make. Without a contract nothing can be priced: it is planned all the same, so that the days are not forgotten. */
export type PlannedPeriod<S extends PlannedSupply = PlannedSupply, C extends PlannedContract = PlannedContract> = Period & Readonly<{ supply: S; contract?: C }>;

/** Days of supply without a contract are planned by month. */
const WITHOUT_CONTRACT: BillingFrequency = 'monthly';

/**
 * The periods of a point that end inside the run: after `from`, and at `to` at the latest. A period is a billing period of the contract's
 * frequency (local calendar), cut to the contract's days and to the days of supply of the same customer. No day is in two of them:
 * where supplies or contracts overlap, the one that began last counts.
 */
export const plannedPeriods = <S extends PlannedSupply, C extends PlannedContract>(terms: Readonly<{ supplies: readonly S[]; contracts: readonly C[] }>, run: Period): readonly PlannedPeriod<S, C>[] =>
  successive(terms.supplies).flatMap(({ of: supply, ...days }) => {
    const contracts = successive(terms.contracts.filter(({ customerId }) => customerId === supply.customerId));
    return [
      ...contracts.flatMap(({ of: contract, ...own }) => within(own, days).flatMap((common) => periodsEndingIn(contract.billingFrequency, common, run).map((period) => ({ ...period, supply, contract })))),
      ...without(days, contracts).flatMap((bare) => periodsEndingIn(WITHOUT_CONTRACT, bare, run).map((period) => ({ ...period, supply }))),
    ];
  }).sort((a, b) => (a.from < b.from ? -1 : 1));

type Own<One> = DateSpan & Readonly<{ of: One }>;

/** In order, without overlap: on each day the one that began last counts; of two that began together the later in the list. */
const successive = <One extends DateSpan>(spans: readonly One[]): readonly Own<One>[] => {
  const inOrder = spans.filter(({ from, to }) => to === undefined || from < to).map((of, at) => ({ of, at }))
    .sort((a, b) => (a.of.from < b.of.from ? -1 : a.of.from > b.of.from ? 1 : a.at - b.at)).map(({ of }) => of);
  const edges = [...new Set(inOrder.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])))].sort();
  const result: Own<One>[] = [];
  edges.forEach((from, at) => {
    const of = inOrder.findLast((one) => covers(one, from));
    if (!of) return;
    const to = edges[at + 1];
    const last = result.at(-1);
    if (last?.of === of && last.to === from) result.pop();
    result.push({ from: last?.of === of && last.to === from ? last.from : from, ...(to !== undefined && { to }), of });
  });
  return result;
};

const within = (a: DateSpan, b: DateSpan): readonly DateSpan[] => {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to === undefined ? b.to : b.to === undefined || a.to < b.to ? a.to : b.to;
  return to === undefined || from < to ? [{ from, ...(to !== undefined && { to }) }] : [];
};

/** What is left of the days when these spans, in order, are taken out. */
const without = (days: DateSpan, taken: readonly DateSpan[]): readonly DateSpan[] => {
  const left: DateSpan[] = [];
  let from: LocalDate | undefined = days.from;
  for (const one of taken) {
    if (from === undefined || (days.to !== undefined && one.from >= days.to)) break;
    if (one.from > from) left.push({ from, to: one.from });
    if (one.to === undefined) from = undefined;
    else if (one.to > from) from = one.to;
  }
  if (from !== undefined && (days.to === undefined || from < days.to)) left.push({ from, ...(days.to !== undefined && { to: days.to }) });
  return left;
};

/** Billing periods cut to the days, of which the last day lies inside the run. */
const periodsEndingIn = (frequency: BillingFrequency, days: DateSpan, run: Period): readonly Period[] => {
  const periods: Period[] = [];
  const first = billingPeriodStart(frequency, run.from);
  for (let start = first; start < run.to; start = billingPeriodEnd(frequency, start)) {
    const period = overlap(days, { from: start, to: billingPeriodEnd(frequency, start) });
    if (period && period.to > run.from && period.to <= run.to) periods.push(period);
  }
  return periods;
};
