import { addMonths, type Calendar, divideHalfUp, firstOfMonth, type LocalDate, type LocalMonth, nextMonth } from '#energy';
import { type Fine, FINE_PER_WH } from '../market/quantity.js';
import { hourlySums } from './hourly-sums.js';
import type { CalculatedDay, Measurements } from './measurement-input.js';
import { inOrder } from './sent-before.js';
import { earlier, later } from './settlement-year.js';

/** A consumption point as one customer had it, with its D19 child. Local days, half-open; no end = still so. */
export type CapacityPeriod = Readonly<{
  meteringPointId: string;
  from: LocalDate;
  to?: LocalDate;
  childId: string;
  childFrom: LocalDate;
  childTo?: LocalDate;
}>;

export type CapacityInput = Readonly<{ periods: readonly CapacityPeriod[]; measurements: Measurements; month: LocalMonth; calendar: Calendar }>;

const LARGEST = 10;
const SELECTION_MONTHS = 12;

/**
 * Capacity settlement (D19): the mean of the ten largest hours of the twelve months that end with the calculation month, the same on every day of the
 * month on which parent and child are active. A new customer begins a new selection; fewer hours than ten are averaged as they are; without any
 * there is no value.
 * Source: DataHub's rules, part 3, capacity settlement.
 */
export const capacitySettlement = ({ periods, measurements, month, calendar }: CapacityInput): readonly CalculatedDay[] => {
  const [monthFrom, monthTo] = [firstOfMonth(month), firstOfMonth(nextMonth(month))];
  const selectionFrom = firstOfMonth(addMonths(month, 1 - SELECTION_MONTHS));
  return inOrder(periods.flatMap(({ meteringPointId, from, to, childId, childFrom, childTo }) => {
    const active = { from: later(monthFrom, from), to: earlier(monthTo, to) };
    const hours = hourlySums(measurements.get(meteringPointId), later(selectionFrom, from), active.to, calendar);
    if (hours.size === 0) return [];
    const wh = meanOfLargest([...hours.values()]);
    const [first, end] = [later(active.from, childFrom), earlier(active.to, childTo)];
    return calendar.dayTable(first, end).map(({ date }) => ({ meteringPointId: childId, date, wh })); // none when the month and the periods share no day
  }));
};

const meanOfLargest = (hours: readonly Fine[]): bigint => {
  const largest = [...hours].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0)).slice(0, LARGEST);
  return divideHalfUp(largest.reduce((sum, hour) => sum + hour, 0n), BigInt(largest.length) * FINE_PER_WH);
};
