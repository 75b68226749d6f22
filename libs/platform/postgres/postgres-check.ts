import type { Pool } from 'pg';
import type { ReadinessCheck } from '../health/readiness.js';

/** Ready when a query is answered by a server that takes writes. */
export const postgresCheck = (pool: Pool): ReadinessCheck => ({
  name: 'database',
  async check() {
    const { rows } = await pool.query<{ read_only: boolean }>(`select pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as read_only`);
    if (rows[0]?.read_only) throw new Error('The database only takes reads: it is a standby, or was set to read only');
  },
});
