export * from './calendar.js';
export * from './gln.js';
export { gs1CheckDigit, type IdRules } from './gs1.js';
export * from './gsrn.js';
export * from './instant.js';
export * from './interval.js';
export { InvalidValue } from './invalid-value.js';
export {
  addDays, addMonths, dateOfDayNumber, dayNumberOfDate, type DayNumber, daysBetween, daysInMonth, FIRST_DATE, firstOfMonth, LAST_DATE, type LocalDate,
  type LocalMonth, monthOfDate, nextDay, nextMonth, parseLocalDate,
} from './local-date.js';
export * from './quality.js';
export * from './quarters.js';
export * from './resolution.js';
export * from './rounding.js';
export * from './scaled.js';
export * from './value-grid.js';
