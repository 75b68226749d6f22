import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KafkaBroker, StartKafka } from '../../infra/engines/kafka/broker.d.mts';
import type { PostgresServer, PostgresStatus, StartPostgres } from '../../infra/engines/postgres/server.d.mts';
import { ROOT } from './program.js';

const load = async <T>(...path: string[]): Promise<T> => (await import(pathToFileURL(join(ROOT, 'infra/engines', ...path)).href)) as T;
type PostgresDoor = Readonly<{ startPostgres(options: StartPostgres): Promise<PostgresServer>; removePostgres(where: Readonly<{ dataDir: string }>): Promise<void>; postgresStatus(where: Readonly<{ dataDir: string }>): PostgresStatus | undefined }>;
type KafkaDoor = Readonly<{ startKafka(options: StartKafka): Promise<KafkaBroker> }>;

/** Servers of our own, which may be killed; they end with us. Plain JavaScript, so loaded by their place in the project. */
export const startPostgres = async (options: StartPostgres): Promise<PostgresServer> => (await load<PostgresDoor>('postgres', 'server.mjs')).startPostgres(options);
export const removePostgres = async (dataDir: string): Promise<void> => (await load<PostgresDoor>('postgres', 'server.mjs')).removePostgres({ dataDir });
/** The server that runs on a folder, whoever started it. */
export const postgresOn = async (dataDir: string): Promise<PostgresStatus | undefined> => (await load<PostgresDoor>('postgres', 'server.mjs')).postgresStatus({ dataDir });
export const startKafka = async (options: StartKafka): Promise<KafkaBroker> => (await load<KafkaDoor>('kafka', 'broker.mjs')).startKafka(options);
export type { KafkaBroker, PostgresServer };
