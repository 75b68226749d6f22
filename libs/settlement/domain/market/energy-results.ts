import type { FixedResolution } from '#energy';
import { type EnergyRow, perGridArea, perBalanceResponsible, perSupplier, sumAndRound, sumRows } from './energy-row.js';
import { exchangePerNeighbour } from './exchange.js';
import { gridLoss, gridLossSeries, negativeGridLoss, positiveGridLoss, totalConsumption } from './grid-loss.js';
import type { PointSeries } from './market-input.js';
import type { ActivePeriod, MeteringPointType, SettlementMethod } from './metering-point.js';

/** The energy tables, by the names they have in DataHub's scenarios. */
export type EnergyTables = Readonly<Record<EnergyTableName, readonly EnergyRow[]>>;

export const ENERGY_TABLES = [
  'exchange', 'exchange_per_neighbor', 'flex_consumption', 'flex_consumption_per_brp', 'flex_consumption_per_es', 'grid_loss', 'negative_grid_loss',
  'non_profiled_consumption', 'non_profiled_consumption_per_brp', 'non_profiled_consumption_per_es', 'positive_grid_loss', 'production',
  'production_per_brp', 'production_per_es', 'temporary_flex_consumption', 'temporary_production', 'total_consumption',
] as const;
export type EnergyTableName = (typeof ENERGY_TABLES)[number];

export type EnergyResults = Readonly<{ tables: EnergyTables; gridLossSeries: readonly PointSeries[] }>;

/**
 * Energy per interval of each supplier, balance responsible and grid area. `series` are the metered points without those that take the grid loss;
 * `gridLossPoints` receive it. Source: DataHub's rules, part 1 §2 and §3.
 */
export const energyResults = (
  series: readonly PointSeries[], gridLossPoints: readonly ActivePeriod[], gridAreas: readonly string[], results: FixedResolution,
): EnergyResults => {
  const own = series.filter(({ period }) => gridAreas.includes(period.gridArea));
  const ownLossPoints = gridLossPoints.filter(({ gridArea }) => gridAreas.includes(gridArea));
  const neighbours = exchangePerNeighbour(series, gridAreas, results);
  const exchange = sumRows(neighbours, perGridArea);
  const nonProfiled = suppliersEnergy(own, results, 'consumption', 'non_profiled');
  const temporaryFlex = suppliersEnergy(own, results, 'consumption', 'flex');
  const temporaryProduction = suppliersEnergy(own, results, 'production');

  const loss = gridLoss({ exchange, production: temporaryProduction, nonProfiledConsumption: nonProfiled, flexConsumption: temporaryFlex });
  const positive = positiveGridLoss(loss, ownLossPoints);
  const negative = negativeGridLoss(loss, ownLossPoints);
  const flex = sumRows([...temporaryFlex, ...positive], perSupplier);
  const production = sumRows([...temporaryProduction, ...negative], perSupplier);

  return {
    tables: {
      exchange,
      exchange_per_neighbor: neighbours,
      flex_consumption: sumRows(flex, perGridArea),
      flex_consumption_per_brp: sumRows(flex, perBalanceResponsible),
      flex_consumption_per_es: flex,
      grid_loss: loss,
      negative_grid_loss: negative,
      non_profiled_consumption: sumRows(nonProfiled, perGridArea),
      non_profiled_consumption_per_brp: sumRows(nonProfiled, perBalanceResponsible),
      non_profiled_consumption_per_es: nonProfiled,
      positive_grid_loss: positive,
      production: sumRows(production, perGridArea),
      production_per_brp: sumRows(production, perBalanceResponsible),
      production_per_es: production,
      temporary_flex_consumption: sumRows(temporaryFlex, perGridArea),
      temporary_production: sumRows(temporaryProduction, perGridArea),
      total_consumption: totalConsumption(production, exchange),
    },
    gridLossSeries: gridLossSeries([...positive, ...negative], ownLossPoints, results),
  };
};

/** Energy by grid area, balance responsible and supplier of the points of one type, rounded. Source: DataHub's rules, part 1 §2.2. */
const suppliersEnergy = (
  series: readonly PointSeries[], results: FixedResolution, type: MeteringPointType, method?: SettlementMethod,
): readonly EnergyRow[] => sumAndRound(
  series
    .filter(({ period }) => period.type === type && (method === undefined || period.settlementMethod === method))
    .map((ofPoint) => {
      const { gridArea, supplierId, balanceResponsibleId } = ofPoint.period;
      return { owner: { gridArea, supplierId, balanceResponsibleId }, series: ofPoint, sign: 1n };
    }),
  results,
);
