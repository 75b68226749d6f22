import { addDays, type LocalDate } from '#energy';
import { BILLING_FREQUENCIES, type BillingFrequency, billingPeriodEnd, billingPeriodStart } from '../customer/billing-period.js';
import type { RunPeriod } from './run-scope.js';

export type DuePeriod = Readonly<{ frequency: BillingFrequency; period: RunPeriod }>;

/**
 * Every billing period of each frequency whose day after the last lies after `after` and no later than `today`: those that have become due in between.
 * Local calendar; in order of becoming due, the shorter first.
 */
export const duePeriods = (after: LocalDate, today: LocalDate, frequencies: readonly BillingFrequency[] = BILLING_FREQUENCIES): readonly DuePeriod[] => {
  const due: DuePeriod[] = [];
  for (const frequency of frequencies) {
    for (let to = billingPeriodEnd(frequency, after); to <= today; to = billingPeriodEnd(frequency, to)) {
      due.push({ frequency, period: { from: billingPeriodStart(frequency, addDays(to, -1)), to } });
    }
  }
  return due.sort((a, b) => (a.period.to < b.period.to ? -1 : a.period.to > b.period.to ? 1 : BILLING_FREQUENCIES.indexOf(a.frequency) - BILLING_FREQUENCIES.indexOf(b.frequency)));
};
