import pg, { type Pool, type PoolConfig } from 'pg';
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
 * How every connection of ours is opened, whoever keeps the pool. A transaction that is left open and idle is ended by the server after 30 s,
 * because it would hold back every reader of the event log.
 */
export const poolSettings = ({ url, applicationName, size = 10, statementTimeoutMs = 60_000 }: PoolOptions): PoolConfig => ({
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

/** Connections to the database. `numeric` and `bigint` arrive as text, as the driver does by itself; keep it so. */
export const openPool = (options: PoolOptions): Pool => {
  const pool = new pg.Pool(poolSettings(options));
  pool.on('error', whenIdleConnectionIsLost(options.log));
  // One that somebody has in hand, between two queries, must not end the process either: the next query on it tells its user.
  pool.on('connect', (client) => { client.on('error', (error) => options.log?.debug({ err: error }, 'A connection to the database was lost while in use')); });
  return pool;
};

/** For a pool's `error`: without a listener, a server that goes away while a connection is idle would end the process. */
export const whenIdleConnectionIsLost = (log?: Log) => (error: unknown): void =>
  log?.warn({ err: error }, 'An idle connection to the database was lost; the next query opens another');
