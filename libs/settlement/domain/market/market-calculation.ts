import { calendarOf, type FixedResolution } from '#energy';
import { type ChargeResults, chargeResults } from './charge-results.js';
import { cutToSpan } from './cut-to-span.js';
import { type EnergyTables, energyResults } from './energy-results.js';
import { type Calculation, chargeKey, type Charges, hasCharges, type MarketInput, type PointSeries } from './market-input.js';
import type { ActivePeriod } from './metering-point.js';
import { padSeries } from './pad-series.js';
import { selectPeriods } from './select-periods.js';

/** What was computed, and from what: the inputs cut to the period, with the padded and computed series. */
export type MarketResults = Readonly<{
  resolution: FixedResolution;
  energy: EnergyTables;
  /** Only for the calculations that have charges. */
  charges?: ChargeResults;
  basis: Readonly<{
    periods: readonly ActivePeriod[];
    series: readonly PointSeries[];
    gridLossPointIds: readonly string[];
    charges?: Charges;
  }>;
}>;

/**
 * One calculation as DataHub does it. Pure: the same input gives the same result.
 * Source: DataHub's rules, part 1.
 */
export const calculateMarket = ({ calculation, periods, readings, gridLossPointIds, charges }: MarketInput): MarketResults => {
  const withCharges = hasCharges(calculation.type);
  const resolution = resultResolution(calculation);
  const active = selectPeriods(periods, calculation, withCharges);
  const isLossPoint = ({ meteringPointId }: ActivePeriod): boolean => gridLossPointIds.has(meteringPointId);
  const lossPoints = active.filter(isLossPoint);
  const metered = active.filter((period) => !isLossPoint(period)).map((period) => padSeries(period, readings));
  const energy = energyResults(metered, lossPoints, calculation.gridAreas, resolution);
  const series = [...metered, ...energy.gridLossSeries];
  return {
    resolution,
    energy: energy.tables,
    charges: withCharges ? chargeResults(charges, active, series, calculation, calendarOf(calculation.zone)) : undefined,
    basis: {
      periods: active,
      series,
      gridLossPointIds: [...new Set(lossPoints.map(({ meteringPointId }) => meteringPointId))],
      charges: withCharges ? chargeBasis(charges, active, calculation) : undefined,
    },
  };
};

/** Hours for periods that end on or before the quarterly transition, quarters after it. Source: DataHub's rules, part 1 §2.5. */
export const resultResolution = ({ to, quarterlyFrom }: Calculation): FixedResolution => (to <= quarterlyFrom ? 'PT1H' : 'PT15M');

/** The links of the selected points, and the validities and prices of the charges they name, cut to the period. */
const chargeBasis = (charges: Charges, active: readonly ActivePeriod[], calculation: Calculation): Charges => {
  const points = new Set(active.map(({ meteringPointId }) => meteringPointId));
  const links = charges.links.filter(({ meteringPointId }) => points.has(meteringPointId)).flatMap((link) => cutToSpan(link, calculation));
  const keys = new Set(links.map(chargeKey));
  return {
    links,
    periods: charges.periods.filter((period) => keys.has(chargeKey(period))).flatMap((period) => cutToSpan(period, calculation)),
    prices: charges.prices.filter((price) => keys.has(chargeKey(price)) && price.time >= calculation.from && price.time < calculation.to),
  };
};
