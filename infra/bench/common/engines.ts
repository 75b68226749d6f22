import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KafkaBroker, StartKafka } from '../../engines/kafka/broker.d.mts';
import type { PostgresServer, StartPostgres } from '../../engines/postgres/server.d.mts';
import { progress, ROOT } from './programs.js';

const load = async <T>(...path: string[]): Promise<T> => (await import(pathToFileURL(join(ROOT, 'infra/engines', ...path)).href)) as T;

/** A Postgres of our own for this measurement; it ends with us. */
export const ownPostgres = async (dataDir: string): Promise<PostgresServer> =>
  (await load<{ startPostgres(options: StartPostgres): Promise<PostgresServer> }>('postgres', 'server.mjs')).startPostgres({ dataDir, say: progress });

/** A Kafka of our own for this measurement; it ends with us. */
export const ownKafka = async (dataDir: string): Promise<KafkaBroker> =>
  (await load<{ startKafka(options: StartKafka): Promise<KafkaBroker> }>('kafka', 'broker.mjs')).startKafka({ dataDir, say: progress });
