import { InvalidValue, quoted } from './invalid-value.js';

/** A day of the wall calendar, `2026-03-29`. In which zone is said by the calendar that is asked. */
export type LocalDate = string;

/** A month of the wall calendar, `2026-03`. */
export type LocalMonth = string;

/** Days since 1970-01-01, for arithmetic inside loops. */
export type DayNumber = number;

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^(\d{4})-(\d{2})$/;

/** The first and last day a calendar knows: wide enough for any supply, narrow enough that tables stay small. */
export const FIRST_DATE: LocalDate = '1900-01-01';
export const LAST_DATE: LocalDate = '2199-12-31';
export const FIRST_DAY: DayNumber = Date.parse(FIRST_DATE) / DAY_MS;
export const LAST_DAY: DayNumber = Date.parse(LAST_DATE) / DAY_MS;

/** @throws InvalidValue NOT_A_DATE, DATE_OUT_OF_RANGE (before 1900 or after 2199) */
export const dayNumberOfDate = (date: LocalDate): DayNumber => {
  const parts = DATE.exec(date);
  const number = parts ? Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / DAY_MS : NaN;
  if (!parts || new Date(number * DAY_MS).getUTCDate() !== Number(parts[3]) || new Date(number * DAY_MS).getUTCMonth() !== Number(parts[2]) - 1) {
    throw new InvalidValue({
      code: 'NOT_A_DATE',
      en: `${quoted(date)} is not a date. Write year, month and day, such as 2026-03-29.`,
      da: `${quoted(date)} er ikke en dato. Skriv år, måned og dag, for eksempel 2026-03-29.`,
    });
  }
  if (date < FIRST_DATE || date > LAST_DATE) throw dateOutOfRange(date);
  return number;
};

/** The date of a day number. @throws InvalidValue DATE_OUT_OF_RANGE */
export const dateOfDayNumber = (day: DayNumber): LocalDate => {
  if (!Number.isInteger(day) || day < FIRST_DAY || day > LAST_DAY) throw dateOutOfRange(`Day ${day} after 1970-01-01`);
  return isoDate(day);
};

/** The date of a day number, for tables that reach a little past the calendar's ends. */
export const isoDate = (day: DayNumber): LocalDate => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The date itself when it is one. @throws InvalidValue NOT_A_DATE, DATE_OUT_OF_RANGE */
export const parseLocalDate = (text: string): LocalDate => {
  dayNumberOfDate(text);
  return text;
};

/** @throws InvalidValue NOT_A_DATE, DATE_OUT_OF_RANGE */
export const addDays = (date: LocalDate, days: number): LocalDate => dateOfDayNumber(dayNumberOfDate(date) + days);

export const nextDay = (date: LocalDate): LocalDate => addDays(date, 1);

/** Days in [from, to); negative when `to` is before `from`. @throws InvalidValue NOT_A_DATE, DATE_OUT_OF_RANGE */
export const daysBetween = (from: LocalDate, to: LocalDate): number => dayNumberOfDate(to) - dayNumberOfDate(from);

export const monthOfDate = (date: LocalDate): LocalMonth => date.slice(0, 7);

/** @throws InvalidValue NOT_A_MONTH, DATE_OUT_OF_RANGE */
export const firstOfMonth = (month: LocalMonth): LocalDate => {
  const parts = MONTH.exec(month);
  if (!parts || Number(parts[2]) < 1 || Number(parts[2]) > 12) {
    throw new InvalidValue({
      code: 'NOT_A_MONTH',
      en: `${quoted(month)} is not a month. Write year and month, such as 2026-03.`,
      da: `${quoted(month)} er ikke en måned. Skriv år og måned, for eksempel 2026-03.`,
    });
  }
  return parseLocalDate(`${month}-01`);
};

/** @throws InvalidValue NOT_A_MONTH, DATE_OUT_OF_RANGE */
export const addMonths = (month: LocalMonth, months: number): LocalMonth => {
  const [year, ofYear] = firstOfMonth(month).split('-').map(Number) as [number, number, number];
  const count = year * 12 + (ofYear - 1) + months;
  const result = `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((((count % 12) + 12) % 12) + 1).padStart(2, '0')}`;
  firstOfMonth(result);
  return result;
};

export const nextMonth = (month: LocalMonth): LocalMonth => addMonths(month, 1);

/** 28 to 31. @throws InvalidValue NOT_A_MONTH */
export const daysInMonth = (month: LocalMonth): number => {
  const [year, ofYear] = firstOfMonth(month).split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, ofYear, 0)).getUTCDate();
};

export const dateOutOfRange = (what: string): InvalidValue => new InvalidValue({
  code: 'DATE_OUT_OF_RANGE',
  en: `${what} is outside the calendar, which knows ${FIRST_DATE} to ${LAST_DATE}. Check the year.`,
  da: `${what} er uden for kalenderen, som kender ${FIRST_DATE} til ${LAST_DATE}. Kontrollér året.`,
});
