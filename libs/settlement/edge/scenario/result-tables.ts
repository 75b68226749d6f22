import { derivedId } from '#kernel';
import { dkkFromMicro, formatInstant, kwhFromWh } from '#energy';
import type { ChargeLine } from '../../domain/market/charge-line.js';
import type { ChargeResults } from '../../domain/market/charge-results.js';
import { ENERGY_TABLES, type EnergyTableName } from '../../domain/market/energy-results.js';
import type { EnergyRow } from '../../domain/market/energy-row.js';
import type { MarketResults } from '../../domain/market/market-calculation.js';
import type { MonthlyAmount, TotalAmount } from '../../domain/market/monthly-amounts.js';
import { qualitiesIn, type QualitySet } from '../../domain/market/quality.js';
import { writeCsv } from './csv-table.js';
import type { Scenario } from './read-scenario.js';

/** A table of results: its name below the output folder and its text. */
export type ResultFile = Readonly<{ path: string; text: string }>;

const ENERGY_COLUMNS = [
  'grid_area_code', 'energy_supplier_id', 'balance_responsible_party_id', 'quantity', 'quantity_qualities', 'time', 'time_series_type', 'calculation_id',
  'calculation_type', 'calculation_execution_time_start', 'neighbor_grid_area_code', 'result_id', 'metering_point_id', 'resolution',
];
const LINE_COLUMNS = [
  'calculation_id', 'result_id', 'grid_area_code', 'energy_supplier_id', 'quantity', 'quantity_unit', 'quantity_qualities', 'time', 'resolution',
  'metering_point_type', 'settlement_method', 'price', 'amount', 'is_tax', 'charge_code', 'charge_type', 'charge_owner_id',
];
const MONTH_COLUMNS = [
  'calculation_id', 'result_id', 'grid_area_code', 'energy_supplier_id', 'quantity_unit', 'time', 'amount', 'is_tax', 'charge_code', 'charge_type', 'charge_owner_id',
];
const TOTAL_COLUMNS = ['calculation_id', 'result_id', 'grid_area_code', 'energy_supplier_id', 'time', 'amount', 'charge_owner_id'];

/** What a table's rows are called where that is not the name of the table without its level. */
const TIME_SERIES_TYPES: Readonly<Partial<Record<EnergyTableName, string>>> = {
  exchange: 'net_exchange_per_ga',
  exchange_per_neighbor: 'net_exchange_per_neighboring_ga',
  temporary_flex_consumption: 'temp_flex_consumption',
  temporary_production: 'temp_production',
};

/** The tables of energy, rows in order of area, owner and time. */
export const energyFiles = ({ calculation, executedAt }: Scenario, { energy, resolution }: MarketResults): readonly ResultFile[] => ENERGY_TABLES.map((name) => {
  const type = TIME_SERIES_TYPES[name] ?? name.replace(/_per_(brp|es)$/, '');
  const rows = sorted(energy[name].map((row) => [
    row.gridArea, row.supplierId ?? '', row.balanceResponsibleId ?? '', kwhFromWh(row.wh), qualities(row.qualities), formatInstant(row.time), type, calculation.id,
    calculation.type, formatInstant(executedAt), row.neighbour ?? '', energyId(calculation.id, name, row), row.meteringPointId ?? '', resolution,
  ]), [0, 1, 2, 10, 12, 5]);
  return { path: `energy_results/${name}.csv`, text: writeCsv(ENERGY_COLUMNS, rows) };
});

/** The tables of charges: lines, months, totals. */
export const chargeFiles = (calculationId: string, { lines, months, totals }: ChargeResults): readonly ResultFile[] => [
  ...Object.entries(lines).map(([name, rows]) => wholesaleFile(name, LINE_COLUMNS, rows.map((row) => lineFields(calculationId, name, row)), [2, 3, 16, 14, 9, 10, 7])),
  ...Object.entries(months).map(([name, rows]) => wholesaleFile(name, MONTH_COLUMNS, rows.map((row) => monthFields(calculationId, name, row)), [2, 3, 10, 8])),
  ...Object.entries(totals).map(([name, rows]) => wholesaleFile(name, TOTAL_COLUMNS, rows.map((row) => totalFields(calculationId, name, row)), [2, 3, 6])),
];

const wholesaleFile = (name: string, columns: readonly string[], rows: readonly string[][], order: readonly number[]): ResultFile =>
  ({ path: `wholesale_results/${name}.csv`, text: writeCsv(columns, sorted(rows, order)) });

const lineFields = (calculationId: string, table: string, line: ChargeLine): string[] => [
  calculationId, derivedId(calculationId, table, line.gridArea, line.supplierId, line.code, line.ownerId, line.type, line.settlementMethod ?? ''),
  line.gridArea, line.supplierId, kwhFromWh(line.quantity), line.unit, line.qualities === 0 ? '' : qualities(line.qualities), formatInstant(line.time), line.resolution,
  line.type, line.settlementMethod ?? '', dkk(line.priceMicro), dkk(line.amountMicro), pythonBoolean(line.isTax), line.code, line.chargeType, line.ownerId,
];

const monthFields = (calculationId: string, table: string, month: MonthlyAmount): string[] => [
  calculationId, derivedId(calculationId, table, month.gridArea, month.supplierId, month.code, month.ownerId), month.gridArea, month.supplierId, month.unit,
  formatInstant(month.time), dkk(month.amountMicro), pythonBoolean(month.isTax), month.code, month.chargeType, month.ownerId,
];

const totalFields = (calculationId: string, table: string, total: TotalAmount): string[] => [
  calculationId, derivedId(calculationId, table, total.gridArea, total.supplierId, total.ownerId ?? ''), total.gridArea, total.supplierId, formatInstant(total.time),
  dkk(total.amountMicro), total.ownerId ?? '',
];

/** Rows of one owner in one table are one result. */
const energyId = (calculationId: string, table: string, row: EnergyRow): string =>
  derivedId(calculationId, table, row.gridArea, row.supplierId ?? '', row.balanceResponsibleId ?? '', row.neighbour ?? '', row.meteringPointId ?? '');

/** Null is an empty field; 0 is `0.000000`. */
const dkk = (micro: bigint | null): string => (micro === null ? '' : dkkFromMicro(micro));
/** The results of DataHub's scenarios write booleans and lists this way; its inputs write `true` and `false`. */
const pythonBoolean = (value: boolean): string => (value ? 'True' : 'False');
const qualities = (set: QualitySet): string => `[${qualitiesIn(set).map((quality) => `'${quality}'`).join(', ')}]`;

const sorted = (rows: readonly string[][], order: readonly number[]): readonly string[][] => [...rows].sort((a, b) => {
  for (const column of order) {
    if (a[column]! < b[column]!) return -1;
    if (a[column]! > b[column]!) return 1;
  }
  return 0;
});
