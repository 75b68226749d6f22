import type { Pool } from 'pg';
import { inTransaction } from '#platform/published';

/** Only names we can put into SQL as they are. */
export const schemaName = (name: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`"${name}" is no schema name; use lower-case letters, digits and underscores`);
  return name;
};

/**
 * The log: one table. `tx` is the transaction that wrote the row: readers go by (tx, position) and stop at the oldest transaction still running,
 * so that a slow writer is never skipped. `data` is json, not jsonb: stored as written, and \u0000 is allowed.
 */
const ddl = (schema: string): string => `
  create schema if not exists ${schema};
  create table if not exists ${schema}.log (
    position    bigint generated always as identity,
    tx          xid8 not null default pg_current_xact_id(),
    stream      text not null,
    revision    integer not null check (revision >= 0),
    category    text not null generated always as (split_part(stream, '-', 1)) stored,
    id          uuid not null,
    type        text not null,
    data        json not null,
    metadata    json not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (stream, revision)
  );
  create unique index if not exists log_order on ${schema}.log (tx, position);
`;

/** Creates the log when it is not there. Safe to call from many processes at once. */
export const ensureLog = async (pool: Pool, schema: string): Promise<void> => {
  await inTransaction(pool, (client) => client.query(ddl(schemaName(schema))), { lock: `gridtally.ensure.${schema}` });
};

/**
 * A log that was dumped in one cluster and restored in another carries transaction ids that mean nothing here; its newest events would stay invisible.
 * @throws Error with the two statements that put it right
 */
export const refuseForeignLog = async (pool: Pool, schema: string): Promise<void> => {
  const { rows } = await pool.query(`select from ${schema}.log where tx >= pg_snapshot_xmax(pg_current_snapshot()) limit 1`);
  if (rows.length === 0) return;
  throw new Error(`The log ${schema}.log was restored from another database cluster. Stop all programs and run:\n` +
    `  update ${schema}.log set tx = '3'; drop schema if exists views cascade;\nThe order within every stream stays; the views are filled again by themselves.`);
};
