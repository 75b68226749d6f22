import { cutToSpan } from './cut-to-span.js';
import { groupBy } from './group-by.js';
import { chargeKey, type ChargePeriod, type Charges, type Calculation, type ChargeLink } from './market-input.js';
import type { ActivePeriod } from './metering-point.js';

/** A stretch of time in which a point pays a charge: link, metering point and charge are all active. */
export type ChargedSpan = Readonly<{
  charge: ChargePeriod & Readonly<{ to: number }>;
  link: ChargeLink;
  period: ActivePeriod & Readonly<{ supplierId: string }>;
  from: number;
  to: number;
}>;

/**
 * Where link, metering point and charge overlap inside the calculation. Exchange points carry no charges; a point without a supplier has nobody to charge.
 * Source: DataHub's rules, part 1 §4.2 and §5.1, part 2 §2.8.
 */
export const chargedSpans = (charges: Charges, periods: readonly ActivePeriod[], calculation: Calculation): readonly ChargedSpan[] => {
  const byKey = groupBy(charges.periods.flatMap((period) => cutToSpan(period, calculation)), chargeKey);
  const byPoint = groupBy(periods.filter(isCharged), ({ meteringPointId }) => meteringPointId);
  return charges.links.flatMap((link) => (byPoint.get(link.meteringPointId) ?? []).flatMap((period) =>
    (byKey.get(chargeKey(link)) ?? []).flatMap((charge) =>
      cutToSpan(charge, link).flatMap((common) => cutToSpan(common, period)).map(({ from, to }) => ({ charge, link, period, from, to })))));
};

const isCharged = (period: ActivePeriod): period is ActivePeriod & { supplierId: string } => period.type !== 'exchange' && period.supplierId !== undefined;
