import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MeasurementKind, MEASUREMENT_KINDS, runMeasurements } from '../../../libs/settlement/edge/measurements/run-measurements.js';
import { unclaimed } from '../market/claimed-cases.js';
import { tableDiff } from '../market/scenario-diff.js';

const here = import.meta.dirname;
const scenarios = (await readdir(here, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
/** The folder's name says which calculation it is about: `d14__given_…`. */
const kindOf = (name: string): MeasurementKind => MEASUREMENT_KINDS.find((kind) => name.startsWith(`${kind}__`))!;

describe('every scenario of calculated measurements, row by row: none missing, none extra', () => {
  let out: string;
  beforeAll(async () => { out = await mkdtemp(join(tmpdir(), 'measurement-scenarios-')); });
  afterAll(() => rm(out, { recursive: true, force: true }));

  it.each(scenarios)('%s', async (name) => {
    const outFile = join(out, `${name}.csv`);
    const { rows } = await runMeasurements(kindOf(name), join(here, name), outFile);
    expect(await tableDiff(join(here, name, 'then/measurements.csv'), outFile)).toEqual([]);
    expect(rows).toBeGreaterThan(0);
  });
});

it('every case is claimed by a scenario, and every scenario claims a case', async () => {
  expect(await unclaimed(here)).toEqual([]);
});
