import pg, { type Pool } from 'pg';
import type { Log } from '../logging/log.js';

export type { Pool, PoolClient } from 'pg';

export type PoolOptions = Readonly<{
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Most connections; 10 unless told. */
  size?: number;
  /** Milliseconds a statement may run on the server; 60,000 unless told, 0 = no limit (rebuilds, bulk loads). */
  statementTimeoutMs?: number;
  log?: Log;
}>;

/**
 * Connections to the database. A transaction that is left open and idle is ended by the server after 30 s, because it would hold back
 * every reader of the event log. `numeric` and `bigint` arrive as text, as the driver does by itself; keep it so.
 */
export const openPool = ({ url, applicationName, size = 10, statementTimeoutMs = 60_000, log }: PoolOptions): Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName.slice(0, 63),
    max: size,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // Without a listener, a server that goes away while a connection is idle would end the process.
  pool.on('error', (error) => log?.warn({ err: error }, 'An idle connection to the database was lost; the next query opens another'));
  return pool;
};
