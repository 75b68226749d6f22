import pg from 'pg';
import type { DataSource, EntitySchemaOptions, Logger, MigrationInterface, ObjectLiteral } from 'typeorm';
import { databaseFault } from '../errors/database-fault.js';
import { codeOf } from '../errors/native-error.js';
import type { Log } from '../logging/log.js';
import { EXIT, OperatorError } from '../process/operator-error.js';
import { poolSettings, whenIdleConnectionIsLost } from './pool.js';
import { placeOf, whyNoDatabase } from './why-no-database.js';

/** A configuration table as plain data: its columns, and the migrations that bring it there, oldest first. No relations, no cascades. */
export type ConfigurationTable<T extends ObjectLiteral = ObjectLiteral> = Readonly<{
  columns: EntitySchemaOptions<T>;
  migrations: readonly (new () => MigrationInterface)[];
}>;

export type ConfigurationDatabaseOptions = Readonly<{
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  tables: readonly ConfigurationTable[];
  /** Most connections; 2 unless told, and never fewer: while it migrates, one holds the lock and one works. */
  size?: number;
  log?: Log;
}>;

/** Where TypeORM notes which migrations were run; the lock has the same name. */
const MIGRATIONS = 'configuration_migrations';

const nothing = (): void => undefined;
/** TypeORM would write a failed migration to the standard output, which belongs to the answers of commands. The failure is thrown; that is enough. */
const SILENT: Logger = { logQuery: nothing, logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };

/**
 * Opens the configuration tables, once the pending migrations have run. Any number of processes may do so at once: one migrates, the others wait for it.
 * Each migration is a transaction of its own. A lost connection is logged and replaced; whoever opens it closes it with `destroy()`.
 * TypeORM is loaded here and nowhere else, so that what needs no database does not load it.
 * @throws OperatorError with a sentence that says what to do, when the database is away or does not let us
 */
export const openConfigurationDatabase = async ({ url, applicationName, tables, size = 2, log }: ConfigurationDatabaseOptions): Promise<DataSource> => {
  const { DataSource, EntitySchema } = await import('typeorm');
  const database = new DataSource({
    type: 'postgres',
    url,
    driver: pg,
    extra: poolSettings({ url, applicationName, size: Math.max(2, size) }),
    poolErrorHandler: whenIdleConnectionIsLost(log),
    entities: tables.map(({ columns }) => new EntitySchema(columns)),
    migrations: tables.flatMap(({ migrations }) => [...migrations]),
    migrationsTableName: MIGRATIONS,
    migrationsRun: false,
    synchronize: false,
    installExtensions: false,
    logger: SILENT,
  });
  await database.initialize().catch((error: unknown) => { throw whyNotOpened(error, url); });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.destroy(); // closes the connection that may still hold the lock
    throw whyNotMigrated(error, url);
  }
};

/** The lock is kept by a connection beside the one that migrates. It is given back here, or by the closing of that connection. */
const migrate = async (database: DataSource): Promise<void> => {
  const lock = database.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', [MIGRATIONS]);
    await database.runMigrations({ transaction: 'each' });
    await lock.query('select pg_advisory_unlock(hashtextextended($1, 0))', [MIGRATIONS]);
  } finally {
    await lock.release();
  }
};

const whyNotOpened = (error: unknown, url: string): unknown => {
  const { sentence, hopeless } = whyNoDatabase(error, url);
  return hopeless || databaseFault(error) ? new OperatorError(sentence, { exitCode: EXIT.unavailable, cause: error }) : error;
};

/** What whoever runs the program can put right; anything else is a mistake in a migration and keeps its stack. */
const whyNotMigrated = (error: unknown, url: string): unknown => {
  const sentence = sentenceOf(codeOf(error), placeOf(url));
  return sentence === undefined ? error : new OperatorError(sentence, { exitCode: EXIT.unavailable, cause: error });
};

const sentenceOf = (code: string, place: string): string | undefined => {
  switch (code) {
    case '42501':
      return `The user of DATABASE_URL may not create or change tables in the database at ${place}. Grant it create on the schema, then start again.`;
    case '25006':
      return `The database at ${place} only takes reads, so its configuration tables cannot be prepared. Let DATABASE_URL name the server that takes writes.`;
    case '57014':
      return `The configuration tables at ${place} were not ready within 60 s. Another process may be changing them (select * from pg_stat_activity shows which); start again when it has ended.`;
    default:
      return undefined;
  }
};
