import type { Problems } from './input-problems.js';

/** One line of a table; empty text where the line gives nothing. */
export type CsvRow = Readonly<{ line: number; get: (column: string) => string }>;
export type CsvTable = Readonly<{ file: string; has: (column: string) => boolean; rows: readonly CsvRow[] }>;

const SEPARATOR = ';';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A table with a header line, columns in any order, separated by `;`. Columns whose name begins with `#` are remarks. A byte-order mark, Windows
 * line ends, blank lines and a missing last line end are fine; a field may be quoted with `"`.
 * Remarks at the end of a line may be left out, or hold separators themselves.
 * Adds COLUMN_MISSING, COLUMN_TWICE and FIELD_COUNT to the problems; a line with the wrong count is left out.
 */
export const readCsv = (text: string, file: string, needed: readonly string[], problems: Problems): CsvTable => {
  const [header, ...lines] = numberedLines(text);
  const columns = (header?.fields ?? []).map((name) => name.trim());
  const at = new Map(columns.map((name, index) => [name, index]));
  for (const name of needed.filter((column) => !at.has(column))) {
    problems.add({ file, line: header?.line ?? 1, column: name }, 'COLUMN_MISSING', `Column ${name} is missing. Add it to the header.`, `Kolonnen ${name} mangler. Tilføj den i overskriften.`);
  }
  for (const name of columns.filter((column, index) => column !== '' && !isRemark(column) && columns.indexOf(column) !== index)) {
    problems.add({ file, line: header?.line ?? 1, column: name }, 'COLUMN_TWICE', `Column ${name} stands twice. Keep one of them.`, `Kolonnen ${name} står to gange. Behold den ene.`);
  }
  const rows = lines.flatMap(({ line, fields }): readonly CsvRow[] => {
    if (isComplete(fields, columns)) return [{ line, get: (column) => fields[at.get(column) ?? -1]?.trim() ?? '' }];
    problems.add(
      { file, line }, 'FIELD_COUNT',
      `The line has ${fields.length} fields, the header ${columns.length}. Give every column a field, empty if need be.`,
      `Linjen har ${fields.length} felter, overskriften ${columns.length}. Giv hver kolonne et felt, om nødvendigt tomt.`,
    );
    return [];
  });
  return { file, has: (column) => at.has(column), rows };
};

const isRemark = (column: string | undefined): boolean => column?.startsWith('#') ?? false;

const isComplete = (fields: readonly string[], columns: readonly string[]): boolean =>
  fields.length === columns.length || (fields.length > columns.length ? isRemark(columns.at(-1)) : columns.slice(fields.length).every(isRemark));

const numberedLines = (text: string): readonly Readonly<{ line: number; fields: readonly string[] }>[] =>
  (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).split('\n')
    .map((content, index) => ({ line: index + 1, content: content.replace(/\r$/, '') }))
    .filter(({ content }) => content.trim() !== '')
    .map(({ line, content }) => ({ line, fields: fieldsOf(content) }));

const fieldsOf = (content: string): readonly string[] => {
  if (!content.includes('"')) return content.split(SEPARATOR);
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < content.length; at++) {
    const character = content[at]!;
    if (quoted && character === '"' && content[at + 1] === '"') field += content[++at]!;
    else if (character === '"') quoted = !quoted;
    else if (character === SEPARATOR && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
};

/** A table as text: header and lines end with a line feed. Fields hold neither separator nor line end. */
export const writeCsv = (columns: readonly string[], rows: Iterable<readonly string[]>): string =>
  [columns, ...rows].map((fields) => `${fields.join(SEPARATOR)}\n`).join('');
