import type { Calendar, LocalDate } from '#energy';
import { METERING_POINT_TYPES, type MeteringPointType } from '../../domain/market/metering-point.js';
import { fineFromKwh } from '../../domain/market/quantity.js';
import type { CapacityPeriod } from '../../domain/measurements/capacity-settlement.js';
import type { ChildPoint, ConsumptionPeriod, Measurement, Measurements } from '../../domain/measurements/measurement-input.js';
import type { SentRow } from '../../domain/measurements/sent-before.js';
import type { Fields } from '../scenario/field-readers.js';
import type { Problems } from '../scenario/input-problems.js';
import type { MeasurementFolder } from './read-measurement-folder.js';

const TYPES: Readonly<Record<string, MeteringPointType>> = { ...METERING_POINT_TYPES, ...Object.fromEntries(Object.values(METERING_POINT_TYPES).map((word) => [word, word])) };
const GROUP = /^\d{1,2}$/;
const JANUARY = 1;

/** The local day of an instant: master data change at local midnights. */
const dayIn = (fields: Fields, column: string, calendar: Calendar): LocalDate => calendar.dayOf(fields.instant(column));
const optionalDayIn = (fields: Fields, column: string, calendar: Calendar): LocalDate | undefined => {
  const instant = fields.optionalInstant(column);
  return instant === undefined ? undefined : calendar.dayOf(instant);
};
const periodIn = (fields: Fields, fromColumn: string, toColumn: string, calendar: Calendar): Readonly<{ from: LocalDate; to?: LocalDate }> => {
  fields.checkOrder(fields.optionalInstant(fromColumn) ?? -Infinity, fields.optionalInstant(toColumn), toColumn);
  return { from: dayIn(fields, fromColumn, calendar), to: optionalDayIn(fields, toColumn, calendar) };
};

/** `consumption_metering_point_periods_v1.csv`; which of the optional columns stand there depends on the calculation. */
export const readConsumptionPeriods = (folder: MeasurementFolder, calendar: Calendar, columns: readonly string[]): Promise<readonly ConsumptionPeriod[]> => folder.rows(
  'consumption_metering_point_periods_v1.csv', ['metering_point_id', 'settlement_month', 'period_from_date', 'period_to_date', ...columns], (fields) => ({
    meteringPointId: fields.text('metering_point_id'),
    settlementMonth: monthIn(fields),
    netSettlementGroup: groupIn(fields),
    hasElectricalHeating: fields.optional('has_electrical_heating') !== undefined && fields.boolean('has_electrical_heating'),
    moveIn: fields.optional('move_in') !== undefined && fields.boolean('move_in'),
    ...periodIn(fields, 'period_from_date', 'period_to_date', calendar),
  }));

/** `child_metering_points_v1.csv`. */
export const readChildren = (folder: MeasurementFolder, calendar: Calendar): Promise<readonly ChildPoint[]> => folder.rows(
  'child_metering_points_v1.csv', ['metering_point_id', 'metering_point_type', 'parent_metering_point_id', 'coupled_date', 'uncoupled_date'], (fields) => {
    const { from, to } = periodIn(fields, 'coupled_date', 'uncoupled_date', calendar);
    return {
      meteringPointId: fields.text('metering_point_id'),
      type: fields.oneOf('metering_point_type', fields.text('metering_point_type'), TYPES),
      parentId: fields.text('parent_metering_point_id'),
      coupled: from,
      uncoupled: to,
    };
  });

/** `metering_point_periods_v1.csv` of capacity settlement: a row is a consumption point with its D19 child. */
export const readCapacityPeriods = (folder: MeasurementFolder, calendar: Calendar): Promise<readonly CapacityPeriod[]> => folder.rows(
  'metering_point_periods_v1.csv', ['metering_point_id', 'period_from_date', 'period_to_date', 'child_metering_point_id', 'child_period_from_date', 'child_period_to_date'], (fields) => {
    const child = periodIn(fields, 'child_period_from_date', 'child_period_to_date', calendar);
    return {
      meteringPointId: fields.text('metering_point_id'),
      ...periodIn(fields, 'period_from_date', 'period_to_date', calendar),
      childId: fields.text('child_metering_point_id'),
      childFrom: child.from,
      childTo: child.to,
    };
  });

/** `current_v1.csv`. Rows of quality `missing` and rows without a quantity say nothing, so they are left out. Source: DataHub's rules, part 3. */
export const readMeasurements = async (folder: MeasurementFolder, problems: Problems): Promise<Measurements> => {
  const byPoint = new Map<string, Map<number, Measurement>>();
  await folder.rows('current_v1.csv', ['metering_point_id', 'metering_point_type', 'observation_time', 'quantity', 'quality'], (fields) => {
    const point = fields.text('metering_point_id');
    fields.oneOf('metering_point_type', fields.text('metering_point_type'), TYPES);
    const time = fields.instant('observation_time');
    if (fields.optional('quantity') === undefined || fields.optional('quality')?.toLowerCase() === 'missing') return;
    const measurement = { time, quantity: fields.parsed('quantity', fineFromKwh, 0n) };
    const ofPoint = byPoint.get(point) ?? new Map<number, Measurement>();
    byPoint.set(point, ofPoint);
    if ((ofPoint.get(time)?.quantity ?? measurement.quantity) !== measurement.quantity) {
      problems.add(fields.place('observation_time'), 'READING_TWICE', 'The point has another reading at this time. Keep the one that counts.', 'Målepunktet har en anden værdi på dette tidspunkt. Behold den, der gælder.');
    }
    ofPoint.set(time, measurement);
  });
  return new Map([...byPoint].map(([point, measurements]) => [point, [...measurements.values()]]));
};

/** `calculated_measurements.csv`, which may be absent: what was sent before for points of one type. */
export const readSentRows = async (folder: MeasurementFolder, type: MeteringPointType): Promise<readonly SentRow[]> => {
  const rows = await folder.rows('calculated_measurements.csv', [
    'metering_point_id', 'metering_point_type', 'observation_time', 'quantity', 'settlement_type', 'transaction_creation_datetime',
  ], (fields) => ({
    type: fields.oneOf('metering_point_type', fields.text('metering_point_type'), TYPES),
    meteringPointId: fields.text('metering_point_id'),
    time: fields.instant('observation_time'),
    quantity: fields.parsed('quantity', fineFromKwh, 0n),
    settlementType: fields.optional('settlement_type'),
    sentAt: fields.instant('transaction_creation_datetime'),
  }), false);
  return rows.filter((row) => row.type === type);
};

/** Empty means the calendar year. */
const monthIn = (fields: Fields): number => {
  if (fields.optional('settlement_month') === undefined) return JANUARY;
  const month = fields.integer('settlement_month', JANUARY);
  return month <= 12 ? month : fields.refuse('settlement_month', 'NOT_A_MONTH', `${month} is not a month. Write 1 to 12.`, `${month} er ikke en måned. Skriv 1 til 12.`, JANUARY);
};

const groupIn = (fields: Fields): number | undefined => {
  const group = fields.optional('net_settlement_group');
  if (group === undefined) return undefined;
  if (GROUP.test(group)) return Number(group);
  return fields.refuse('net_settlement_group', 'NOT_A_GROUP', `${JSON.stringify(group)} is not a net settlement group. Write its number, or nothing.`, `${JSON.stringify(group)} er ikke en nettoafregningsgruppe. Skriv dens nummer eller ingenting.`, undefined);
};
