import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runScenario } from '../../../libs/settlement/edge/scenario/run-scenario.js';
import { unclaimed } from './claimed-cases.js';
import { scenarioDiff, tablesBelow } from './scenario-diff.js';

const here = import.meta.dirname;
const scenarios = (await readdir(here, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

describe('every market scenario, row by row at 6 decimals: none missing, none extra', () => {
  let out: string;
  beforeAll(async () => { out = await mkdtemp(join(tmpdir(), 'market-scenarios-')); });
  afterAll(() => rm(out, { recursive: true, force: true }));

  it.each(scenarios)('%s', async (name) => {
    await runScenario(join(here, name), join(out, name));
    const expected = join(here, name, 'then');
    expect((await tablesBelow(expected)).length).toBeGreaterThan(0);
    expect(await scenarioDiff(expected, join(out, name))).toEqual({});
  });
});

it('every case is claimed by a scenario, and every scenario claims a case', async () => {
  expect(await unclaimed(here)).toEqual([]);
});
