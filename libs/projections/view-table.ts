import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PoolClient, QueryResultRow } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** What may be put into a row: `undefined` and `null` are SQL null, arrays are Postgres arrays of numbers or null. */
export type Cell = string | number | boolean | bigint | null | undefined | readonly (number | null)[];

/** The one table a projection may touch, inside its transaction. */
export class ViewTable {
  constructor(private readonly client: PoolClient, /** Schema and name of the build that is being filled. */ readonly name: string) {}

  /** Appends rows by COPY: the fastest way in, for tables to which events only add. */
  async copy(columns: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void> {
    if (rows.length === 0) return;
    const sink = this.client.query(copyFrom(`copy ${this.name} (${columns.join(', ')}) from stdin`));
    await pipeline(Readable.from(copyText(rows), { objectMode: false, highWaterMark: 256 * 1024 }), sink);
  }

  /** Runs SQL on the table; write its name as `{table}`. */
  async query<R extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.client.query<R>(sql.replaceAll('{table}', this.name), [...values])).rows;
  }
}

const CHUNK = 128 * 1024;

/** Rows as COPY's text format, in chunks. */
function* copyText(rows: readonly (readonly Cell[])[]): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    for (let at = 0; at < row.length; at++) chunk += (at === 0 ? '' : '\t') + copyCell(row[at]);
    chunk += '\n';
    if (chunk.length > CHUNK) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const copyCell = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell === 'string') return /[\\\n\r\t]/.test(cell) ? cell.replace(/[\\\n\r\t]/g, (c) => ESCAPES[c]!) : cell;
  if (typeof cell === 'object') return `{${cell.map((n) => (n === null ? 'null' : String(n))).join(',')}}`;
  return String(cell);
};
