import { NotAnInteger } from './weighted-sum.js';

/** Prices of a month as whole numbers, one per hour or quarter of the grid; NaN is a missing price. */
export type ScaledPrices = Readonly<{
  values: ArrayLike<number>;
  /** How many units make one krone per kWh, in whole millions: 1e6 for millionths, up to 1e9 for day-ahead prices, published per MWh with 6 decimals. */
  unitsPerDkk: number;
}>;

/** Prices ready for a sum over readings of one resolution. Lives in shared memory, so that all threads read the same. */
export type PriceVector = Readonly<{
  values: Float64Array;
  unitsPerDkk: number;
  /** The largest |value|, for the guard of the sum. */
  largest: number;
  /** How many prices are missing before each place; the value there is 0 and must not be used. */
  missingBefore: Int32Array;
}>;

/** The same prices for hourly and for quarterly readings. */
export type PriceSeries = Readonly<{ PT1H: PriceVector; PT15M: PriceVector }>;

const QUARTERS = 4;
export const COARSEST_UNITS_PER_DKK = 1_000_000;
export const FINEST_UNITS_PER_DKK = 1_000_000_000;

/**
 * Prices for readings of both resolutions. Hourly readings on quarter prices take the mean of the four quarters, which is kept exact as their
 * sum in units four times as fine; quarter readings on hourly prices take the hour's price.
 * Source: own rule for mixed resolutions.
 * @throws RangeError when there are neither as many prices as hours nor as quarters, or the unit is unknown; NotAnInteger for a fraction
 */
export const priceSeries = ({ values, unitsPerDkk }: ScaledPrices, hours: number): PriceSeries => {
  if (!Number.isInteger(unitsPerDkk / COARSEST_UNITS_PER_DKK) || unitsPerDkk < COARSEST_UNITS_PER_DKK || unitsPerDkk > FINEST_UNITS_PER_DKK) {
    throw new RangeError(`${unitsPerDkk} units per krone: state whole millions, from ${COARSEST_UNITS_PER_DKK} to ${FINEST_UNITS_PER_DKK}`);
  }
  const length = hours * QUARTERS;
  if (values.length === length) {
    const means = Float64Array.from({ length: hours }, (_, hour) => sumOfQuarters(values, hour * QUARTERS));
    return { PT15M: priceVector(values, unitsPerDkk), PT1H: priceVector(means, unitsPerDkk * QUARTERS) };
  }
  if (values.length === hours) {
    const repeated = Float64Array.from({ length }, (_, quarter) => values[Math.floor(quarter / QUARTERS)]!);
    return { PT1H: priceVector(values, unitsPerDkk), PT15M: priceVector(repeated, unitsPerDkk) };
  }
  throw new RangeError(`${values.length} prices for a month of ${hours} hours: give ${hours} hourly or ${length} quarterly prices, NaN for a missing one`);
};

/** Is a price missing in [from, to)? */
export const lacksPrice = (vector: PriceVector, from: number, to: number): boolean => vector.missingBefore[to]! > vector.missingBefore[from]!;

/** Is a price missing in an interval of which the series, laid along the prices from `from` on, has any? */
export const lacksPriceOf = (vector: PriceVector, from: number, series: Int32Array): boolean =>
  lacksPrice(vector, from, from + series.length) && series.some((wh, i) => wh !== 0 && lacksPrice(vector, from + i, from + i + 1));

const sumOfQuarters = (values: ArrayLike<number>, at: number): number => values[at]! + values[at + 1]! + values[at + 2]! + values[at + 3]!;

const priceVector = (prices: ArrayLike<number>, unitsPerDkk: number): PriceVector => {
  const { length } = prices;
  const values = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
  const missingBefore = new Int32Array(new SharedArrayBuffer((length + 1) * Int32Array.BYTES_PER_ELEMENT));
  let largest = 0;
  for (let i = 0; i < length; i++) {
    const price = prices[i]!;
    const missing = Number.isNaN(price);
    if (!missing && !Number.isSafeInteger(price)) throw new NotAnInteger(i, price);
    values[i] = missing ? 0 : price;
    missingBefore[i + 1] = missingBefore[i]! + (missing ? 1 : 0);
    largest = Math.max(largest, Math.abs(values[i]!));
  }
  return { values, unitsPerDkk, largest, missingBefore };
};
