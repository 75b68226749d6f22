import { isUtf8 } from 'node:buffer';
import type { Reason } from '#kernel';
import { problemAt } from './file-problem.js';

/** One record of a file: fields as text, null where the file says nothing. `place` is for people, with a field's name behind it. */
export type FileRecord = Readonly<{ fields: Readonly<Record<string, string | null>>; place: (field?: string) => string }>;
export type FileTable = Readonly<{ fields: readonly string[]; records: readonly FileRecord[]; /** Decimals are written with a comma. */ decimalComma: boolean }>;
export type ReadTable = Readonly<{ ok: true; table: FileTable } | { ok: false; reasons: readonly Reason[] }>;

const NUMBER_OR_TEXT = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The records of a file, `{ "records": [ … ] }` in JSON or lines with a heading. Which of the two is seen by its first character. */
export const readTable = (bytes: Buffer): ReadTable => {
  if (!isUtf8(bytes)) return { ok: false, reasons: [problemAt('line 1', 'NOT_UTF8', 'This is not text in UTF-8. Save the file as UTF-8.', 'Dette er ikke tekst i UTF-8. Gem filen som UTF-8.')] };
  const text = new TextDecoder().decode(bytes); // takes a byte order mark away
  return /^\s*[{[]/.test(text) ? fromJson(text) : fromLines(text);
};

/** Numbers stay the text they were written as: no digit is lost on the way. */
const fromJson = (text: string): ReadTable => {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(NUMBER_OR_TEXT, (piece) => (piece.startsWith('"') ? piece : `"${piece}"`)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, reasons: [problemAt('$', 'NOT_JSON', 'This begins like JSON but is none. Download the file again.', 'Dette begynder som JSON, men er det ikke. Hent filen igen.')] };
  }
  const list = Array.isArray(document) ? document : (document as Readonly<Record<string, unknown>>).records;
  if (!Array.isArray(list)) return { ok: false, reasons: [problemAt('$.records', 'FIELD_MISSING', 'There is no list of records.', 'Der er ingen liste af records.')] };
  const root = Array.isArray(document) ? '$' : '$.records';
  const reasons: Reason[] = [];
  const records = list.flatMap((one: unknown, at): FileRecord[] => {
    const place = (field?: string): string => `${root}[${at}]${field === undefined ? '' : `.${field}`}`;
    if (typeof one === 'object' && one !== null && !Array.isArray(one)) return [{ place, fields: Object.fromEntries(Object.entries(one).map(([name, value]) => [name, textOf(value)])) }];
    reasons.push(problemAt(place(), 'WRONG_TYPE', 'A record must be an object.', 'En record skal være et objekt.'));
    return [];
  });
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, table: { fields: Object.keys(records[0]?.fields ?? {}), records, decimalComma: false } };
};

const textOf = (value: unknown): string | null => (value === null || value === '' ? null : typeof value === 'string' ? value : JSON.stringify(value));

/** Separated by semicolons (then decimals have a comma) or by commas. Fields may stand in quotes. */
const fromLines = (text: string): ReadTable => {
  const lines = text.split(/\r?\n/);
  const separator = (lines[0] ?? '').includes(';') ? ';' : ',';
  const fields = cells(lines[0] ?? '', separator).map((name) => name.trim());
  const reasons: Reason[] = [];
  const records = lines.slice(1).flatMap((line, index): FileRecord[] => {
    if (line.trim() === '') return [];
    const place = (field?: string): string => `line ${index + 2}${field === undefined ? '' : `, ${field}`}`;
    const values = cells(line, separator);
    if (values.length !== fields.length) {
      reasons.push(problemAt(place(), 'WRONG_COUNT', `The heading has ${fields.length} fields, this line ${values.length}. Is the file cut off?`, `Overskriften har ${fields.length} felter, denne linje ${values.length}. Er filen afkortet?`));
      return [];
    }
    return [{ place, fields: Object.fromEntries(fields.map((name, at) => [name, values[at]!.trim() === '' ? null : values[at]!.trim()])) }];
  });
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, table: { fields, records, decimalComma: separator === ';' } };
};

const cells = (line: string, separator: ';' | ','): string[] => {
  if (!line.includes('"')) return line.split(separator);
  const found: string[] = [];
  for (const [, quoted, plain] of line.matchAll(separator === ';' ? /(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g : /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) found.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
  return found;
};
