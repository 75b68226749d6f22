import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { ConfigError } from './config-error.js';
import { readDatabase, readEventStore, readMessages, type DatabaseConfig, type EventStoreConfig, type MessagesConfig } from './connections.js';
import { Environment, quote, type Env } from './environment.js';
import { readMasterKeys, type MasterKey } from './master-key.js';
import { reportUnknown } from './unknown-variables.js';

/** What a process of ours can do; `apps/all` does everything. */
export const PROCESS_ROLES = ['api', 'ingest', 'projector', 'processes'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything a process is told from outside. Sizes in bytes, durations in seconds. */
export type Config = Readonly<{
  database: DatabaseConfig;
  eventStore: EventStoreConfig;
  messages: MessagesConfig;
  http: Readonly<{ host: string; /** 0 = any free port. */ port: number; bodyLimitBytes: number; ingestBodyLimitBytes: number; /** How long replies to requests with an Idempotency-Key are kept. */ keepRepliesDays: number }>;
  /** Absolute path of the folder for everything we keep on disk. */
  dataDir: string;
  /** Keys under which the keys of personal data lie, the current one first; empty = none given (see `openMasterKeys`). */
  masterKeys: readonly MasterKey[];
  /** IANA zone of local days, months and tariff hours. */
  zone: string;
  /** Whether ids must have right check digits. */
  strictIds: boolean;
  logLevel: LogLevel;
  roles: readonly ProcessRole[];
  /** Whether settlement runs are started by themselves on the day on which a billing period is over. */
  startDueRuns: boolean;
  /** Most messages taken, or events projected, in one go. */
  batch: Readonly<{ ingestMessages: number; projectionEvents: number }>;
  /** Most connections of one process to the database. */
  poolSize: number;
  /** How long a process may take to finish what it has in hand when it is asked to end. */
  shutdownSeconds: number;
}>;

const MiB = 1024 * 1024;

/**
 * The configuration of this process. Nothing else in Gridtally reads the environment.
 * @throws ConfigError with every problem at once: the variable, what was found (never a secret), what is expected, what to do
 */
export const loadConfig = (variables: Env = process.env): Config => {
  const env = new Environment(variables);
  const config: Config = {
    database: readDatabase(env),
    eventStore: readEventStore(env),
    messages: readMessages(env),
    http: {
      host: readHost(env),
      port: env.integer('PORT', 3000, { from: 0, to: 65_535 }),
      bodyLimitBytes: env.integer('GRIDTALLY_BODY_LIMIT', MiB, { from: 1024, to: 1024 * MiB }),
      ingestBodyLimitBytes: env.integer('GRIDTALLY_INGEST_BODY_LIMIT', 16 * MiB, { from: 1024, to: 1024 * MiB }),
      keepRepliesDays: env.integer('GRIDTALLY_KEEP_REPLIES_DAYS', 7, { from: 1, to: 90 }),
    },
    dataDir: resolve(env.text('GRIDTALLY_DATA') ?? '.gridtally'),
    masterKeys: readMasterKeys(env),
    zone: readZone(env),
    strictIds: env.flag('GRIDTALLY_STRICT_IDS', true),
    logLevel: env.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    roles: env.someOf('GRIDTALLY_ROLES', PROCESS_ROLES),
    startDueRuns: env.flag('GRIDTALLY_START_DUE_RUNS', false),
    batch: {
      ingestMessages: env.integer('GRIDTALLY_INGEST_BATCH', 500, { from: 1, to: 10_000 }),
      projectionEvents: env.integer('GRIDTALLY_PROJECTION_BATCH', 1000, { from: 1, to: 10_000 }),
    },
    poolSize: env.integer('GRIDTALLY_POOL_SIZE', 10, { from: 2, to: 200 }),
    shutdownSeconds: env.integer('GRIDTALLY_SHUTDOWN_SECONDS', 15, { from: 1, to: 300 }),
  };
  reportUnknown(env, Object.keys(variables));
  if (env.problems.length > 0) throw new ConfigError(env.problems);
  return config;
};

const readHost = (env: Environment): string => {
  const host = env.text('HOST') ?? '127.0.0.1';
  if (isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) return host;
  env.problem('HOST', quote(host), 'an IP address or a host name', 'Use 127.0.0.1 for this machine only, or 0.0.0.0 to be reachable from others.');
  return host;
};

const readZone = (env: Environment): string => {
  const zone = env.text('GRIDTALLY_ZONE') ?? 'Europe/Copenhagen';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    env.problem('GRIDTALLY_ZONE', quote(zone), 'an IANA time zone such as Europe/Copenhagen', 'Correct its spelling, or leave it out.');
  }
  return zone;
};
