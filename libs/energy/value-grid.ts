import type { Calendar } from './calendar.js';
import { InvalidValue } from './invalid-value.js';
import { formatInstant } from './instant.js';
import type { Span } from './interval.js';
import { addDays, addMonths, daysBetween } from './local-date.js';
import { countBetween, isFixed, type Resolution, startOfValue } from './resolution.js';

/**
 * How many values of any resolution fill the span: 23 hours or 1 day on the spring day.
 * @throws InvalidValue NOT_WHOLE when the span does not begin and end with a value, DATE_OUT_OF_RANGE
 */
export const countValues = (calendar: Calendar, { from, to }: Span, resolution: Resolution): number => {
  if (isFixed(resolution)) return countBetween(from, to, resolution);
  const isStart = (instant: number) => (resolution === 'P1D' ? calendar.isStartOfDay(instant) : calendar.isStartOfMonth(instant));
  if (to < from || !isStart(from) || !isStart(to)) throw notWhole({ from, to }, resolution, calendar.zone);
  return resolution === 'P1D' ? daysBetween(calendar.dayOf(from), calendar.dayOf(to)) : monthsBetween(calendar.monthOf(from), calendar.monthOf(to));
};

/**
 * When each value of a series begins, and last when it ends: `count + 1` instants in epoch milliseconds.
 * `from` begins a value; see `countValues`. Source: DataHub's documents, time of a point = start + (position - 1) x resolution.
 * @throws InvalidValue NOT_WHOLE, DATE_OUT_OF_RANGE
 */
export const valueBounds = (calendar: Calendar, from: number, count: number, resolution: Resolution): Float64Array => {
  countValues(calendar, { from, to: from }, resolution);
  const startOf = (index: number): number => {
    if (isFixed(resolution)) return startOfValue(from, index, resolution);
    if (resolution === 'P1D') return calendar.startOfDay(addDays(calendar.dayOf(from), index));
    return calendar.startOfMonth(addMonths(calendar.monthOf(from), index));
  };
  return Float64Array.from({ length: count + 1 }, (_, index) => startOf(index));
};

const monthsBetween = (from: string, to: string): number => {
  const count = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return count(to) - count(from);
};

const notWhole = ({ from, to }: Span, resolution: Resolution, zone: string): InvalidValue => {
  const [start, end, unit, enhed] = [formatInstant(from), formatInstant(to), resolution === 'P1D' ? 'days' : 'months', resolution === 'P1D' ? 'døgn' : 'måneder'];
  return new InvalidValue({
    code: 'NOT_WHOLE',
    en: `From ${start} to ${end} are no whole local ${unit} in ${zone}. Both must be a local midnight${resolution === 'P1M' ? ' on the first of a month' : ''}, in this order.`,
    da: `Fra ${start} til ${end} er ikke hele lokale ${enhed} i ${zone}. Begge skal være lokal midnat${resolution === 'P1M' ? ' den første i en måned' : ''}, i denne rækkefølge.`,
  });
};
