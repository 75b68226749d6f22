import { type Calendar, HOUR_MS, type LocalMonth } from '#energy';

/** A local month as a row of hours: what prices and readings of a run are laid out along. Hour 0 begins at the first local midnight. */
export type MonthGrid = Readonly<{
  month: LocalMonth;
  days: number;
  /** 743 in a Danish March, 745 in October. */
  hours: number;
  /** The hour with which each local day begins, and one more for the end of the month. */
  dayStarts: Int32Array;
  /** Local hour of the clock, 0 to 23, of each hour: one is left out in spring, one stands twice in autumn. */
  localHours: Uint8Array;
}>;

/**
 * The grid of one month of a zone.
 * @throws InvalidValue for what is no month; RangeError in a zone whose days do not have whole hours
 */
export const monthGrid = (calendar: Calendar, month: LocalMonth): MonthGrid => {
  const { from, to, days } = calendar.month(month);
  const dates = calendar.dayTable(`${month}-01`, calendar.addDays(`${month}-01`, days));
  const dayStarts = Int32Array.from([...dates.map((day) => day.from), to], (start) => (start - from) / HOUR_MS);
  if (dates.some((day) => !Number.isInteger(day.hours))) {
    throw new RangeError(`A day of ${month} in ${calendar.zone} does not have whole hours; settle its points one by one`);
  }
  return { month, days, hours: (to - from) / HOUR_MS, dayStarts, localHours: calendar.localHours(from, to) };
};

/**
 * Prices along the hours of the month from 24 prices a day, by local hour. `priceOfDay` gives the prices of the day with this index,
 * the same ones every day for most tariffs; NaN is a missing price.
 */
export const pricesByLocalHour = (grid: MonthGrid, priceOfDay: (day: number) => ArrayLike<number>): Float64Array => {
  const prices = new Float64Array(grid.hours);
  for (let day = 0; day < grid.days; day++) {
    const ofDay = priceOfDay(day);
    for (let hour = grid.dayStarts[day]!; hour < grid.dayStarts[day + 1]!; hour++) prices[hour] = ofDay[grid.localHours[hour]!] ?? Number.NaN;
  }
  return prices;
};
