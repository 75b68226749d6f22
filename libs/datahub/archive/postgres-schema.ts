import type { Pool } from 'pg';
import { inTransaction } from '#platform/published';

/** Only names we can put into SQL as they are. */
export const schemaName = (name: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`"${name}" is no schema name; use lower-case letters, digits and underscores`);
  return name;
};

/**
 * `document` is the evidence and is only ever added to. `document_claim` and `series_claim` say which document was first to bring an id:
 * the unique keys that make "first" a fact also when two processes ask at once.
 */
const ddl = (schema: string, compression: string): string => `
  create schema if not exists ${schema};
  create table if not exists ${schema}.document (
    id           uuid primary key,
    sender       text not null,
    document_id  text not null,
    sha256       bytea not null,
    type         text not null,
    origin       text not null,
    received_at  timestamptz not null,
    series_count integer not null,
    outcome      text not null,
    body         bytea ${compression} not null
  );
  create index if not exists document_by_time on ${schema}.document (received_at desc, id desc);
  create table if not exists ${schema}.document_claim (
    sender text not null, document_id text not null, id uuid not null, primary key (sender, document_id)
  );
  create table if not exists ${schema}.series_claim (
    sender text not null, series_id text not null, gsrn text not null, id uuid not null, primary key (sender, series_id)
  );
  create index if not exists series_claim_by_point on ${schema}.series_claim (gsrn);
`;

/** Creates the tables when they are not there; bodies are compressed with lz4 where the server was built with it. */
export const ensureArchive = async (pool: Pool, schema: string): Promise<void> => {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ lz4: boolean }>(`select 'lz4' = any(enumvals) as lz4 from pg_settings where name = 'default_toast_compression'`);
    await client.query(ddl(schemaName(schema), rows[0]?.lz4 === true ? 'compression lz4' : ''));
  }, { lock: `gridtally.ensure.${schema}` });
};
