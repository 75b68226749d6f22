import { addDays, addMonths, type Calendar, dayNumberOfDate, firstOfMonth, type LocalDate, monthOfDate, nextDay, nextMonth, type Span } from '#energy';
import type { Period } from './settlement-input.js';

export type BillingFrequency = 'daily' | 'weekly' | 'monthly' | 'quarterly';

export const BILLING_FREQUENCIES: readonly BillingFrequency[] = ['daily', 'weekly', 'monthly', 'quarterly'];

const DAYS_PER_WEEK = 7;
const MONTHS_PER_QUARTER = 3;
/** 1970-01-01 was a Thursday: three days after Monday. */
const MONDAY_OFFSET = 3;

/** First day after the billing period that holds the day: the next day, Monday, first of month or first of quarter of the local calendar. */
export const billingPeriodEnd = (frequency: BillingFrequency, date: LocalDate): LocalDate => {
  switch (frequency) {
    case 'daily': return nextDay(date);
    case 'weekly': return addDays(date, DAYS_PER_WEEK - weekdayOf(date));
    case 'monthly': return firstOfMonth(nextMonth(monthOfDate(date)));
    case 'quarterly': return firstOfMonth(addMonths(monthOfDate(date), MONTHS_PER_QUARTER - monthOfQuarter(date)));
  }
};

/** First day of the billing period that holds the day. */
export const billingPeriodStart = (frequency: BillingFrequency, date: LocalDate): LocalDate => {
  switch (frequency) {
    case 'daily': return date;
    case 'weekly': return addDays(date, -weekdayOf(date));
    case 'monthly': return firstOfMonth(monthOfDate(date));
    case 'quarterly': return firstOfMonth(addMonths(monthOfDate(date), -monthOfQuarter(date)));
  }
};

/** The billing periods that touch [from, to), cut to it, in order. */
export const billingPeriods = (frequency: BillingFrequency, { from, to }: Period): readonly Period[] => {
  const periods: Period[] = [];
  for (let start = from; start < to;) {
    const end = billingPeriodEnd(frequency, start);
    periods.push({ from: start, to: end < to ? end : to });
    start = end;
  }
  return periods;
};

/** The instants of a period of local days; 23 or 25 hours more or less where the clock changes. */
export const spanOf = ({ from, to }: Period, calendar: Calendar): Span => ({ from: calendar.startOfDay(from), to: calendar.startOfDay(to) });

/** A period may be billed once it is over: on its end day or later. */
export const isDue = ({ to }: Period, today: LocalDate): boolean => to <= today;

/** 0 on Monday to 6 on Sunday. */
const weekdayOf = (date: LocalDate): number => (((dayNumberOfDate(date) + MONDAY_OFFSET) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;

/** 0, 1 or 2. */
const monthOfQuarter = (date: LocalDate): number => (Number(monthOfDate(date).slice(5)) - 1) % MONTHS_PER_QUARTER;
