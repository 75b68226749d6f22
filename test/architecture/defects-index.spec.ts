import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const rows = readFileSync(join(ROOT, 'docs/defects-of-earlier-systems.md'), 'utf8').split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| what went wrong'));
const named = rows.map((row) => ({ row, found: /`([^`]+)` "([^"]+)" \|$/.exec(row) }));

describe('The index of earlier defects', () => {
  it('names a spec in every row', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(named.filter(({ found }) => !found).map(({ row }) => row)).toEqual([]);
  });

  it('names specs that exist, by their very titles', () => {
    const missing = named.filter(({ found }) => {
      const [, file, title] = found!;
      const path = join(ROOT, file!);
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(`('${title}'`);
    });
    expect(missing.map(({ row }) => row)).toEqual([]);
  });
});
