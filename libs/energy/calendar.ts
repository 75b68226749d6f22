import { Temporal } from 'temporal-polyfill';
import { DayStarts } from './day-starts.js';
import { InvalidValue, quoted } from './invalid-value.js';
import {
  addDays, addMonths, dateOutOfRange, dayNumberOfDate, type DayNumber, daysBetween, daysInMonth, FIRST_DAY, firstOfMonth, LAST_DAY, type LocalDate, type LocalMonth, monthOfDate,
  nextDay, nextMonth,
} from './local-date.js';
import { HOUR_MS, QUARTER_MS } from './resolution.js';

/** The zone of the Danish market: its days, months and tariff hours. */
export const MARKET_ZONE = 'Europe/Copenhagen';

/** A local day: [from, to) in epoch milliseconds. 23, 24 or 25 hours; where clocks move by half an hour also 23.5 or 24.5. */
export type Day = Readonly<{ date: LocalDate; from: number; to: number; hours: number; quarters: number }>;

/** A local month: [from, to) in epoch milliseconds. */
export type Month = Readonly<{ month: LocalMonth; from: number; to: number; days: number }>;

/** The part of a local day that a span covers, epoch milliseconds. */
export type DayPart = Readonly<{ date: LocalDate; from: number; to: number }>;

const HOURS_PER_DAY = 24;
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]*$/;

/**
 * Local days, months and hours of one time zone. Instants are epoch milliseconds; dates are text.
 * A day begins with its first instant: 01:00 where the clock jumps over midnight. All methods throw InvalidValue
 * NOT_A_DATE, NOT_A_MONTH or DATE_OUT_OF_RANGE (before 1900, after 2199) when given such.
 */
export class Calendar {
  private readonly starts: DayStarts;
  /** The day last asked for: the values of a series ask for the same one again and again. */
  private lastDay: DayNumber = NaN;
  private lastFrom = NaN;
  private lastTo = NaN;

  /** Use `calendarOf`, which keeps one calendar per zone. */
  constructor(readonly zone: string) {
    this.starts = new DayStarts(zone);
  }

  /** First instant of the local day. */
  startOfDay(date: LocalDate): number {
    return this.starts.startOf(dayNumberOfDate(date));
  }

  /** First instant of the local day with this number; for loops. */
  startOfDayNumber(day: DayNumber): number {
    return this.starts.startOf(day);
  }

  /** Number of the local day that holds the instant; for loops. */
  dayNumberOf(instant: number): DayNumber {
    if (instant >= this.lastFrom && instant < this.lastTo) return this.lastDay;
    let day = Math.floor(instant / (HOURS_PER_DAY * HOUR_MS)) + 1; // the day after that of UTC; no zone is further away
    while (instant < this.starts.startOf(day)) day--;
    if (day < FIRST_DAY || day > LAST_DAY) throw dateOutOfRange(`Day ${day} after 1970-01-01`);
    this.lastDay = day;
    this.lastFrom = this.starts.startOf(day);
    this.lastTo = this.starts.startOf(day + 1);
    return day;
  }

  /** The local day that holds the instant. */
  dayOf(instant: number): LocalDate {
    return this.starts.dateOf(this.dayNumberOf(instant));
  }

  isStartOfDay(instant: number): boolean {
    return this.starts.startOf(this.dayNumberOf(instant)) === instant;
  }

  startOfMonth(month: LocalMonth): number {
    return this.startOfDay(firstOfMonth(month));
  }

  monthOf(instant: number): LocalMonth {
    return monthOfDate(this.dayOf(instant));
  }

  isStartOfMonth(instant: number): boolean {
    return this.isStartOfDay(instant) && this.dayOf(instant).endsWith('-01');
  }

  /** Hours in the local day: 23 in spring, 25 in autumn, else 24. */
  hoursIn(date: LocalDate): number {
    return this.day(date).hours;
  }

  /** Quarters in the local day: 92 in spring, 100 in autumn, else 96. */
  quartersIn(date: LocalDate): number {
    return this.day(date).quarters;
  }

