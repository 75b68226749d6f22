import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { NO_STREAM, type RecordedEvent, StoreUnavailable } from '#kernel';
import { anEvent, eventStoreContract } from '../contract.js';
import { PostgresEventStore } from './postgres-event-store.js';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) throw new Error('DATABASE_URL is not set: these specs need a Postgres. `npm test` starts one and sets it');

const schema = `contract_${process.pid}_${Date.now()}`;
let pool: pg.Pool;
beforeAll(() => { pool = new pg.Pool({ connectionString, max: 12 }); });
afterAll(async () => {
  await pool.query(`drop schema if exists ${schema} cascade`);
  await pool.end();
});

eventStoreContract('The Postgres store', () => PostgresEventStore.open({ pool, schema, pollMs: 20 }));

describe('The Postgres store', () => {
  const open = () => PostgresEventStore.open({ pool, schema, pollMs: 20 });

  it('creates its log once when eight processes start at the same time', async () => {
    const other = `${schema}_race`;
    const stores = await Promise.all(Array.from({ length: 8 }, () => PostgresEventStore.open({ pool, schema: other })));
    expect(stores).toHaveLength(8);
    await pool.query(`drop schema ${other} cascade`);
  });

  it('holds a reader back behind a transaction that took its place earlier and commits later', async () => {
    const store = await open();
    const slow = await pool.connect();
    try {
      await slow.query('begin');
      await slow.query(`insert into ${schema}.log (stream, revision, id, type, data, metadata) values ('slow-1', 0, gen_random_uuid(), 'Slow', '{}', '{}')`);
      await store.append({ stream: 'slow-2', expectedRevision: NO_STREAM, events: [anEvent()] });
      const stop = new AbortController();
      const seen: string[] = [];
      const reading = (async () => {
        for await (const page of store.subscribe({ categories: ['slow'], signal: stop.signal })) {
          seen.push(...page.events.map(({ stream }: RecordedEvent) => stream));
          if (seen.length === 2) stop.abort();
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(seen).toEqual([]);
      await slow.query('commit');
      await reading;
      expect(seen).toEqual(['slow-1', 'slow-2']);
    } finally {
      slow.release();
    }
  });

  it('refuses a log that was restored from another cluster, and is well again after what it says was done', async () => {
    const restored = `${schema}_restored`;
    const store = await PostgresEventStore.open({ pool, schema: restored });
    await store.append({ stream: 'a-1', expectedRevision: NO_STREAM, events: [anEvent({ n: 1 }), anEvent({ n: 2 })] });
    await pool.query(`update ${restored}.log set tx = '9000000000000000000'`);
    const advice = await PostgresEventStore.open({ pool, schema: restored }).then(() => '', (error: Error) => error.message);
    expect(advice).toContain('restored from another database cluster');
    await pool.query(/update .* set tx = '3';/.exec(advice)![0]);
    const well = await PostgresEventStore.open({ pool, schema: restored });
    const seen: unknown[] = [];
    for await (const page of well.readAll()) seen.push(...page.events.map(({ data }) => data));
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
    await pool.query(`drop schema ${restored} cascade`);
  });

  it('says that the database is away instead of hanging, and what to do', async () => {
    const nobody = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
    await expect(PostgresEventStore.open({ pool: nobody, repeatMs: 200 })).rejects.toThrow(StoreUnavailable);
    await expect(PostgresEventStore.open({ pool: nobody, repeatMs: 200 })).rejects.toThrow(/Is Postgres running/);
    await nobody.end();
  });

  it('refuses a position of another store with a sentence that says what to do', async () => {
    const store = await open();
    const read = async () => { for await (const page of store.readAll({ after: '0000000000000001' })) expect(page).toBeDefined(); };
    await expect(read()).rejects.toThrow(/Rebuild it/);
  });
});
