import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';

/** Not reproducible, so not compared. */
const IGNORED = new Set(['calculation_id', 'result_id', 'calculation_execution_time_start']);
/** Compared as decimals, so that `2.5` is `2.500`. */
const DECIMALS = new Set(['quantity', 'price', 'amount', 'charge_price']);
const SETS = new Set(['quantity_qualities']);

/** Every table below a folder, by its path in it. */
export const tablesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.csv')).sort();

/** Rows that stand in only one of two tables: `- ` expected and missing, `+ ` not expected. Row order and columns that cannot be reproduced play no part. */
export const tableDiff = async (expectedFile: string, actualFile: string): Promise<readonly string[]> => {
  const [expected, actual] = [await rowsOf(expectedFile), await rowsOf(actualFile)];
  return [...onlyIn(expected, actual).map((row) => `- ${row}`), ...onlyIn(actual, expected).map((row) => `+ ${row}`)];
};

export const scenarioDiff = async (expected: string, actual: string): Promise<Readonly<Record<string, readonly string[]>>> => {
  const diffs = await Promise.all((await tablesBelow(expected)).map(async (path) => [path, await tableDiff(join(expected, path), join(actual, path))] as const));
  return Object.fromEntries(diffs.filter(([, diff]) => diff.length > 0));
};

const rowsOf = async (file: string): Promise<readonly string[]> => {
  const [header, ...lines] = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line !== '');
  const columns = header!.split(';');
  const written = lines.map((line) => line.split(';').flatMap((field, at) => (IGNORED.has(columns[at]!) ? [] : [comparable(columns[at]!, field)])).join(';'));
  return [columns.join(';'), ...written];
};

const comparable = (column: string, field: string): string => {
  if (field === '') return '';
  if (SETS.has(column)) return [...field.matchAll(/'([^']*)'/g)].map(([, word]) => word).sort().join(',');
  return DECIMALS.has(column) ? new Decimal(field).toFixed(6) : field;
};

/** A multiset difference: a row that stands twice must stand twice. */
const onlyIn = (rows: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
};
