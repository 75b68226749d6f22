import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InputRejected } from '../scenario/input-problems.js';
import { type MeasurementKind, runMeasurements } from './run-measurements.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'run-measurements-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
};
const run = async (kind: MeasurementKind): Promise<readonly string[]> => {
  await runMeasurements(kind, folder, join(folder, 'out/x/result.csv'));
  return (await readFile(join(folder, 'out/x/result.csv'), 'utf8')).trimEnd().split('\n');
};
const reasonsOf = async (kind: MeasurementKind): Promise<readonly string[]> => {
  const rejected: unknown = await run(kind).catch((error: unknown) => error);
  if (!(rejected instanceof InputRejected)) throw rejected;
  return rejected.reasons.map(({ code, path }) => `${code} ${path}`);
};

const HEATING = {
  'scenario_parameters.json': '{ "execution_start_datetime": "2024-06-01T10:00:00Z" }',
  'a/consumption_metering_point_periods_v1.csv': '#why;net_settlement_group;metering_point_id;settlement_month;period_from_date;period_to_date\nfirst;;p;;2023-12-31 23:00:00;\n',
  'a/b/child_metering_points_v1.csv': 'metering_point_id;metering_point_type;parent_metering_point_id;coupled_date;uncoupled_date\nh;D14;p;2023-12-31T23:00:00Z;\n',
  'c/current_v1.csv': 'metering_point_id;metering_point_type;observation_time;quantity;quality\np;E17;2024-05-31T21:59Z;1.5;measured\np;consumption;2024-05-31T22:00Z;2;measured\np;consumption;2024-05-31T22:00Z;2;measured\n',
};

describe('calculated measurements', () => {
  it('come from tables wherever they lie, with codes or words, empty month meaning January', async () => {
    await put(HEATING);
    expect(await run('d14')).toEqual([
      'metering_point_id;date;quantity;settlement_type', 'h;2024-05-30T22:00:00Z;1.500;up_to_end_of_period', 'h;2024-05-31T22:00:00Z;2.000;up_to_end_of_period',
    ]);
  });

  it('do not read what is expected of them', async () => {
    await put({ ...HEATING, 'then/c/current_v1.csv': 'nonsense' });
    expect(await run('d14')).toHaveLength(3);
  });

  it('leave out what was sent before', async () => {
    await put({ ...HEATING, 'calculated_measurements.csv': 'metering_point_id;metering_point_type;observation_time;quantity;settlement_type;transaction_creation_datetime\nh;electrical_heating;2024-05-30T22:00:00Z;1.5;up_to_end_of_period;2024-06-01T00:00:00Z\n' });
    expect(await run('d14')).toHaveLength(2);
  });

  it('may belong to another zone', async () => {
    await put({ ...HEATING, 'scenario_parameters.json': '{ "execution_start_datetime": "2024-06-01T10:00:00Z", "time_zone": "UTC" }' });
    expect(await run('d14')).toEqual(['metering_point_id;date;quantity;settlement_type', 'h;2024-05-31T00:00:00Z;3.500;up_to_end_of_period']);
  });

  it('take year and month as numbers or text', async () => {
    const capacity = {
      'current_v1.csv': HEATING['c/current_v1.csv'],
      'metering_point_periods_v1.csv': 'metering_point_id;period_from_date;period_to_date;child_metering_point_id;child_period_from_date;child_period_to_date\np;2023-12-31T23:00:00Z;;c;2024-06-29T22:00:00Z;\n',
    };
    await put({ ...capacity, 'x/scenario_parameters.json': '{ "calculation_year": "2024", "calculation_month": 6 }' });
    expect(await run('d19')).toEqual(['metering_point_id;date;quantity;settlement_type', 'c;2024-06-29T22:00:00Z;1.750;']);
  });
});

describe('what is wrong with the tables', () => {
  it('is told all at once, with the place', async () => {
    await put({
      'scenario_parameters.json': '{ "execution_start_datetime": 5, "time_zone": "Mars/Base" }',
      'consumption_metering_point_periods_v1.csv': 'metering_point_id;settlement_month;period_from_date;period_to_date;net_settlement_group\np;13;2024-01-01;2023-01-01;six\n',
      'child_metering_points_v1.csv': 'metering_point_id;metering_point_type;parent_metering_point_id;coupled_date;uncoupled_date\n;D98;p;;\n',
      'x/current_v1.csv': 'metering_point_id;metering_point_type;observation_time;quantity;quality\np;E17;2024-01-01;1;measured\np;E17;2024-01-01;2;measured\np;E17;2024-01-01;a;missing\n',
      'calculated_measurements.csv': 'metering_point_id;metering_point_type;observation_time;quantity\n',
    });
    expect(await reasonsOf('d14')).toEqual([
      'UNKNOWN_TIME_ZONE scenario_parameters.json (time_zone)', 'READING_TWICE x/current_v1.csv:3 (observation_time)',
      'NOT_A_MONTH consumption_metering_point_periods_v1.csv:2 (settlement_month)', 'NOT_A_GROUP consumption_metering_point_periods_v1.csv:2 (net_settlement_group)',
      'ENDS_BEFORE_START consumption_metering_point_periods_v1.csv:2 (period_to_date)',
      'FIELD_EMPTY child_metering_points_v1.csv:2 (coupled_date)', 'FIELD_EMPTY child_metering_points_v1.csv:2 (metering_point_id)', 'UNKNOWN_CODE child_metering_points_v1.csv:2 (metering_point_type)',
      'COLUMN_MISSING calculated_measurements.csv:1 (settlement_type)', 'COLUMN_MISSING calculated_measurements.csv:1 (transaction_creation_datetime)',
      'PARAMETER_WRONG scenario_parameters.json (execution_start_datetime)',
    ]);
  });

  it('is what is missing or stands twice', async () => {
    await put({ 'a/current_v1.csv': HEATING['c/current_v1.csv'], 'b/current_v1.csv': HEATING['c/current_v1.csv'] });
    expect(await reasonsOf('d15-settled')).toEqual([
      'FILE_MISSING scenario_parameters.json', 'FILE_TWICE current_v1.csv', 'FILE_MISSING consumption_metering_point_periods_v1.csv', 'FILE_MISSING child_metering_points_v1.csv',
      'PARAMETER_WRONG scenario_parameters.json (execution_start_datetime)',
    ]);
    await put({ 'scenario_parameters.json': '{ "calculation_year": 2024.5, "calculation_month": 13 }' });
    expect(await reasonsOf('d19')).toContain('PARAMETER_WRONG scenario_parameters.json (calculation_year)');
    expect(await reasonsOf('d19')).toContain('PARAMETER_WRONG scenario_parameters.json (calculation_month)');
    await put({ 'scenario_parameters.json': 'execution_start_datetime: soon' });
    expect(await reasonsOf('d15-estimate')).toContain('NOT_JSON scenario_parameters.json');
  });

  it('needs to say of group 6 who moved in and who heats by electricity', async () => {
    await put(HEATING);
    expect(await reasonsOf('d15-estimate')).toEqual([
      'COLUMN_MISSING a/consumption_metering_point_periods_v1.csv:1 (has_electrical_heating)', 'COLUMN_MISSING a/consumption_metering_point_periods_v1.csv:1 (move_in)',
    ]);
  });
});
