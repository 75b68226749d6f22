import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InputRejected } from './input-problems.js';
import { runScenario } from './run-scenario.js';

const ARGUMENTS = {
  'grid-areas': ['900'], 'calculation-id': 'id', 'period-start-datetime': '2024-01-10 10:00:00', 'period-end-datetime': '2024-01-10 11:00:00',
  'calculation-type': 'aggregation', 'calculation-execution-time-start': '2024-02-01T09:00:00+01:00',
};
const POINTS = 'metering_point_id;type;settlement_method;grid_area_code;resolution;from_grid_area_code;to_grid_area_code;parent_metering_point_id;energy_supplier_id;balance_responsible_party_id;from_date;to_date\n';
const POINT = 'p;E17;E02;900;PT1H;;;;s;b;2020-01-01T00:00:00Z;\n';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'run-scenario-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (files: Readonly<Record<string, string>>, below = 'when'): Promise<void> => {
  await mkdir(join(folder, below), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, below, name), text);
};
const args = (changes: object = {}): string => JSON.stringify({ ...ARGUMENTS, ...changes });
const out = (name: string): Promise<string> => readFile(join(folder, 'out', name), 'utf8');
const reasonsOf = async (): Promise<readonly string[]> => {
  const rejected: unknown = await runScenario(folder, join(folder, 'out')).catch((error: unknown) => error);
  if (!(rejected instanceof InputRejected)) throw rejected;
  for (const { en, da } of rejected.reasons) expect([en, da].every((text) => text.length > 10)).toBe(true);
  return rejected.reasons.map(({ code, path }) => `${code} ${path}`);
};

describe('a scenario', () => {
  it('writes every table of energy and basis; absent files have no rows', async () => {
    await put({ 'calculation_arguments.json': args(), 'metering_point_periods.csv': POINTS + POINT });
    const { files } = await runScenario(folder, join(folder, 'out'));
    expect(files).toHaveLength(17 + 3);
    expect(files.filter((file) => file.startsWith('wholesale'))).toEqual([]);
    expect((await out('energy_results/non_profiled_consumption_per_es.csv')).split('\n')[1]).toMatch(
      /^900;s;b;0\.000;\['missing'\];2024-01-10T10:00:00Z;non_profiled_consumption;id;aggregation;2024-02-01T08:00:00Z;;[0-9a-f-]{36};;PT15M$/,
    );
    expect((await out('energy_results/production.csv')).split('\n')).toHaveLength(2);
  });

  it('writes lines, months and totals when the calculation has charges', async () => {
    await put({ 'calculation_arguments.json': args({ 'calculation-type': 'wholesale_fixing' }) });
    const { files } = await runScenario(folder, join(folder, 'out'));
    expect(files.filter((file) => file.startsWith('wholesale_results/'))).toHaveLength(10);
    expect(files.filter((file) => file.startsWith('basis_data/charge'))).toHaveLength(3);
  });

  it('is read from the folder itself when that has no `when`', async () => {
    await put({ 'calculation_arguments.json': args(), 'metering_point_periods.csv': POINTS + POINT }, '.');
    await runScenario(folder, join(folder, 'out'));
    expect(await out('basis_data/metering_point_periods.csv')).toContain('id;p;consumption;non_profiled;900;PT1H;;;;s;b;2024-01-10T10:00:00Z;2024-01-10T11:00:00Z\n');
  });

  it('keeps a reading without a quantity as 0, and gives it quality missing when it has none', async () => {
    await put({ 'calculation_arguments.json': args(), 'metering_point_periods.csv': POINTS + POINT, 'time_series_points.csv': 'observation_time;metering_point_id;quality;quantity\n2024-01-10 10:00:00;p;;\n' });
    await runScenario(folder, join(folder, 'out'));
    expect(await out('basis_data/time_series_points.csv')).toContain('id;p;0;missing;2024-01-10T10:00:00Z;consumption;PT1H;900;s\n');
  });

  it('obeys the transition and the zone that its arguments name', async () => {
    await put({ 'calculation_arguments.json': args({ 'quarterly-resolution-transition-datetime': '2025-01-01', 'time-zone': 'UTC' }), 'metering_point_periods.csv': POINTS + POINT });
    await runScenario(folder, join(folder, 'out'));
    expect((await out('energy_results/non_profiled_consumption.csv')).trim().split('\n').at(-1)).toMatch(/;PT1H$/);
  });
});

