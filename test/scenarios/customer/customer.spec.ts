import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FUNCTION_TABLES } from './function-tables.js';
import { columnsOf, ROOT, type Row, Scenario, situations } from './scenario.js';
import { settledTables } from './settled-tables.js';

type Claims = Readonly<{ cases: readonly Readonly<{ case: string; provedBy: readonly string[] }>[] }>;

const claims = JSON.parse(readFileSync(join(ROOT, 'cases.json'), 'utf8')) as Claims;

/** A table is a set of rows; the order of lines on a bill has a spec of its own. */
const sorted = (rows: readonly Row[]): readonly Row[] => [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('settlement of the customer, by tables', () => {
  it.each(situations())('%s', (folder) => {
    const scenario = new Scenario(folder);
    const asked = Object.keys(FUNCTION_TABLES).find((file) => scenario.has(file));
    const actual = asked ? FUNCTION_TABLES[asked]!(scenario) : settledTables(scenario);
    const expectedFiles = scenario.files().filter((file) => file.startsWith('then/'));
    expect(expectedFiles.length).toBeGreaterThan(0);
    for (const file of expectedFiles) {
      const found = actual[file.slice('then/'.length)];
      if (found === undefined) throw new Error(`${folder}/${file} states a table that was not answered. Answered: ${JSON.stringify(actual).slice(0, 2000)}`);
      if (file.endsWith('.json')) expect(found).toMatchObject(scenario.json(file));
      else {
        const expected = scenario.rows(file);
        expect(sorted(columnsOf(expected, found as readonly Row[]))).toEqual(sorted(expected));
      }
    }
    expect(scenario.files().filter((file) => !scenario.read.has(file))).toEqual([]);
  });
});

describe('cases', () => {
  it('are proved by situations that exist', () => {
    const known = new Set(situations());
    expect(claims.cases.flatMap(({ provedBy }) => provedBy).filter((folder) => !known.has(folder))).toEqual([]);
    expect(claims.cases.filter(({ provedBy }) => provedBy.length === 0)).toEqual([]);
  });

  it('claim every situation', () => {
    const claimed = new Set(claims.cases.flatMap(({ provedBy }) => provedBy));
    expect(situations().filter((folder) => !claimed.has(folder))).toEqual([]);
  });
});
