export type Column<Row> = Readonly<{ title: string; of: (row: Row) => string | number | undefined; right?: boolean }>;

/** Rows in columns as wide as their widest cell, two blanks between them. No rows: only `none`. */
export const textTable = <Row>(rows: readonly Row[], columns: readonly Column<Row>[], none = 'none'): string => {
  if (rows.length === 0) return `${none}\n`;
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ of }) => String(of(row) ?? '')))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]!.length)));
  return cells.map((line) => `${line.map((cell, at) => (columns[at]!.right ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))).join('  ').trimEnd()}\n`).join('');
};
