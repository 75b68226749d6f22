import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FixedResolution, microFromDkk } from '#energy';
import {
  chargeKey, type ChargeLink, type ChargePeriod, type ChargePrice, type ChargeResolution, type ChargeType, type MarketInput, type Reading,
} from '../../domain/market/market-input.js';
import {
  METERING_POINT_TYPES, type MeteringPointPeriod, type MeteringPointType, SETTLEMENT_METHODS, type SettlementMethod,
} from '../../domain/market/metering-point.js';
import { QUALITIES, type Quality } from '../../domain/market/quality.js';
import { fineFromKwh } from '../../domain/market/quantity.js';
import { readCsv } from './csv-table.js';
import { Fields } from './field-readers.js';
import { Problems } from './input-problems.js';
import { ARGUMENTS, readArguments } from './read-arguments.js';

const byName = <Name extends string>(names: readonly Name[]): Readonly<Record<string, Name>> => Object.fromEntries(names.map((name) => [name, name]));

/** Codes and words are both taken: tables of inputs carry codes, tables of results words. */
const TYPES: Readonly<Record<string, MeteringPointType>> = { ...METERING_POINT_TYPES, ...byName(Object.values(METERING_POINT_TYPES)) };
const METHODS: Readonly<Record<string, SettlementMethod>> = { ...SETTLEMENT_METHODS, ...byName(Object.values(SETTLEMENT_METHODS)) };
const POINT_RESOLUTIONS = byName<FixedResolution>(['PT1H', 'PT15M']);
const CHARGE_TYPES = byName<ChargeType>(['subscription', 'fee', 'tariff']);
const CHARGE_RESOLUTIONS = byName<ChargeResolution>(['PT1H', 'P1D', 'P1M', 'PT15M']);
const QUALITY_WORDS = byName<Quality>(QUALITIES);

/** The calculation and what the results repeat of it. */
export type Scenario = MarketInput & Readonly<{ executedAt: number }>;

/**
 * Reads `when/` of a scenario folder (or the folder itself when it has no `when/`). Tables that are absent have no rows.
 * @throws InputRejected with all problems of all files; any other error is the file system's
 */
export const readScenario = async (folder: string): Promise<Scenario> => {
  const problems = new Problems();
  const when = (await textOf(join(folder, 'when', ARGUMENTS))) === undefined ? folder : join(folder, 'when');
  const { calculation, executedAt } = readArguments(await textOf(join(when, ARGUMENTS)), problems);
  const read: Read = async (name, columns, rowOf) => {
    const file = `${name}.csv`;
    const text = await textOf(join(when, file));
    if (text === undefined) return [];
    const table = readCsv(text, file, columns, problems);
    return columns.every((column) => table.has(column)) ? table.rows.map((row) => rowOf(new Fields(row, file, problems))) : [];
  };
  const periods = await read('metering_point_periods', [
    'metering_point_id', 'type', 'settlement_method', 'grid_area_code', 'resolution', 'from_grid_area_code', 'to_grid_area_code', 'parent_metering_point_id',
    'energy_supplier_id', 'balance_responsible_party_id', 'from_date', 'to_date',
  ], periodOf);
  const readings = new Map<string, Map<number, Reading>>();
  await read('time_series_points', ['metering_point_id', 'quantity', 'quality', 'observation_time'], (fields) => addReading(fields, readings, problems));
  const gridLossPointIds = new Set(await read('grid_loss_metering_points', ['metering_point_id'], (fields) => fields.text('metering_point_id')));
  const charges = {
    periods: await read('charge_price_information_periods', [...CHARGE_ID, 'resolution', 'is_tax', 'from_date', 'to_date'], chargePeriodOf),
    prices: await readPrices(read, problems),
    links: await read('charge_link_periods', [...CHARGE_ID, 'metering_point_id', 'quantity', 'from_date', 'to_date'], linkOf),
  };
  problems.throwIfAny();
  return { calculation, executedAt, periods, readings, gridLossPointIds, charges };
};

