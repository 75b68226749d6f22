import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { createLog } from '../logging/log.js';
import { EXIT } from '../process/operator-error.js';
import { openConfigurationDatabase, type ConfigurationTable } from './configuration-database.js';
import { openSpecDatabase, type SpecDatabase } from './database-for-specs.js';

/** A migration that cannot run twice, and slow enough for others to come in between. */
class CreateSeasons1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table seasons (name text primary key)');
    await runner.query('select pg_sleep(0.1)');
    await runner.query(`insert into seasons values ('winter')`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table seasons');
  }
}

/** Fails after it has changed something. */
class BreakSeasons1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`insert into seasons values ('summer')`);
    await runner.query('select no_such_column');
  }
  async down(): Promise<void> {
    throw new Error('never done');
  }
}

const seasons = (...migrations: ConfigurationTable['migrations']): ConfigurationTable =>
  ({ columns: { name: 'Season', tableName: 'seasons', columns: { name: { type: 'text', primary: true } } }, migrations });

let spec: SpecDatabase;
let opened: DataSource[];
beforeEach(async () => { spec = await openSpecDatabase(); opened = []; });
afterEach(async () => {
  for (const one of opened) await one.destroy();
  await spec.close();
});

const open = async ({ url = spec.url, migrations = [CreateSeasons1700000000000], lines = [] }: { url?: string; migrations?: ConfigurationTable['migrations']; lines?: string[] } = {}): Promise<DataSource> => {
  const log = createLog({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  const one = await openConfigurationDatabase({ url, applicationName: 'configuration spec', tables: [seasons(...migrations)], log });
  opened.push(one);
  return one;
};
const namesIn = async (one: DataSource): Promise<unknown[]> => (await one.getRepository('Season').find({ order: { name: 'ASC' } })).map(({ name }) => name as unknown);
const migrationsRun = async (): Promise<unknown[]> => (await spec.pool.query<{ name: string }>('select name from configuration_migrations order by id')).rows.map(({ name }) => name);
const connections = async (): Promise<number> =>
  (await spec.pool.query(`select 1 from pg_stat_activity where datname = $1 and application_name = 'configuration spec'`, [spec.name])).rowCount ?? 0;
const changed = (change: (url: URL) => void): string => {
  const url = new URL(spec.url);
  change(url);
  return url.href;
};

describe('the configuration database', () => {
  it('is migrated when it is new, and left alone afterwards', async () => {
    expect(await namesIn(await open())).toEqual(['winter']);
    expect(await namesIn(await open())).toEqual(['winter']);
    expect(await migrationsRun()).toEqual(['CreateSeasons1700000000000']);
  });

  it('is migrated once by eight that start at the same time', async () => {
    const eight = await Promise.all(Array.from({ length: 8 }, () => open()));
    for (const one of eight) expect(await namesIn(one)).toEqual(['winter']);
    expect(await migrationsRun()).toEqual(['CreateSeasons1700000000000']);
  });

  it('keeps nothing of a migration that failed, no connection and no lock', async () => {
    await expect(open({ migrations: [CreateSeasons1700000000000, BreakSeasons1700000000001] })).rejects.toThrow(/no_such_column/);
    for (let waited = 0; waited < 50 && await connections() > 0; waited++) await pause(20); // the server takes a moment to see that a client left
    expect(await connections()).toBe(0);
    expect(await namesIn(await open())).toEqual(['winter']);
    expect(await migrationsRun()).toEqual(['CreateSeasons1700000000000']);
  });

  it('survives the loss of its connections, idle or at work', async () => {
    const lines: string[] = [];
    const one = await open({ lines });
    const atWork = expect(one.query('select pg_sleep(20)')).rejects.toThrow(/terminat/i);
    await pause(100);
    await one.query('select 1');
    await spec.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'configuration spec'`, [spec.name]);
    await atWork;
    await pause(100);
    expect(await namesIn(one)).toEqual(['winter']);
    expect(lines.join('')).toContain('idle connection');
  });
});

describe('a configuration database that cannot be opened', () => {
  it.each<readonly [string, (url: URL) => void, RegExp]>([
    ['nothing answers', (url) => { url.port = '1'; }, /^No database answers at 127\.0\.0\.1:1\/spec_\w+\. Start Postgres there, correct DATABASE_URL/],
    ['there is no such database', (url) => { url.pathname = '/no_such_database'; }, /has no database of that name\. Create it/],
    ['the password is wrong', (url) => { url.username = 'nobody_here'; url.password = 'hush'; }, /^(?!.*hush).*refuses this user or password/],
  ])('is told in a sentence when %s', async (_what, change, sentence) => {
    await expect(open({ url: changed(change) })).rejects.toMatchObject({ name: 'OperatorError', exitCode: EXIT.unavailable, message: expect.stringMatching(sentence) });
  });

  it('is told in a sentence when the user may not create tables', async () => {
    const role = `spec_${randomUUID().replaceAll('-', '')}`;
    await spec.pool.query(`create role ${role} login password 'weak'`);
    try {
      const url = changed((one) => { one.username = role; one.password = 'weak'; });
      await expect(open({ url })).rejects.toThrow(/may not create or change tables in the database at .*\. Grant it create on the schema/);
    } finally {
      await spec.pool.query(`drop role ${role}`);
    }
  });

  it('is told in a sentence when it only takes reads', async () => {
    const url = changed((one) => one.searchParams.set('options', '-c default_transaction_read_only=on'));
    await expect(open({ url })).rejects.toThrow(/only takes reads/);
  });
});
