import { QUARTER_MS, QUARTERS_PER_HOUR, type Span } from '#energy';
import { byAge } from '../dated.js';
import type { ReadingSeries } from '../settlement-input.js';

/**
 * What a meter read in a span: watt-hours of each interval in order, NaN where nothing or "missing" stands. `quarters` is the length of one interval, 1 or 4;
 * `series[owner[at]]` is the series that a value comes from.
 */
export type MeterValues = Readonly<{ quarters: number; wh: Float64Array; owner: Uint16Array; series: readonly ReadingSeries[] }>;

/**
 * Series of one resolution laid over a span, newest registration on top; a newer "missing" hides the older value.
 * Undefined when the series are of two resolutions, none, or hold a value that no `number` can hold exactly: then the intervals have to be looked at one by one.
 */
export const meterValues = (series: readonly ReadingSeries[], span: Span): MeterValues | undefined => {
  const resolution = series[0]?.resolution;
  if (resolution === undefined || series.length > 65_535 || series.some((one) => one.resolution !== resolution)) return undefined;
  const quarters = resolution === 'PT1H' ? QUARTERS_PER_HOUR : 1;
  const wh = new Float64Array((span.to - span.from) / (quarters * QUARTER_MS)).fill(Number.NaN);
  const owner = new Uint16Array(wh.length);
  const inOrder = [...series].sort(byAge);
  for (const [own, { from, values }] of inOrder.entries()) {
    const first = (from - span.from) / (quarters * QUARTER_MS);
    if (!Number.isInteger(first)) return undefined;
    for (let index = Math.max(0, -first); index < values.length && first + index < wh.length; index++) {
      const value = values[index];
      const number = value === null || value === undefined ? Number.NaN : Number(value);
      if (!Number.isNaN(number) && !Number.isSafeInteger(number)) return undefined;
      wh[first + index] = number;
      owner[first + index] = own;
    }
  }
  return { quarters, wh, owner, series: inOrder };
};

/** Names of the series that the meters' values of these intervals (of those that are meant) come from, each once, in the order of their first mention. */
export const refsOf = (meters: readonly MeterValues[], first: number, end: number, meant: (at: number) => boolean = () => true): readonly string[] => {
  const found = new Set<string>();
  const last = new Int32Array(meters.length).fill(-1);
  for (let at = first; at < end; at++) {
    for (let meter = 0; meter < meters.length; meter++) {
      const { owner, series } = meters[meter]!;
      if (owner[at] === last[meter] || !meant(at)) continue; // as the one before
      last[meter] = owner[at]!;
      found.add(series[owner[at]!]!.ref);
    }
  }
  return [...found];
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
