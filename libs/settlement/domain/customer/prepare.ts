import { type Calendar, calendarOf, QUARTER_MS, type Span } from '#energy';
import { type BilledInterval, billedIntervals } from './billed-intervals.js';
import type { TariffPrices } from './charge-lines.js';
import { hasIntervalPoints } from './charge-price.js';
import { overlap } from './dated.js';
import { type MissingInput, missingAt, missingWholly } from './missing-input.js';
import { LocalHours, priceAt } from './price-at.js';
import { needsSpot, type PricedInterval } from './product-lines.js';
import { extend, type GridInterval, QuarterGrid } from './quarter-grid.js';
import { type Segment, segmentsOf, type SettledDay } from './segments.js';
import type { Charge, SettlementInput } from './settlement-input.js';
import { missingSpot, spotGrid } from './spot-completeness.js';
import { isSpotPriced, missingTerms } from './terms-readiness.js';

/** What a settlement needs besides readings: days with their terms, and prices laid over the period. */
export type Prepared = Readonly<{
  input: SettlementInput; calendar: Calendar; span: Span; segments: readonly Segment[]; days: readonly SettledDay[];
  spot: QuarterGrid<bigint>; tariffs: TariffPrices; missing: readonly MissingInput[];
}>;

export const prepare = (input: SettlementInput): Prepared => {
  const calendar = calendarOf(input.zone);
  const span = { from: calendar.startOfDay(input.period.from), to: calendar.startOfDay(input.period.to) };
  const segments = segmentsOf(input, calendar);
  const days = segments.flatMap((segment) => segment.days);
  const grids = new Map<Charge, QuarterGrid<bigint>>(input.charges.filter(hasIntervalPoints).map((charge) => [charge, new QuarterGrid(charge.points, span)]));
  return {
    input, calendar, span, segments, days, spot: spotGrid(input.spot, input.priceArea, span),
    tariffs: { hours: new LocalHours(calendar, span), grids },
    missing: days.length === 0 ? [missingWholly('NO_SUPPLY', '$.supply')] : missingTerms(input, days),
  };
};

/** The readings of the settled days as the bill's intervals, with what is missing of them. */
export const readingsOf = ({ input, segments, calendar, span }: Prepared): { intervals: readonly BilledInterval[]; missing: readonly MissingInput[] } => {
  const [consumptionGrid, productionGrid] = [new QuarterGrid(input.readings, span), new QuarterGrid(input.exportReadings ?? [], span)];
  const consumption = inSegments(consumptionGrid, segments.map((one) => one.span));
  const coupled = input.exportReadings === undefined ? [] : (input.exportCoupled ?? [{ from: input.period.from }]).flatMap((one) => {
    const days = overlap(one, input.period);
    return days ? [{ from: calendar.startOfDay(days.from), to: calendar.startOfDay(days.to) }] : [];
  });
  const production = inSegments(productionGrid, segments.flatMap((segment) => coupled.flatMap((one) => {
    const [from, to] = [Math.max(segment.span.from, one.from), Math.min(segment.span.to, one.to)];
    return from < to ? [{ from, to }] : [];
  })));
  return {
    intervals: billedIntervals(consumption.whole, production.whole),
    missing: [
      ...missingAt('READINGS_MISSING', consumption.missing, '', '$.readings'), ...missingAt('READINGS_TORN', consumption.torn, '', '$.readings'),
      ...missingAt('EXPORT_READINGS_MISSING', production.missing, '', '$.exportReadings'), ...missingAt('EXPORT_READINGS_TORN', production.torn, '', '$.exportReadings'),
    ],
  };
};

const inSegments = (grid: QuarterGrid<bigint>, spans: readonly Span[]) => {
  const [whole, missing, torn]: [GridInterval<bigint>[], Span[], Span[]] = [[], [], []];
  const all = grid.intervals();
  for (const span of spans) {
    whole.push(...all.whole.filter(({ from }) => from >= span.from && from < span.to));
    for (const [into, gaps] of [[missing, all.missing], [torn, all.torn]] as const) {
      for (const gap of gaps) if (gap.from < span.to && gap.to > span.from) extend(into, { from: Math.max(gap.from, span.from), to: Math.min(gap.to, span.to) });
    }
  }
  return { whole, missing, torn };
};

/** Where spot prices must be complete: over all days with a spot product, or only in the intervals at hand. */
export type SpotCheck = 'days' | 'intervals';

/** Joins each interval to its day and spot price, and names every price that is not there. */
export const priced = (prepared: Prepared, billed: readonly BilledInterval[], check: SpotCheck): { intervals: readonly PricedInterval[]; missing: readonly MissingInput[] } => {
  const { calendar, days, spot, tariffs, input } = prepared;
  const byDate = new Map(days.map((day) => [day.day.date, day]));
  const checkedByDay = (day: SettledDay): boolean => check === 'days' && isSpotPriced(day);
  const withoutSpot: Span[] = [];
  for (const day of days.filter(checkedByDay)) for (const gap of missingSpot(spot, day.day)) extend(withoutSpot, gap);
  const unpriced = new Map<string, Span[]>();
  const intervals: PricedInterval[] = [];
  for (const one of billed) {
    const day = byDate.get(calendar.dayOf(one.from));
    if (!day) continue;
    const found = priceAt(spot, one.from, one.quarters);
    if (!found && needsSpot(one, day) && !checkedByDay(day)) extend(withoutSpot, spanOf(one));
    for (const { charge, price } of day.terms.charges) {
      if (price?.kind !== 'grid' || priceAt(tariffs.grids.get(charge)!, one.from, one.quarters)) continue; // only prices of every interval can have gaps within a day
      const name = `${charge.owner} ${charge.type} ${charge.code}`;
      unpriced.set(name, unpriced.get(name) ?? []);
      extend(unpriced.get(name)!, spanOf(one));
    }
    intervals.push({ ...one, day, spot: found });
  }
  return {
    intervals,
    missing: [
      ...missingAt('SPOT_MISSING', withoutSpot, input.priceArea, '$.spot'),
      ...[...unpriced].flatMap(([name, gaps]) => missingAt('CHARGE_PRICE_MISSING', gaps, name, '$.charges')),
    ],
  };
};

const spanOf = ({ from, quarters }: BilledInterval): Span => ({ from, to: from + quarters * QUARTER_MS });
