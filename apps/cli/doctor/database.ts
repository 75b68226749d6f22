import type { Pool } from '#platform';
import { type Finding, look, ok, wrong } from './finding.js';

type Row = Readonly<{ version: string; name: string; account: string; may_create: boolean; may_use_public: boolean; read_only: boolean; fsync: string }>;

/** What the database is, and whether our account may do there what we need: tables and schemas of our own, and writing. The version was checked when it was opened. */
export const checkDatabase = async (pool: Pool): Promise<Finding> => {
  const asked = performance.now();
  const { rows: [row] } = await pool.query<Row>(`
    select current_setting('server_version') as version, current_database() as name, current_user as account, current_setting('fsync') as fsync,
           has_database_privilege(current_database(), 'CREATE') as may_create,
           coalesce((select has_schema_privilege(oid, 'CREATE') from pg_namespace where nspname = current_schema()), false) as may_use_public,
           pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as read_only`);
  const { version, name, account, may_create, may_use_public, read_only, fsync } = row!;
  const tookMs = performance.now() - asked;
  if (read_only) return wrong('database', `The database ${name} only takes reads.`, 'It is a standby or was set to read only: set DATABASE_URL to the primary.');
  if (!may_create) return wrong('database', `${account} may not create schemas in ${name}.`, `Let the owner run: grant create on database "${name}" to "${account}"`);
  if (!may_use_public) return wrong('database', `${account} may not create tables in the first schema of its search path.`, `Let the owner run: grant create on schema public to "${account}"`);
  if (fsync !== 'on') return look('database', `Postgres ${version} runs with fsync = ${fsync}: a power cut loses what was confirmed.`, "Set fsync = on in the server's configuration, unless its data may be lost.");
  return ok('database', `Postgres ${version}, database ${name} as ${account}, answers in ${tookMs.toFixed(1)} ms`);
};
