import type { Pool } from 'pg';

/**
 * Plain tables, not events: what must be able to vanish cannot lie in a log that is never edited. `person_key` holds each person's key, sealed by a master
 * key, until it is destroyed; `person_data` the sealed versions, which stay and mean nothing without the key.
 */
const DDL = `
  create schema if not exists vault;
  create table if not exists vault.person_key (
    customer_id   text primary key,
    wrapped_key   bytea,
    master_key_id text,
    created_at    timestamptz not null,
    destroyed_at  timestamptz,
    check ((wrapped_key is null) = (destroyed_at is not null) and (wrapped_key is null) = (master_key_id is null))
  );
  create index if not exists person_key_by_master on vault.person_key (master_key_id);
  create table if not exists vault.person_data (
    customer_id text not null references vault.person_key,
    version     integer not null,
    sealed      bytea not null,
    recorded_at timestamptz not null,
    primary key (customer_id, version)
  );
`;

/** Creates what is missing; may run at the same time in many processes. */
export const ensureVault = async (pool: Pool): Promise<void> => {
  await pool.query(`do $ensure$ begin perform pg_advisory_xact_lock(hashtext('gridtally.ensure.vault')); ${DDL} end $ensure$`);
};
