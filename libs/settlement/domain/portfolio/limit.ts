import type { Integers } from './weighted-sum.js';

/** Watt-hours on either side of a limit; together they are the total. */
export type LimitSplit = Readonly<{ belowWh: number; aboveWh: number }>;

/**
 * How much of a total lies below what is left of a limit (never less than nothing left). One rate on either side is all it takes:
 * on which interval the limit was crossed does not change the two sums, so the total suffices.
 */
export const splitTotal = (totalWh: number, leftWh: number): LimitSplit => {
  const belowWh = Math.min(totalWh, Math.max(leftWh, 0));
  return { belowWh, aboveWh: totalWh - belowWh };
};

/**
 * The same interval by interval, for prices that change from interval to interval: the interval that crosses the limit is cut in two.
 * `below` and `above` are overwritten; below[i] + above[i] = quantities[i]. A negative reading takes back from above the limit first.
 * All arrays have one length; the running total must stay a safe integer.
 * Source: electricity tax of electrically heated homes, full rate from the first kWh until the limit is passed, reduced after.
 */
export const splitSeries = (quantities: Integers, leftWh: number, below: Integers, above: Integers): LimitSplit => {
  const limit = Math.max(leftWh, 0);
  let total = 0;
  let totalBelow = 0;
  for (let i = 0; i < quantities.length; i++) {
    total += quantities[i]!;
    const belowNow = Math.min(total, limit);
    below[i] = belowNow - totalBelow;
    above[i] = quantities[i]! - below[i]!;
    totalBelow = belowNow;
  }
  return { belowWh: totalBelow, aboveWh: total - totalBelow };
};
