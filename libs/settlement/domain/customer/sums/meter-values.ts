import { QUARTER_MS, QUARTERS_PER_HOUR, type Span } from '#energy';
import { byAge } from '../dated.js';
import type { ReadingSeries } from '../settlement-input.js';

/** What a meter read in a span: watt-hours of each interval in order, NaN where nothing or "missing" stands. `quarters` is the length of one interval, 1 or 4. */
export type MeterValues = Readonly<{ quarters: number; wh: Float64Array }>;

/**
 * Series of one resolution laid over a span, newest registration on top; a newer "missing" hides the older value.
 * Undefined when the series are of two resolutions, none, or hold a value that no `number` can hold exactly: then the intervals have to be looked at one by one.
 */
export const meterValues = (series: readonly ReadingSeries[], span: Span): MeterValues | undefined => {
  const resolution = series[0]?.resolution;
  if (resolution === undefined || series.some((one) => one.resolution !== resolution)) return undefined;
  const quarters = resolution === 'PT1H' ? QUARTERS_PER_HOUR : 1;
  const wh = new Float64Array((span.to - span.from) / (quarters * QUARTER_MS)).fill(Number.NaN);
  for (const { from, values } of [...series].sort(byAge)) {
    const first = (from - span.from) / (quarters * QUARTER_MS);
    if (!Number.isInteger(first)) return undefined;
    for (let index = Math.max(0, -first); index < values.length && first + index < wh.length; index++) {
      const value = values[index];
      const number = value === null || value === undefined ? Number.NaN : Number(value);
      if (!Number.isNaN(number) && !Number.isSafeInteger(number)) return undefined;
      wh[first + index] = number;
    }
  }
  return { quarters, wh };
};

/** What is billed and what is credited of each interval, after netting what was used and what was produced in it. */
export type Netted = Readonly<{ billed: Float64Array; surplus: Float64Array }>;

/** Nets two meters interval by interval. Source: our rule on solar, as in `billedIntervals`. */
export const netted = (used: Float64Array, produced: Float64Array): Netted => {
  const [billed, surplus] = [new Float64Array(used.length), new Float64Array(used.length)];
  for (let at = 0; at < used.length; at++) {
    const net = used[at]! - produced[at]!;
    if (net < 0 && produced[at]! > 0) surplus[at] = -net;
    else billed[at] = net;
  }
  return { billed, surplus };
};
