import { formatInstant, kwhFromWh, textFromScaled } from '#energy';
import { chargeKey, type ChargeId, type Charges } from '../../domain/market/market-input.js';
import type { MarketResults } from '../../domain/market/market-calculation.js';
import { type Fine, plainKwh, whFromFine } from '../../domain/market/quantity.js';
import { writeCsv } from './csv-table.js';
import type { ResultFile } from './result-tables.js';

const POINT_COLUMNS = [
  'calculation_id', 'metering_point_id', 'metering_point_type', 'settlement_method', 'grid_area_code', 'resolution', 'from_grid_area_code', 'to_grid_area_code',
  'parent_metering_point_id', 'energy_supplier_id', 'balance_responsible_party_id', 'from_date', 'to_date',
];
const SERIES_COLUMNS = [
  'calculation_id', 'metering_point_id', 'quantity', 'quality', 'observation_time', 'metering_point_type', 'resolution', 'grid_area_code', 'energy_supplier_id',
];
const CHARGE_COLUMNS = ['calculation_id', 'charge_key', 'charge_code', 'charge_type', 'charge_owner_id'];

/** The inputs as the calculation saw them: cut to the period, padded, with the computed series of the grid loss points. */
export const basisFiles = (calculationId: string, { periods, series, gridLossPointIds, charges }: MarketResults['basis']): readonly ResultFile[] => {
  const computed = new Set(gridLossPointIds);
  return [
    file('metering_point_periods', POINT_COLUMNS, periods.map((period) => [
      calculationId, period.meteringPointId, period.type, period.settlementMethod ?? '', period.gridArea, period.resolution, period.fromGridArea ?? '',
      period.toGridArea ?? '', period.parentId ?? '', period.supplierId ?? '', period.balanceResponsibleId ?? '', formatInstant(period.from), formatInstant(period.to),
    ])),
    file('time_series_points', SERIES_COLUMNS, series.flatMap(({ period, resolution, points }) => points.map(({ time, quantity, quality }) => [
      calculationId, period.meteringPointId, computed.has(period.meteringPointId) ? computedKwh(quantity) : plainKwh(quantity), quality, formatInstant(time),
      period.type, resolution, period.gridArea, period.supplierId ?? '',
    ]))),
    file('grid_loss_metering_points', ['calculation_id', 'metering_point_id'], gridLossPointIds.map((id) => [calculationId, id])),
    ...(charges ? chargeFiles(calculationId, charges) : []),
  ];
};

/** DataHub's tables show what it computed with three decimals, but nothing as a bare 0. */
const computedKwh = (quantity: Fine): string => (quantity === 0n ? '0' : kwhFromWh(whFromFine(quantity)));

const chargeFiles = (calculationId: string, { periods, prices, links }: Charges): readonly ResultFile[] => [
  file('charge_price_information_periods', [...CHARGE_COLUMNS, 'resolution', 'is_tax', 'from_date', 'to_date'], periods.map((period) => [
    ...chargeFields(calculationId, period), period.resolution, String(period.isTax), formatInstant(period.from), openEnd(period.to),
  ])),
  file('charge_price_points', [...CHARGE_COLUMNS, 'charge_price', 'charge_time'], prices.map((price) => [
    ...chargeFields(calculationId, price), textFromScaled(price.priceMicro, 6).replace(/\.?0+$/, ''), formatInstant(price.time),
  ])),
  file('charge_link_periods', [...CHARGE_COLUMNS, 'metering_point_id', 'quantity', 'from_date', 'to_date'], links.map((link) => [
    ...chargeFields(calculationId, link), link.meteringPointId, String(link.factor), formatInstant(link.from), openEnd(link.to),
  ])),
];

const chargeFields = (calculationId: string, charge: ChargeId): readonly string[] => [calculationId, chargeKey(charge), charge.code, charge.type, charge.ownerId];
const openEnd = (to: number | undefined): string => (to === undefined ? '' : formatInstant(to));
const file = (name: string, columns: readonly string[], rows: readonly (readonly string[])[]): ResultFile => ({ path: `basis_data/${name}.csv`, text: writeCsv(columns, rows) });
