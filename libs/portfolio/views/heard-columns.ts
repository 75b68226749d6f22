import type { Pool, QueryResultRow } from 'pg';
import type { AsOf, Heard, MessageRef, RecordedEvent } from '#kernel';
import type { Cell } from '#projections';

/** How the fact of a row is known; every view of facts has these columns, and every version of a fact its own row. */
export const HEARD_COLUMNS = 'position text collate "C" not null, known_at timestamptz not null, stream text not null, revision integer not null, source jsonb';
export const HEARD_NAMES = ['position', 'known_at', 'stream', 'revision', 'source'] as const;

/** The values of `HEARD_NAMES` for an event. */
export const heardCells = ({ position, recordedAt, stream, revision, data }: RecordedEvent & Readonly<{ data: object }>): Cell[] =>
  [position, recordedAt, stream, revision, 'source' in data && data.source ? JSON.stringify(data.source) : null];

/** The columns as a query names them. */
export const HEARD_SELECTED = `position, to_char(known_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as known_at, stream, revision, source`;

export type HeardRow = QueryResultRow & Readonly<{ position: string; known_at: string; stream: string; revision: number; source: MessageRef | null }>;

export const heardOfRow = ({ position, known_at, stream, revision, source }: HeardRow): Heard => ({ stream, revision, position, knownAt: known_at, ...(source && { source }) });

/**
 * Rows of a view where `column` is one of `keys`, as far as `asOf` reaches, in the order of the log.
 * `columns` and `column` are ours, never input.
 */
export const statedRows = async <R extends HeardRow>(pool: Pool, view: string, columns: string, column: string, keys: readonly string[], { position, knownAt }: AsOf): Promise<R[]> => {
  const { rows } = await pool.query<R>({
    name: `${view}-by-${column}`,
    text: `select ${columns}, ${HEARD_SELECTED} from views.${view}
            where ${column} = any($1::text[]) and ($2::text is null or position <= $2) and ($3::timestamptz is null or known_at <= $3)`,
    values: [keys, position ?? null, knownAt ?? null],
  });
  return rows.sort((a, b) => (a.position < b.position ? -1 : 1)); // twice as fast as in the database, whose comparison is of text in general
};
