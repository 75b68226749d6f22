import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Calendar, formatInstant, kwhFromWh } from '#energy';
import { capacitySettlement } from '../../domain/measurements/capacity-settlement.js';
import { electricalHeating } from '../../domain/measurements/electrical-heating.js';
import type { CalculatedDay } from '../../domain/measurements/measurement-input.js';
import { netConsumptionEstimate } from '../../domain/measurements/net-consumption-estimate.js';
import { netConsumptionSettled } from '../../domain/measurements/net-consumption-settled.js';
import { latestSent } from '../../domain/measurements/sent-before.js';
import { writeCsv } from '../scenario/csv-table.js';
import { Problems } from '../scenario/input-problems.js';
import { MeasurementParameters } from './measurement-parameters.js';
import { readCapacityPeriods, readChildren, readConsumptionPeriods, readMeasurements, readSentRows } from './measurement-tables.js';
import { MeasurementFolder } from './read-measurement-folder.js';

/** The calculated measurements: electrical heating, net consumption as estimated and as settled, capacity settlement. */
export const MEASUREMENT_KINDS = ['d14', 'd15-estimate', 'd15-settled', 'd19'] as const;
export type MeasurementKind = (typeof MEASUREMENT_KINDS)[number];

export type MeasurementRun = Readonly<{ rows: number }>;

/**
 * Calculates one kind of measurements from the tables below `folder` and writes `metering_point_id;date;quantity;settlement_type` to `outFile`;
 * `date` is the local midnight in UTC, `quantity` kWh with 3 decimals. Capacity settlement has no settlement type: the field is empty.
 * @throws InputRejected with every problem of every file
 */
export const runMeasurements = async (kind: MeasurementKind, folder: string, outFile: string): Promise<MeasurementRun> => {
  const problems = new Problems();
  const files = await MeasurementFolder.open(folder, problems);
  const parameters = await MeasurementParameters.read(files, problems);
  const days = await calculate(kind, files, parameters, problems);
  await mkdir(dirname(outFile), { recursive: true });
  await writeFile(outFile, tableOf(days, parameters.calendar));
  return { rows: days.length };
};

const calculate = async (
  kind: MeasurementKind, files: MeasurementFolder, parameters: MeasurementParameters, problems: Problems,
): Promise<readonly CalculatedDay[]> => {
  const { calendar } = parameters;
  const measurements = await readMeasurements(files, problems);
  if (kind === 'd19') {
    const input = { periods: await readCapacityPeriods(files, calendar), month: parameters.month(), measurements, calendar };
    problems.throwIfAny();
    return capacitySettlement(input);
  }
  const input = {
    periods: await readConsumptionPeriods(files, calendar, kind === 'd14' ? ['net_settlement_group'] : ['has_electrical_heating', 'move_in']),
    children: await readChildren(files, calendar),
    sent: latestSent(await readSentRows(files, kind === 'd14' ? 'electrical_heating' : 'net_consumption'), calendar),
    executionDay: parameters.executionDay(),
    measurements,
    calendar,
  };
  problems.throwIfAny();
  switch (kind) {
    case 'd14': return electricalHeating(input);
    case 'd15-estimate': return netConsumptionEstimate(input);
    case 'd15-settled': return netConsumptionSettled(input);
  }
};

const tableOf = (days: readonly CalculatedDay[], calendar: Calendar): string => writeCsv(
  ['metering_point_id', 'date', 'quantity', 'settlement_type'],
  days.map(({ meteringPointId, date, wh, settlementType }) => [meteringPointId, formatInstant(calendar.startOfDay(date)), kwhFromWh(wh), settlementType ?? '']),
);
