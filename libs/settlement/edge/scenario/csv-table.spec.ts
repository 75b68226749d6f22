import { describe, expect, it } from '@jest/globals';
import { type CsvTable, readCsv, writeCsv } from './csv-table.js';
import { InputRejected, Problems } from './input-problems.js';

const read = (text: string, needed: readonly string[] = []): Readonly<{ table: CsvTable; codes: readonly string[] }> => {
  const problems = new Problems();
  const table = readCsv(text, 'f.csv', needed, problems);
  try {
    problems.throwIfAny();
    return { table, codes: [] };
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    return { table, codes: error.reasons.map(({ code, path }) => `${code} ${path}`) };
  }
};
const fields = ({ table }: { table: CsvTable }, ...columns: readonly string[]) => table.rows.map((row) => [row.line, ...columns.map((column) => row.get(column))]);

describe('reading a table', () => {
  it('takes columns in any order, a byte-order mark, Windows line ends, blank lines and a missing end', () => {
    expect(fields(read('\uFEFFb;a\r\n2;1\r\n\r\n 4 ;3'), 'a', 'b')).toEqual([[2, '1', '2'], [4, '3', '4']]);
  });

  it('takes quoted fields with separators and quotes in them', () => {
    expect(fields(read('a;b\n"x;y";"he said ""no"""\n"";z'), 'a', 'b')).toEqual([[2, 'x;y', 'he said "no"'], [3, '', 'z']]);
  });

  it('has empty text for a column that is not there', () => {
    const { table } = read('a\n1');
    expect([table.has('a'), table.has('b'), table.rows[0]!.get('b')]).toEqual([true, false, '']);
  });

  it('tells of missing and doubled columns and wrong lines, all at once; remarks may repeat', () => {
    expect(read('a;a;#x;#x;;\n1;2;3;4;5;6\n1;2\n', ['a', 'b', 'c']).codes).toEqual([
      'COLUMN_MISSING f.csv:1 (b)', 'COLUMN_MISSING f.csv:1 (c)', 'COLUMN_TWICE f.csv:1 (a)', 'FIELD_COUNT f.csv:3',
    ]);
  });

  it('does not mind remarks that are left out or hold separators', () => {
    expect(fields(read('#x;a;#y\n;1\n;2;\n;3;why; and why;not'), 'a')).toEqual([[2, '1'], [3, '2'], [4, '3']]);
    expect(read('a;#x;b\n1;\n').codes).toEqual(['FIELD_COUNT f.csv:2']);
    expect(read('a;b\n1;2;3\n').codes).toEqual(['FIELD_COUNT f.csv:2']);
  });

  it('misses every column of an empty file', () => expect(read('', ['a']).codes).toEqual(['COLUMN_MISSING f.csv:1 (a)']));
});

describe('writing a table', () => {
  it('ends every line, the header too', () => {
    expect(writeCsv(['a', 'b'], [['1', ''], ['2', 'x']])).toBe('a;b\n1;\n2;x\n');
    expect(writeCsv(['a'], [])).toBe('a\n');
  });
});
