import type { Integers } from './weighted-sum.js';

/** Watt-hours on either side of a limit; together they are the total. */
export type LimitSplit = Readonly<{ belowWh: number; aboveWh: number }>;

/**
 * How much of a total lies below what is left of a limit; less than nothing is left when the limit was passed before. With one rate on
 * either side the total suffices: on which interval the limit was crossed does not change the two sums.
 * A negative total takes back from above the limit first.
 */
export const splitTotal = (totalWh: number, leftWh: number): LimitSplit => {
  const belowWh = Math.min(totalWh, leftWh) - Math.min(0, leftWh);
  return { belowWh, aboveWh: totalWh - belowWh };
};

/**
 * The same interval by interval, for prices that change from interval to interval: the interval that crosses the limit is cut in two.
 * `below` and `above` are overwritten; below[i] + above[i] = quantities[i].
 * All arrays have one length; the running total must stay a safe integer.
 * Source: electricity tax of electrically heated homes, full rate from the first kWh until the limit is passed, reduced after.
 */
export const splitSeries = (quantities: Integers, leftWh: number, below: Integers, above: Integers): LimitSplit => {
  let total = 0;
  let totalBelow = 0;
  for (let i = 0; i < quantities.length; i++) {
    total += quantities[i]!;
    const belowNow = splitTotal(total, leftWh).belowWh;
    below[i] = belowNow - totalBelow;
    above[i] = quantities[i]! - below[i]!;
    totalBelow = belowNow;
  }
  return { belowWh: totalBelow, aboveWh: total - totalBelow };
};