  day(date: LocalDate): Day {
    const number = dayNumberOfDate(date);
    const [from, to] = [this.starts.startOf(number), this.starts.startOf(number + 1)];
    return { date, from, to, hours: (to - from) / HOUR_MS, quarters: (to - from) / QUARTER_MS };
  }

  month(month: LocalMonth): Month {
    return { month, from: this.startOfMonth(month), to: this.startOfMonth(nextMonth(month)), days: daysInMonth(month) };
  }

  /** Every local day in [from, to), in order. */
  dayTable(from: LocalDate, to: LocalDate): readonly Day[] {
    const days: Day[] = [];
    for (let date = from, left = daysBetween(from, to); left > 0; left--, date = nextDay(date)) days.push(this.day(date));
    return days;
  }

  /** Every local month in [from, to), in order. */
  monthTable(from: LocalMonth, to: LocalMonth): readonly Month[] {
    const months: Month[] = [];
    for (let month = from; firstOfMonth(month) < firstOfMonth(to); month = nextMonth(month)) months.push(this.month(month));
    return months;
  }

  /** The span cut at local midnights, in order; nothing for an empty span. */
  cutByDay(from: number, to: number): readonly DayPart[] {
    const parts: DayPart[] = [];
    for (let at = from; at < to;) {
      const day = this.dayNumberOf(at);
      const end = Math.min(this.starts.startOf(day + 1), to);
      parts.push({ date: this.starts.dateOf(day), from: at, to: end });
      at = end;
    }
    return parts;
  }

  /** Local hour of the clock (0 to 23) at the instant. Asks the time zone library: for loops take `localHours`. */
  hourOf(instant: number): number {
    return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.zone).hour;
  }

  /**
   * Local hour of the clock (0 to 23) for each hour of [from, to), so that entry i belongs to from + i hours.
   * On the autumn day one hour stands twice, on the spring day one is left out: a tariff's Price1…24 are found by it.
   * Source: market facts, §4 (Price1…24 are local hours).
   */
  localHours(from: number, to: number): Uint8Array {
    const hours = new Uint8Array(Math.max(0, Math.ceil((to - from) / HOUR_MS)));
    for (const part of this.cutByDay(from, to)) {
      const { from: midnight, hours: length } = this.day(part.date);
      const plain = length === HOURS_PER_DAY; // then it runs from 0 to 23: no zone has moved its clock twice in a day
      for (let at = Math.ceil((part.from - from) / HOUR_MS); from + at * HOUR_MS < part.to; at++) {
        const instant = from + at * HOUR_MS;
        hours[at] = plain ? Math.floor((instant - midnight) / HOUR_MS) : this.hourOf(instant);
      }
    }
    return hours;
  }

  addDays(date: LocalDate, days: number): LocalDate {
    return addDays(date, days);
  }

  nextDay(date: LocalDate): LocalDate {
    return nextDay(date);
  }

  daysBetween(from: LocalDate, to: LocalDate): number {
    return daysBetween(from, to);
  }

  addMonths(month: LocalMonth, months: number): LocalMonth {
    return addMonths(month, months);
  }
}

const calendars = new Map<string, Calendar>();

/**
 * The calendar of an IANA time zone (`Europe/Copenhagen`, `UTC`), the same object each time.
 * @throws InvalidValue UNKNOWN_TIME_ZONE
 */
export const calendarOf = (zone: string): Calendar => {
  const known = calendars.get(zone);
  if (known) return known;
  const canonical = canonicalZone(zone);
  const calendar = calendars.get(canonical) ?? new Calendar(canonical);
  calendars.set(canonical, calendar);
  return calendar;
};

const canonicalZone = (zone: string): string => {
  try {
    if (ZONE_NAME.test(zone)) return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new InvalidValue({
    code: 'UNKNOWN_TIME_ZONE',
    en: `${quoted(zone)} is not a time zone we know. Use an IANA name such as ${MARKET_ZONE} or UTC.`,
    da: `${quoted(zone)} er ikke en kendt tidszone. Brug et IANA-navn som ${MARKET_ZONE} eller UTC.`,
  });
};