const periodOf = (fields: Fields): MeteringPointPeriod => {
  const method = fields.optional('settlement_method');
  const [from, to] = [fields.instant('from_date'), fields.optionalInstant('to_date')];
  fields.checkOrder(from, to, 'to_date');
  return {
    meteringPointId: fields.text('metering_point_id'),
    type: fields.oneOf('type', fields.text('type'), TYPES),
    settlementMethod: method === undefined ? undefined : fields.oneOf('settlement_method', method, METHODS),
    gridArea: fields.text('grid_area_code'),
    resolution: fields.oneOf('resolution', fields.text('resolution'), POINT_RESOLUTIONS),
    fromGridArea: fields.optional('from_grid_area_code'),
    toGridArea: fields.optional('to_grid_area_code'),
    parentId: fields.optional('parent_metering_point_id'),
    supplierId: fields.optional('energy_supplier_id'),
    balanceResponsibleId: fields.optional('balance_responsible_party_id'),
    from,
    to,
  };
};

const addReading = (fields: Fields, readings: Map<string, Map<number, Reading>>, problems: Problems): void => {
  const point = fields.text('metering_point_id');
  const time = fields.instant('observation_time');
  const quantity = fields.optional('quantity') === undefined ? null : fields.parsed('quantity', fineFromKwh, 0n);
  const quality = fields.optional('quality');
  const reading = { quantity, quality: quality === undefined ? ('missing' as const) : fields.oneOf('quality', quality, QUALITY_WORDS) };
  const ofPoint = readings.get(point) ?? new Map<number, Reading>();
  readings.set(point, ofPoint);
  const before = ofPoint.get(time);
  if (before && (before.quantity !== reading.quantity || before.quality !== reading.quality)) {
    problems.add(
      fields.place('observation_time'), 'READING_TWICE', 'The point has another reading at this time. Keep the one that counts.',
      'Målepunktet har en anden værdi på dette tidspunkt. Behold den, der gælder.',
    );
  }
  ofPoint.set(time, reading);
};

const CHARGE_ID = ['charge_code', 'charge_type', 'charge_owner_id'] as const;

const chargeIdOf = (fields: Fields) => ({
  code: fields.text('charge_code'),
  type: fields.oneOf('charge_type', fields.text('charge_type'), CHARGE_TYPES),
  ownerId: fields.text('charge_owner_id'),
});

const chargePeriodOf = (fields: Fields): ChargePeriod => {
  const [from, to] = [fields.instant('from_date'), fields.optionalInstant('to_date')];
  fields.checkOrder(from, to, 'to_date');
  return { ...chargeIdOf(fields), resolution: fields.oneOf('resolution', fields.text('resolution'), CHARGE_RESOLUTIONS), isTax: fields.boolean('is_tax'), from, to };
};

const priceOf = (fields: Fields): ChargePrice =>
  ({ ...chargeIdOf(fields), time: fields.instant('charge_time'), priceMicro: fields.parsed('charge_price', (text) => BigInt(microFromDkk(text)), 0n) });

type Read = <Row>(name: string, columns: readonly string[], rowOf: (fields: Fields) => Row) => Promise<readonly Row[]>;

/** A charge has one price at a time; a second one that says the same is harmless. */
const readPrices = async (read: Read, problems: Problems): Promise<readonly ChargePrice[]> => {
  const known = new Map<string, bigint>();
  return read('charge_price_points', [...CHARGE_ID, 'charge_price', 'charge_time'], (fields) => {
    const price = priceOf(fields);
    const key = `${price.time} ${chargeKey(price)}`;
    if ((known.get(key) ?? price.priceMicro) !== price.priceMicro) {
      problems.add(fields.place('charge_time'), 'PRICE_TWICE', 'The charge has another price at this time. Keep the one that counts.', 'Priselementet har en anden pris på dette tidspunkt. Behold den, der gælder.');
    }
    known.set(key, price.priceMicro);
    return price;
  });
};

const linkOf = (fields: Fields): ChargeLink => {
  const [from, to] = [fields.instant('from_date'), fields.optionalInstant('to_date')];
  fields.checkOrder(from, to, 'to_date');
  return { ...chargeIdOf(fields), meteringPointId: fields.text('metering_point_id'), factor: fields.integer('quantity', 0), from, to };
};

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
};
