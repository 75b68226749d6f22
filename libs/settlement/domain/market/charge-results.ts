import type { Calendar } from '#energy';
import type { ChargeLine } from './charge-line.js';
import { chargedSpans } from './charged-spans.js';
import type { Calculation, Charges, PointSeries } from './market-input.js';
import type { ActivePeriod } from './metering-point.js';
import { type MonthlyAmount, monthlyAmounts, type TotalAmount, totalsPerOwner, totalsPerSupplier } from './monthly-amounts.js';
import { feeLines, subscriptionLines } from './subscriptions-and-fees.js';
import { tariffLines } from './tariffs.js';

/** Lines, months and totals, by the names they have in DataHub's scenarios. */
export type ChargeResults = Readonly<{
  lines: Readonly<Record<'hourly_tariff_per_co_es' | 'daily_tariff_per_co_es' | 'subscription_per_co_es' | 'fee_per_co_es', readonly ChargeLine[]>>;
  months: Readonly<Record<
    'monthly_tariff_from_hourly_per_co_es' | 'monthly_tariff_from_daily_per_co_es' | 'monthly_subscription_per_co_es' | 'monthly_fee_per_co_es',
    readonly MonthlyAmount[]
  >>;
  totals: Readonly<Record<'total_monthly_amounts_per_co_es' | 'total_monthly_amounts_per_es', readonly TotalAmount[]>>;
}>;

/**
 * What the suppliers owe for charges. `series` holds every charged point, children and grid loss points too. A day belongs to the calculation when its
 * local midnight does.
 * Source: DataHub's rules, part 1 §4 to §6.
 */
export const chargeResults = (
  charges: Charges, periods: readonly ActivePeriod[], series: readonly PointSeries[], calculation: Calculation, calendar: Calendar,
): ChargeResults => {
  const spans = chargedSpans(charges, periods, calculation);
  const hourly = tariffLines(spans, charges.prices, series, 'PT1H', calendar);
  const daily = tariffLines(spans, charges.prices, series, 'P1D', calendar);
  const subscriptions = subscriptionLines(spans, charges.prices, calculation, calendar);
  const fees = feeLines(spans, charges.prices, calculation, calendar);
  const [ofHourly, ofDaily, ofSubscriptions, ofFees] = [hourly, daily, subscriptions, fees].map((lines) => monthlyAmounts(lines, calculation.from)) as
    [MonthlyAmount[], MonthlyAmount[], MonthlyAmount[], MonthlyAmount[]];
  const all = [...ofHourly, ...ofDaily, ...ofSubscriptions, ...ofFees];
  return {
    lines: { hourly_tariff_per_co_es: hourly, daily_tariff_per_co_es: daily, subscription_per_co_es: subscriptions, fee_per_co_es: fees },
    months: {
      monthly_tariff_from_hourly_per_co_es: ofHourly,
      monthly_tariff_from_daily_per_co_es: ofDaily,
      monthly_subscription_per_co_es: ofSubscriptions,
      monthly_fee_per_co_es: ofFees,
    },
    totals: { total_monthly_amounts_per_co_es: totalsPerOwner(all), total_monthly_amounts_per_es: totalsPerSupplier(all) },
  };
};
