/**
 * Settings of our own server, for a machine with a few cores and gigabytes. What keeps data safe (fsync, full_page_writes, synchronous_commit) stays as Postgres ships it.
 * @type {Readonly<Record<string, string>>}
 */
export const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  synchronous_commit: 'on',
  wal_level: 'replica', // pg_basebackup works
  wal_buffers: '16MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off', // compiling costs more than our short queries
  idle_in_transaction_session_timeout: '60s', // a forgotten transaction would stall every reader of the log
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  cluster_name: 'gridtally',
};

/** @param {Readonly<Record<string, string>>} settings */
export const asArguments = (settings) => Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
