import type { Exact } from './exact.js';

/** Whole numbers, one per interval: watt-hours or scaled prices. `Float64Array` may hold any integer up to ±(2^53 - 1), nothing else. */
export type Integers = Int32Array | Float64Array;

/** A value in a `Float64Array` is no safe integer (a fraction, NaN, infinite, or beyond 2^53 - 1): a sum over it could not be exact. */
export class NotAnInteger extends RangeError {
  override readonly name = 'NotAnInteger';
  constructor(readonly index: number, readonly value: number) {
    super(`Value ${value} at index ${index} is not an integer between -(2^53 - 1) and 2^53 - 1; scale it to integers first`);
  }
}

/**
 * Σ quantity × price over [from, to), exact whatever the sizes.
 * Watt-hours × 10^-6 DKK/kWh give 10^-9 DKK; with other price scales the unit follows.
 * @throws NotAnInteger for a fraction, NaN or unsafe integer; RangeError when the range does not lie inside both arrays
 */
export const weightedSum = (quantitiesWh: Integers, pricesMicro: Integers, from: number, to: number): bigint => {
  assertRange(from, to, Math.min(quantitiesWh.length, pricesMicro.length));
  const quantities = quantitiesWh.subarray(from, to);
  const prices = pricesMicro.subarray(from, to);
  return BigInt(guardedDot(quantities, absoluteSum(quantities), prices, largest(prices)));
};

/**
 * Σ quantity × price of two arrays of one length, by the cheapest way that is certain to be exact.
 * `quantitySum` is Σ|quantity|, `largestPrice` a bound of |price|: no partial sum can pass their product.
 */
export const guardedDot = (quantities: Integers, quantitySum: number, prices: Integers, largestPrice: number): Exact => {
  // Rounding to the nearest double is monotone, so a product that is really above 2^53 - 1 never looks smaller.
  if (quantitySum * largestPrice <= Number.MAX_SAFE_INTEGER) return plainDot(quantities, prices);
  const base = splitBase(quantitySum, largestPrice);
  return base === undefined ? bigDot(quantities, prices) : splitDot(quantities, prices, base);
};

/** Σ|value|. Exact up to 2^53 - 1; beyond, some number above it, which is all a bound needs. */
export const absoluteSum = (values: Integers): number => {
  if (values instanceof Float64Array) assertIntegers(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]!);
  return sum;
};

/** The largest |value|, 0 for none. */
export const largest = (values: Integers): number => {
  if (values instanceof Float64Array) assertIntegers(values);
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
};

// Four accumulators: an addition need not wait for the one before. The order is free because every partial sum is an exact integer.
const plainDot = (quantities: Integers, prices: Integers): number => {
  const { length } = quantities;
  let a = 0, b = 0, c = 0, d = 0, i = 0;
  for (; i + 3 < length; i += 4) {
    a += quantities[i]! * prices[i]!;
    b += quantities[i + 1]! * prices[i + 1]!;
    c += quantities[i + 2]! * prices[i + 2]!;
    d += quantities[i + 3]! * prices[i + 3]!;
  }
  for (; i < length; i++) a += quantities[i]! * prices[i]!;
  return a + b + c + d + 0; // + 0: no negative zero
};

/** The power of two that cuts prices into high × base + low so that both sums stay safe; none when there is no such cut. */
const splitBase = (quantitySum: number, largestPrice: number): number | undefined => {
  let base = 1;
  while (quantitySum * (base * 2 - 1) <= Number.MAX_SAFE_INTEGER) base *= 2;
  const safe = base > 1 && quantitySum * Math.ceil(largestPrice / base) <= Number.MAX_SAFE_INTEGER;
  return safe ? base : undefined;
};

const splitDot = (quantities: Integers, prices: Integers, base: number): bigint => {
  let highSum = 0;
  let lowSum = 0;
  for (let i = 0; i < quantities.length; i++) {
    const high = Math.floor(prices[i]! / base);
    highSum += quantities[i]! * high;
    lowSum += quantities[i]! * (prices[i]! - high * base);
  }
  return BigInt(highSum) * BigInt(base) + BigInt(lowSum);
};

const bigDot = (quantities: Integers, prices: Integers): bigint => {
  let sum = 0n;
  for (let i = 0; i < quantities.length; i++) sum += BigInt(quantities[i]!) * BigInt(prices[i]!);
  return sum;
};

const assertIntegers = (values: Float64Array): void => {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isSafeInteger(values[i])) throw new NotAnInteger(i, values[i]!);
  }
};

const assertRange = (from: number, to: number, length: number): void => {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= length) return;
  throw new RangeError(`Range [${from}, ${to}) does not lie inside the ${length} intervals that both quantities and prices have`);
};
