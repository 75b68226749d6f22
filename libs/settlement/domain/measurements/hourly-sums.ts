import { type Calendar, HOUR_MS, type LocalDate } from '#energy';
import type { Fine } from '../market/quantity.js';
import type { Measurement } from './measurement-input.js';

/** Energy by start of hour (epoch milliseconds). Both hours of the autumn day that have the same name stay apart. */
export type HourlySums = ReadonlyMap<number, Fine>;

/** Hours of a point inside the local days [from, to). Quarters of an hour are added up. */
export const hourlySums = (measurements: readonly Measurement[] | undefined, from: LocalDate, to: LocalDate, calendar: Calendar): HourlySums => {
  const [start, end] = [calendar.startOfDay(from), calendar.startOfDay(to)];
  const sums = new Map<number, Fine>();
  for (const { time, quantity } of measurements ?? []) {
    if (time < start || time >= end) continue;
    const hour = time - (((time % HOUR_MS) + HOUR_MS) % HOUR_MS);
    sums.set(hour, (sums.get(hour) ?? 0n) + quantity);
  }
  return sums;
};

export const sumOf = (hours: HourlySums): Fine => [...hours.values()].reduce((sum, quantity) => sum + quantity, 0n);
