import { addMonths, type Calendar, daysBetween, divideHalfUp, firstOfMonth, type LocalDate, monthOfDate, nextDay } from '#energy';
import { byAge, inForce, overlap } from './dated.js';
import { type MissingInput, missingOn } from './missing-input.js';
import type { PricedInterval } from './product-lines.js';
import type { Period, SettlementInput, TaxReduction } from './settlement-input.js';

/** How far the limit of a settlement year was used when the settled days ended; the next period begins there. */
export type LimitUse = Readonly<{ from: LocalDate; to: LocalDate; limitWh: bigint; usedWh: bigint }>;

/** The settlement year that holds the day: twelve months from the given month. Source: DataHub's rules, part 3, electrical heating 1. */
export const settlementYearOf = (date: LocalDate, startsInMonth: number): Period => {
  const month = monthOfDate(date);
  const back = (Number(month.slice(5)) - startsInMonth + 12) % 12;
  const first = addMonths(month, -back);
  return { from: firstOfMonth(first), to: firstOfMonth(addMonths(first, 12)) };
};

/**
 * The limit of one entitlement within one settlement year: days × yearly limit / days of the year, to the watt-hour.
 * Undefined when no limit is published. Source: DataHub's rules, part 3, electrical heating 2 (306 of 365 days of 4,000 kWh give 3353.425).
 */
export const limitOf = (entitlement: Period, year: Period, limits: TaxReduction['limits']): bigint | undefined => {
  const limit = inForce(limits, entitlement.from);
  return limit && divideHalfUp(BigInt(daysBetween(entitlement.from, entitlement.to)) * limit.whPerYear, BigInt(daysBetween(year.from, year.to)));
};

/** The part of a settlement year in which the day is entitled; undefined when it is not. */
export const entitlementOf = (reduction: TaxReduction, date: LocalDate): Readonly<{ entitlement: Period; year: Period }> | undefined => {
  const year = settlementYearOf(date, reduction.yearStartsInMonth);
  const entitlement = reduction.entitled.map((one) => overlap(one, year)).find((one) => one && one.from <= date && date < one.to);
  return entitlement && { entitlement, year };
};

/**
 * Says for each billed interval, in order, how many watt-hours pay the reduced tax. Our own estimate walks the intervals and splits the one in
 * which the limit is passed; it starts at zero with each settlement year and entitlement, except the first, of which something may be used already.
 * When the hub's own daily series is given, it decides how much of each day pays in full.
 */
export const reducedWhOf = ({ input, calendar }: { input: SettlementInput; calendar: Calendar }, intervals: readonly PricedInterval[]): ReducedTax => {
  const reduction = input.reduction;
  if (!reduction) return { reduced: new Map(), uses: [], missing: [] };
  return reduction.fullRate ? byHubSeries(reduction, calendar, intervals) : byOwnEstimate(reduction, intervals);
};

export type ReducedTax = Readonly<{ /** By start of interval. */ reduced: ReadonlyMap<number, bigint>; uses: readonly LimitUse[]; missing: readonly MissingInput[] }>;

const byOwnEstimate = (reduction: TaxReduction, intervals: readonly PricedInterval[]): ReducedTax => {
  const reduced = new Map<number, bigint>();
  const uses: { from: LocalDate; to: LocalDate; limitWh: bigint; usedWh: bigint }[] = [];
  let date = '';
  let use: (typeof uses)[number] | undefined;
  for (const { from, billedWh, day } of intervals) {
    if (day.day.date !== date) {
      date = day.day.date;
      const found = entitlementOf(reduction, date);
      if (!found) use = undefined;
      else if (use?.from !== found.entitlement.from) {
        const usedWh = uses.length === 0 ? reduction.usedBeforeWh ?? 0n : 0n;
        uses.push(use = { ...found.entitlement, limitWh: limitOf(found.entitlement, found.year, reduction.limits)!, usedWh });
      }
    }
    if (!use) continue;
    const reducedWh = reducedOf(billedWh, use.limitWh - use.usedWh);
    if (reducedWh !== 0n) reduced.set(from, reducedWh);
    use.usedWh += billedWh;
  }
  return { reduced, uses, missing: [] };
};

/**
 * What of an interval lies above a limit of which `leftWh` is left; less than nothing is left where it was passed before. The two rates thus follow the
 * running total alone: a negative interval (a meter's correction) takes back first what was billed above the limit, and a day or a part of the month
 * taxed by its total gives the same, as in `domain/portfolio`.
 */
const reducedOf = (billedWh: bigint, leftWh: bigint): bigint => aboveZero(billedWh - leftWh) - aboveZero(-leftWh);

const aboveZero = (wh: bigint): bigint => (wh > 0n ? wh : 0n);

/** The first kWh of each day pay in full until the day's figure from the hub is reached; a figure beyond what is billed is cut to it. */
const byHubSeries = (reduction: TaxReduction, calendar: Calendar, intervals: readonly PricedInterval[]): ReducedTax => {
  const reduced = new Map<number, bigint>();
  const unknown: LocalDate[] = [];
  let date = '';
  let left: bigint | undefined;
  for (const { from, billedWh, day } of intervals) {
    if (day.day.date !== date) {
      date = day.day.date;
      const entitled = entitlementOf(reduction, date) !== undefined;
      left = entitled ? fullRateWh(reduction, calendar, date) : undefined;
      if (entitled && left === undefined) unknown.push(date);
    }
    if (left === undefined) continue;
    const reducedWh = reducedOf(billedWh, left);
    if (reducedWh !== 0n) reduced.set(from, reducedWh);
    left -= billedWh;
  }
  return { reduced, uses: [], missing: missingOn('FULL_RATE_SERIES_MISSING', unknown, nextDay, '', '$.electricityTaxReduction.fullRate') };
};

/** The hub's figure for a day, newest version first; undefined when there is none. */
export const fullRateWh = ({ fullRate }: TaxReduction, calendar: Calendar, date: LocalDate): bigint | undefined => {
  const reaching = (fullRate ?? [])
    .map((series) => ({ series, index: daysBetween(calendar.dayOf(series.from), date) }))
    .filter(({ series, index }) => index >= 0 && index < series.values.length);
  let best: (typeof reaching)[number] | undefined;
  for (const one of reaching) if (!best || byAge(one.series, best.series) >= 0) best = one;
  return best?.series.values[best.index] ?? undefined;
};
