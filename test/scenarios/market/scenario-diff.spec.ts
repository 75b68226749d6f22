import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tableDiff } from './scenario-diff.js';

const HEADER = 'result_id;amount;quantity_qualities;code';

describe('the comparison of tables', () => {
  let folder: string;
  beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'scenario-diff-')); });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const diff = async (expected: readonly string[], actual: readonly string[]): Promise<readonly string[]> => {
    const [left, right] = [join(folder, 'left.csv'), join(folder, 'right.csv')];
    await writeFile(left, [HEADER, ...expected].join('\n'));
    await writeFile(right, `\uFEFF${[HEADER, ...actual, ''].join('\n')}`);
    return tableDiff(left, right);
  };

  it('sees past row order, zeros, ids and the order of a set', async () => {
    expect(await diff(['a;1.5;[\'missing\', \'measured\'];x', 'b;;;y'], ['c;;;y', 'd;1.500000;[\'measured\', \'missing\'];x'])).toEqual([]);
  });

  it.each([
    ['a millionth', 'a;1.500001;;x', ['- 1.500000;;x', '+ 1.500001;;x']],
    ['null in place of zero', 'a;;;x', ['- 1.500000;;x', '+ ;;x']],
    ['another quality', 'a;1.5;[\'measured\'];x', ['- 1.500000;;x', '+ 1.500000;measured;x']],
  ])('sees %s', async (_what, row, found) => {
    expect(await diff(['a;1.5;;x'], [row])).toEqual(found);
  });

  it('sees a row too many and a row too few', async () => {
    expect(await diff(['a;1;;x'], ['a;1;;x', 'a;1;;x'])).toEqual(['+ 1.000000;;x']);
    expect(await diff(['a;1;;x', 'a;1;;x'], ['a;1;;x'])).toEqual(['- 1.000000;;x']);
  });
});
