import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { removePostgres, startPostgres } from '../../../infra/engines/postgres/server.mjs';
import { fixedClock } from '../samples.js';
import { parkedMessagesContract } from './contract.js';
import { PostgresParkedMessages } from './postgres.js';

// The database of DATABASE_URL, in a schema of our own, or else a server of our own.
const schema = `parked_${randomUUID().replaceAll('-', '')}`;
let pool: pg.Pool;
let stop: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  let url = process.env['DATABASE_URL'];
  if (!url) {
    const dataDir = await mkdtemp(join(tmpdir(), 'gridtally-parked-'));
    const server = await startPostgres({ dataDir });
    url = server.url;
    stop = async () => {
      await server.stop();
      await removePostgres({ dataDir });
    };
  }
  pool = new pg.Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 4 });
  pool.on('error', () => undefined); // the pool forgets its connections before the server has; a server stopped meanwhile would otherwise end the run
  await pool.query(`create schema ${schema}`);
}, 120_000);

afterAll(async () => {
  await pool.query(`drop schema ${schema} cascade`);
  await pool.end();
  await stop();
}, 60_000);

parkedMessagesContract('PostgresParkedMessages', async (clock) => {
  const parked = new PostgresParkedMessages(pool, clock);
  await parked.ensureSchema();
  await pool.query('truncate messaging_parked_messages');
  return parked;
});

describe('the schema of parked messages', () => {
  it('may be ensured by many at the same time', async () => {
    await pool.query('drop table if exists messaging_parked_messages');
    await Promise.all(Array.from({ length: 4 }, () => new PostgresParkedMessages(pool, fixedClock()).ensureSchema()));
    expect((await new PostgresParkedMessages(pool, fixedClock()).list()).messages).toEqual([]);
  });
});
