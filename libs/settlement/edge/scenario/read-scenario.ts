import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calendarOf, type FixedResolution, InvalidValue, MARKET_ZONE, microFromDkk } from '#energy';
import { CALCULATION_TYPES, type Calculation, type CalculationType, type ChargeLink, type ChargePeriod, type ChargePrice, type ChargeResolution, type ChargeType, hasCharges, type MarketInput, type Reading } from '../../domain/market/market-input.js';
import { METERING_POINT_TYPES, type MeteringPointPeriod, type MeteringPointType, SETTLEMENT_METHODS, type SettlementMethod } from '../../domain/market/metering-point.js';
import { QUALITIES, type Quality } from '../../domain/market/quality.js';
import { fineFromKwh } from '../../domain/market/quantity.js';
import { readCsv } from './csv-table.js';
import { Fields, readInstant } from './field-readers.js';
import { Problems } from './input-problems.js';

const byName = <Name extends string>(names: readonly Name[]): Readonly<Record<string, Name>> => Object.fromEntries(names.map((name) => [name, name]));

/** Codes and words are both taken: tables of inputs carry codes, tables of results words. */
const TYPES: Readonly<Record<string, MeteringPointType>> = { ...METERING_POINT_TYPES, ...byName(Object.values(METERING_POINT_TYPES)) };
const METHODS: Readonly<Record<string, SettlementMethod>> = { ...SETTLEMENT_METHODS, ...byName(Object.values(SETTLEMENT_METHODS)) };
const POINT_RESOLUTIONS = byName<FixedResolution>(['PT1H', 'PT15M']);
const CHARGE_TYPES = byName<ChargeType>(['subscription', 'fee', 'tariff']);
const CHARGE_RESOLUTIONS = byName<ChargeResolution>(['PT1H', 'P1D', 'P1M', 'PT15M']);
const QUALITY_WORDS = byName<Quality>(QUALITIES);
const ARGUMENTS = 'calculation_arguments.json';
/** Where the arguments say nothing else. Source: DataHub's rules, part 1 §2.5. */
const DEFAULT_QUARTERLY_FROM = Date.parse('2023-01-31T23:00:00Z');

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
  const read = async <Row>(name: string, columns: readonly string[], rowOf: (fields: Fields) => Row): Promise<readonly Row[]> => {
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
    prices: await read('charge_price_points', [...CHARGE_ID, 'charge_price', 'charge_time'], priceOf),
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

const linkOf = (fields: Fields): ChargeLink => {
  const [from, to] = [fields.instant('from_date'), fields.optionalInstant('to_date')];
  fields.checkOrder(from, to, 'to_date');
  return { ...chargeIdOf(fields), meteringPointId: fields.text('metering_point_id'), factor: fields.integer('quantity', 0), from, to };
};

const readArguments = (text: string | undefined, problems: Problems): Readonly<{ calculation: Calculation; executedAt: number }> => {
  const values = argumentsFrom(text, problems);
  const wrong = (name: string, en: string, da: string): void => problems.add({ file: ARGUMENTS, column: name }, 'ARGUMENT_WRONG', en, da);
  const instant = (name: string, standIn?: number): number => {
    const value = values[name];
    if (value === undefined && standIn !== undefined) return standIn;
    const read = typeof value === 'string' ? readInstant(value) : undefined;
    if (read === undefined) wrong(name, `${name} must be an instant such as 2026-01-14 23:00:00 (UTC).`, `${name} skal være et tidspunkt som 2026-01-14 23:00:00 (UTC).`);
    return read ?? 0;
  };
  const type = values['calculation-type'];
  if (!CALCULATION_TYPES.includes(type as CalculationType)) {
    wrong('calculation-type', `calculation-type must be one of ${CALCULATION_TYPES.join(', ')}.`, `calculation-type skal være en af ${CALCULATION_TYPES.join(', ')}.`);
  }
  const areas = values['grid-areas'];
  const gridAreas = Array.isArray(areas) ? areas.map(String) : [];
  if (gridAreas.length === 0) wrong('grid-areas', 'grid-areas must be a list of at least one grid area.', 'grid-areas skal være en liste med mindst ét netområde.');
  const zone = typeof values['time-zone'] === 'string' ? values['time-zone'] : MARKET_ZONE;
  const calculation = {
    id: String(values['calculation-id'] ?? ''),
    type: type as CalculationType,
    gridAreas,
    from: instant('period-start-datetime'),
    to: instant('period-end-datetime'),
    zone,
    quarterlyFrom: instant('quarterly-resolution-transition-datetime', DEFAULT_QUARTERLY_FROM),
  };
  const executedAt = instant('calculation-execution-time-start', 0);
  if (problems.isEmpty) checkPeriod(calculation, wrong, problems);
  return { calculation, executedAt };
};

const argumentsFrom = (text: string | undefined, problems: Problems): Readonly<Record<string, unknown>> => {
  if (text === undefined) {
    problems.add({ file: ARGUMENTS }, 'FILE_MISSING', `${ARGUMENTS} is missing. It says the period, the grid areas and the calculation type.`, `${ARGUMENTS} mangler. Den angiver periode, netområder og beregningstype.`);
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  problems.add({ file: ARGUMENTS }, 'NOT_JSON', `${ARGUMENTS} is not a JSON object. Correct its syntax.`, `${ARGUMENTS} er ikke et JSON-objekt. Ret syntaksen.`);
  return {};
};

const checkPeriod = (calculation: Calculation, wrong: (name: string, en: string, da: string) => void, problems: Problems): void => {
  const { from, to, type, zone } = calculation;
  if (from >= to) wrong('period-end-datetime', 'The period must end after it begins.', 'Perioden skal slutte, efter den begynder.');
  try {
    const calendar = calendarOf(zone);
    if (hasCharges(type) && !(calendar.isStartOfDay(from) && calendar.isStartOfDay(to))) {
      wrong('period-start-datetime', `A calculation with charges must cover whole days in ${zone}. Move its ends to local midnights.`, `En beregning med priser skal dække hele døgn i ${zone}. Flyt enderne til lokal midnat.`);
    }
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    problems.addReason({ file: ARGUMENTS, column: 'time-zone' }, error.reason);
  }
};

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
};
