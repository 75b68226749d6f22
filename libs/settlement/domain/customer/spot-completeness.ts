import { HOUR_MS, QUARTER_MS, type Span } from '#energy';
import { extend, QuarterGrid } from './quarter-grid.js';
import type { SpotSeries } from './settlement-input.js';

/** The spot prices of one area laid over a span. */
export const spotGrid = (spot: readonly SpotSeries[], area: string, span: Span): QuarterGrid<bigint> =>
  new QuarterGrid(spot.filter((series) => series.area === area), span);

/** Stretches of the span without a price. An hour of which one quarter is missing is not complete: that quarter is named. */
export const missingSpot = (grid: QuarterGrid<bigint>, span: Span): readonly Span[] => {
  const gaps: Span[] = [];
  for (let at = span.from; at < span.to; at += QUARTER_MS) if (grid.valueAt(at) === undefined) extend(gaps, { from: at, to: at + QUARTER_MS });
  return gaps;
};

/**
 * The intervals one expects and does not find, one by one: of the expected resolution, and single quarters where only a part of an hour is missing.
 * Nothing is missing in an empty span.
 */
export const missingSpotIntervals = (grid: QuarterGrid<bigint>, span: Span, expected: 'PT1H' | 'PT15M'): readonly Span[] => missingSpot(grid, span).flatMap((gap) => {
  const intervals: Span[] = [];
  for (let at = gap.from; at < gap.to;) {
    const wholeHour = expected === 'PT1H' && at % HOUR_MS === 0 && at + HOUR_MS <= gap.to;
    const to = at + (wholeHour ? HOUR_MS : QUARTER_MS);
    intervals.push({ from: at, to });
    at = to;
  }
  return intervals;
});
