import type { MonthGrid } from './month-grid.js';
import { type PriceSeries, priceSeries, type ScaledPrices } from './prices.js';

/** What all points of a run share: the month and every series of prices that a contract or tariff may point at. Shared memory, read only. */
export type Market = Readonly<{
  days: number;
  hours: number;
  /** The hour with which each local day begins, and one more for the end of the month. */
  dayStarts: Int32Array;
  /** Spot prices of the areas, time-of-use tariffs of the grid companies; terms name them by index. */
  prices: readonly PriceSeries[];
}>;

/** @throws RangeError and NotAnInteger as `priceSeries` does */
export const marketOf = (grid: MonthGrid, prices: readonly ScaledPrices[]): Market => {
  const dayStarts = new Int32Array(new SharedArrayBuffer(grid.dayStarts.byteLength));
  dayStarts.set(grid.dayStarts);
  return { days: grid.days, hours: grid.hours, dayStarts, prices: prices.map((series) => priceSeries(series, grid.hours)) };
};
