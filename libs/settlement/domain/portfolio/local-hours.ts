import { exactProduct, exactSum, type Exact } from './exact.js';
import type { Integers } from './weighted-sum.js';

/**
 * Watt-hours per local hour of the day (24 sums). `localHours` says for each interval which hour it lies in; the hour that comes twice in
 * autumn adds up, the one that is left out in spring is 0. Sums must stay safe integers.
 */
export const sumByLocalHour = (quantitiesWh: Integers, localHours: Uint8Array): Float64Array => {
  const sums = new Float64Array(24);
  for (let i = 0; i < quantitiesWh.length; i++) sums[localHours[i]!]! += quantitiesWh[i]!;
  return sums;
};

/** Σ of 24 watt-hour sums × 24 prices, exact. Source: a time-of-use tariff states 24 prices, one for each local hour. */
export const weightedByLocalHour = (sums: Float64Array, prices: ArrayLike<number>): Exact => {
  let total: Exact = 0;
  for (let hour = 0; hour < 24; hour++) total = exactSum(total, exactProduct(sums[hour]!, prices[hour]!));
  return total;
};

/** The 24 prices laid out along the intervals: what a plain sum of quantity × price needs. */
export const alongIntervals = (prices: ArrayLike<number>, localHours: Uint8Array): Float64Array =>
  Float64Array.from(localHours, (hour) => prices[hour]!);
