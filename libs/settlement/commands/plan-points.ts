import { type LocalDate, nextDay } from '#energy';
import type { AsOf } from '#kernel';
import type { PortfolioFacts, PointTerms } from '#portfolio/published';
import { BILLING_FREQUENCIES, billingPeriodEnd, billingPeriodStart } from '../domain/customer/billing-period.js';
import type { Period } from '../domain/customer/settlement-input.js';
import { plannedPeriods } from '../domain/period/planned-periods.js';
import type { Planned } from './gather/facts.js';
import type { PlannedBatch } from './gather/gather-inputs.js';

/**
 * What is to be settled for these points when a run ends at `to`: every period of theirs that ends after `from`, by `to` at the latest. Terms are asked for a
 * day longer: what begins on the day on which the run ends may be what ends a period there.
 */
export const planPoints = async (portfolio: Pick<PortfolioFacts, 'terms'>, gsrns: readonly string[], run: Period, asOf: AsOf): Promise<PlannedBatch> => {
  const terms = await portfolio.terms(gsrns, { from: firstDayOf(run), to: nextDay(run.to) }, asOf);
  return { terms, periods: [...terms].flatMap(([gsrn, of]) => plannedOf(gsrn, of, run)) };
};

const plannedOf = (gsrn: string, of: PointTerms, run: Period): readonly Planned[] => plannedPeriods(of, run).map((period) => ({ ...period, gsrn }));

/** The first day that can belong to a period of the run: a week may have begun before the quarter did. */
export const firstDayOf = (run: Period): LocalDate => BILLING_FREQUENCIES.map((frequency) => billingPeriodStart(frequency, run.from)).sort()[0]!;

/** A period that begins on the day ends by then, whatever is agreed. */
export const latestEndOf = (from: LocalDate): LocalDate => BILLING_FREQUENCIES.map((frequency) => billingPeriodEnd(frequency, from)).sort().at(-1)!;
