import { maskSecrets } from '../logging/mask-secrets.js';
import type { Config } from './config.js';

/** The configuration for people, one line each, with the stores in use and without secrets. */
export const describeConfig = (config: Config): string => lines(config).map(([name, value]) => `  ${name.padEnd(16)} ${value}`).join('\n');

const lines = ({ database, eventStore, messages, http, batch, ...config }: Config): readonly (readonly [string, string])[] => [
  ['roles', config.roles.join(', ')],
  ['address', `http://${http.host.includes(':') ? `[${http.host}]` : http.host}:${http.port === 0 ? '(any free port)' : http.port}`],
  ['database', database.kind === 'embedded' ? 'our own Postgres (DATABASE_URL is not set)' : maskSecrets(database.url)],
  ['events', eventStore.kind === 'postgres' ? 'in the database (EVENTSTORE_URL is not set)' : `EventStoreDB ${maskSecrets(eventStore.url)}`],
  ['messages', messages.kind === 'direct' ? 'over HTTP (KAFKA_BROKERS is not set)' : `Kafka ${messages.brokers.join(', ')}`],
  ['data folder', config.dataDir],
  ['master key', masterKey(config.masterKeys.length, database.kind)],
  ['time zone', config.zone],
  ['ids', config.strictIds ? 'check digits must be right' : 'check digits are not checked'],
  ['log level', config.logLevel],
  ['body limits', `${http.bodyLimitBytes} bytes, documents ${http.ingestBodyLimitBytes} bytes`],
  ['replies', `kept for ${http.keepRepliesDays} days (Idempotency-Key)`],
  ['batches', `${batch.ingestMessages} messages, ${batch.projectionEvents} events`],
  ['due runs', config.startDueRuns ? 'started when a billing period is over' : 'not started by themselves (GRIDTALLY_START_DUE_RUNS is not true)'],
  ['connections', `at most ${config.poolSize}`],
  ['shutdown', `within ${config.shutdownSeconds} s`],
];

/** That it is there, never which. */
const masterKey = (given: number, database: 'embedded' | 'server'): string => {
  if (given > 0) return given === 1 ? 'given' : `given, with ${given - 1} before it`;
  return database === 'embedded' ? 'in a file of the data folder' : 'none (GRIDTALLY_MASTER_KEY is not set): personal data cannot be taken';
};
