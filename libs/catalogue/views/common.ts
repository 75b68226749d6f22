import type { Heard, MessageRef, RecordedEvent } from '#kernel';
import type { Cell } from '#projections';
import type { Sourced } from '../domain/events.js';

/** Columns of every row: the event it comes from. Rows are only ever added; which version counts is found when reading. */
export const HEARD_COLUMNS = 'position text collate "C" not null, known_at timestamptz not null, stream text not null, revision integer not null, source jsonb';
export const HEARD_NAMES = ['position', 'known_at', 'stream', 'revision', 'source'] as const;

export const heardCells = ({ position, recordedAt, stream, revision, data }: Pick<RecordedEvent, 'position' | 'recordedAt' | 'stream' | 'revision'> & Readonly<{ data: Sourced }>): Cell[] =>
  [position, recordedAt, stream, revision, data.source === undefined ? null : JSON.stringify(data.source)];

/** The same columns as a query selects them. */
export const HEARD_SELECT = `position, to_char(known_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as known_at, stream, revision, source`;

export type HeardRow = Readonly<{ position: string; known_at: string; stream: string; revision: number; source: MessageRef | null }>;

export const heardOfRow = ({ position, known_at, stream, revision, source }: HeardRow): Heard => ({ stream, revision, position, knownAt: known_at, ...(source !== null && { source }) });

/** Condition of a query that sees only what was known: `$<first>` = position, `$<first + 1>` = knownAt. */
export const knownBy = (first: number): string => `($${first}::text is null or position <= $${first}) and ($${first + 1}::timestamptz is null or known_at <= $${first + 1})`;