describe('what is wrong with a scenario', () => {
  it('is told of all files at once, with file, line and column', async () => {
    await put({
      'calculation_arguments.json': args({ 'grid-areas': [], 'calculation-type': 'x', 'period-start-datetime': 'soon', 'time-zone': 'Mars/Base' }),
      'metering_point_periods.csv': `${POINTS}p;E99;E01;900;PT5M;;;;s;b;yesterday;\np;E17;;;PT1H;;;;;;2024-01-01T00:00Z;2023-01-01T00:00Z\n`,
      'time_series_points.csv': 'metering_point_id;quantity;quality;observation_time\np;1,5;measured;2024-01-10T10:00Z\n;1;guessed;\np;1;measured;2024-01-10T11:00Z\np;2;measured;2024-01-10T11:00Z\np;2;measured;2024-01-10T11:00Z\n',
      'charge_price_points.csv': 'charge_code;charge_type;charge_owner_id;charge_price;charge_time\nc;tax;o;1.0000001;2024-01-10T10:00Z\nc;fee;o;1;2024-01-10T10:00Z\nc;fee;o;2;2024-01-10T10:00Z\n',
      'charge_link_periods.csv': 'charge_code;charge_type;charge_owner_id;metering_point_id;quantity;from_date;to_date\nc;fee;o;p;-1;2024-01-10T10:00Z;\n',
      'charge_price_information_periods.csv': 'charge_code;charge_type;charge_owner_id;resolution;from_date;to_date\n',
    });
    expect(await reasonsOf()).toEqual([
      'ARGUMENT_WRONG calculation_arguments.json (calculation-type)', 'ARGUMENT_WRONG calculation_arguments.json (grid-areas)', 'ARGUMENT_WRONG calculation_arguments.json (period-start-datetime)',
      'UNKNOWN_TIME_ZONE calculation_arguments.json (time-zone)',
      'NOT_AN_INSTANT metering_point_periods.csv:2 (from_date)', 'UNKNOWN_CODE metering_point_periods.csv:2 (type)', 'UNKNOWN_CODE metering_point_periods.csv:2 (settlement_method)',
      'UNKNOWN_CODE metering_point_periods.csv:2 (resolution)', 'ENDS_BEFORE_START metering_point_periods.csv:3 (to_date)', 'FIELD_EMPTY metering_point_periods.csv:3 (grid_area_code)',
      'NOT_A_DECIMAL time_series_points.csv:2 (quantity)', 'FIELD_EMPTY time_series_points.csv:3 (metering_point_id)', 'FIELD_EMPTY time_series_points.csv:3 (observation_time)',
      'UNKNOWN_CODE time_series_points.csv:3 (quality)', 'READING_TWICE time_series_points.csv:5 (observation_time)',
      'COLUMN_MISSING charge_price_information_periods.csv:1 (is_tax)',
      'UNKNOWN_CODE charge_price_points.csv:2 (charge_type)', 'TOO_MANY_DECIMALS charge_price_points.csv:2 (charge_price)', 'PRICE_TWICE charge_price_points.csv:4 (charge_time)',
      'NOT_A_COUNT charge_link_periods.csv:2 (quantity)',
    ]);
  });

  it('is that it does not say what to calculate', async () => {
    expect(await reasonsOf()).toContain('FILE_MISSING calculation_arguments.json');
    await put({ 'calculation_arguments.json': '{' });
    expect(await reasonsOf()).toContain('NOT_JSON calculation_arguments.json');
    await put({ 'calculation_arguments.json': '7' });
    expect(await reasonsOf()).toContain('NOT_JSON calculation_arguments.json');
  });

  it('is a period that ends before it begins', async () => {
    await put({ 'calculation_arguments.json': args({ 'period-end-datetime': '2024-01-10 10:00:00' }) });
    expect(await reasonsOf()).toEqual(['ARGUMENT_WRONG calculation_arguments.json (period-end-datetime)']);
  });

  it('is not written about: nothing comes out', async () => {
    await put({ 'calculation_arguments.json': args({ 'grid-areas': 'all' }) });
    await reasonsOf();
    await expect(out('energy_results/production.csv')).rejects.toThrow('ENOENT');
  });
});
