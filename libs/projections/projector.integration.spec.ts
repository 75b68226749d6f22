import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Event, NO_STREAM, type RecordedEvent } from '#kernel';
import { PostgresEventStore } from '#event-store';
import { Builds, Freshnesses, Projector, type View, type ViewTable } from './index.js';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) throw new Error('DATABASE_URL is not set: these specs need a Postgres. `npm test` starts one and sets it');

type Counted = Event<'Counted', { n: number; text: string }>;
const schema = `projector_${process.pid}_${Date.now()}`;
let pool: pg.Pool;
let store: PostgresEventStore;
const projectors: Projector[] = [];

beforeAll(async () => {
  pool = new pg.Pool({ connectionString, max: 30, application_name: schema });
  pool.on('error', () => undefined);
  store = await PostgresEventStore.open({ pool, schema, pollMs: 10 });
});
afterEach(async () => { for (const projector of projectors.splice(0)) await projector.stop(); });
afterAll(async () => {
  await pool.query(`drop schema if exists ${schema} cascade`);
  await pool.end();
});

const started = async (view: View<Counted>): Promise<Projector> => {
  const projector = new Projector({ store, pool, views: [view as unknown as View], pageSize: 50 });
  projectors.push(projector);
  await projector.start();
  return projector;
};
const fresh = () => {
  const kind = `k${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const view = (version = 1, project?: View<Counted>['project']): View<Counted> => ({
    name: `spec_${kind}`, version, from: [kind], columns: 'n integer primary key, text text, numbers integer[]', indexes: ['text'],
    project: project ?? ((events: readonly RecordedEvent<Counted>[], table: ViewTable) => table.copy(['n', 'text', 'numbers'], events.map(({ data }) => [data.n, data.text, [data.n, null]]))),
  });
  let next = 0;
  const write = async (count: number): Promise<string> => {
    let position = '';
    for (const answer of await store.appendBatch(Array.from({ length: count }, () => {
      const n = next++;
      return { stream: `${kind}-${n}`, expectedRevision: NO_STREAM, events: [{ id: randomUUID(), type: 'Counted', data: { n, text: `\\ tab\t line\n ø ${n}` } }] };
    }))) if (answer.ok && answer.position > position) position = answer.position; // streams of a batch are stored in an order of the store's own
    return position;
  };
  const rows = async (name = `views.spec_${kind}`) => (await pool.query<{ n: number; text: string; numbers: number[] }>(`select * from ${name} order by n`)).rows;
  return { kind, view, write, rows };
};

describe('The projector', () => {
  it('shows every event once, text and arrays as they were', async () => {
    const { kind, view, write, rows } = fresh();
    await write(120);
    const projector = await started(view());
    const position = await write(30);
    expect(await projector.waitFor(position, kind)).toBe(true);
    const found = await rows();
    expect(found.map(({ n }) => n)).toEqual(Array.from({ length: 150 }, (_, i) => i));
    expect(found[7]).toEqual({ n: 7, text: '\\ tab\t line\n ø 7', numbers: [7, null] });
  });

  it('goes on where it stopped', async () => {
    const { kind, view, write, rows } = fresh();
    const first = await started(view());
    await first.waitFor(await write(10), kind);
    await first.stop();
    const position = await write(10);
    const second = await started(view());
    expect(await second.waitFor(position, kind)).toBe(true);
    expect(await rows()).toHaveLength(20);
  });

  it('has one writer when three projectors run, and another takes over', async () => {
    const { kind, view, write, rows } = fresh();
    const three = [await started(view()), await started(view()), await started(view())];
    await three[0]!.waitFor(await write(100), kind);
    await three[0]!.stop();
    const position = await write(100);
    expect(await three[2]!.waitFor(position, kind)).toBe(true);
    expect(await rows()).toHaveLength(200);
  });

  it('fills another version beside the one that answers, and switches when it has caught up', async () => {
    const { kind, view, write, rows } = fresh();
    const old = await started(view(1));
    await old.waitFor(await write(60), kind);
    await old.stop();
    const next = await started(view(2, (events, table) => table.copy(['n', 'text'], events.map(({ data }) => [data.n, 'version two']))));
    const position = await write(1);
    expect(await next.waitFor(position, kind)).toBe(true);
    const deadline = Date.now() + 5_000;
    while ((await rows())[0]!.text !== 'version two' && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await rows()).map(({ text }) => text)).toEqual(Array.from({ length: 61 }, () => 'version two'));
    const builds = (await new Builds(pool).all()).filter(({ view: name }) => name === `spec_${kind}`);
    expect(builds.map(({ version, state }) => [version, state])).toEqual([[2, 'live']]);
  });

  it('leaves a view alone that a newer program answers', async () => {
    const { kind, view, write } = fresh();
    const newer = await started(view(2));
    await newer.waitFor(await write(5), kind);
    await started(view(1));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const builds = (await new Builds(pool).all()).filter(({ view: name }) => name === `spec_${kind}`);
    expect(builds.map(({ version, state }) => [version, state])).toEqual([[2, 'live']]);
  });

  it('rebuilds to the same rows while the old build goes on answering with fresh rows', async () => {
    const { kind, view, write, rows } = fresh();
    const projector = await started(view());
    expect(await projector.waitFor(await write(200), kind, 60_000)).toBe(true);
    const before = await rows();
    const build = await new Builds(pool).rebuild(view() as unknown as View);
    expect(build.state).toBe('filling');
    expect(await rows()).toEqual(before);
    const position = await write(5);
    expect(await projector.waitFor(position, kind)).toBe(true);
    const deadline = Date.now() + 8_000;
    const state = async () => (await new Builds(pool).all()).filter(({ view: name }) => name === `spec_${kind}`).map(({ build: b, state: s }) => [b, s]);
    while (JSON.stringify(await state()) !== JSON.stringify([[build.build, 'live']]) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await state()).toEqual([[build.build, 'live']]);
    expect((await rows()).slice(0, 200)).toEqual(before);
    expect(await rows()).toHaveLength(205);
  }, 120_000);

  it('stops at an event it cannot take, says so, writes nothing of that page, and goes on once it can', async () => {
    const { kind, view, write, rows } = fresh();
    let poisoned = true;
    const projector = await started(view(1, async (events, table) => {
      await table.copy(['n'], events.map(({ data }) => [data.n]));
      if (poisoned && events.some(({ data }) => data.n === 25)) throw new Error('cannot take 25');
    }));
    const position = await write(40);
    expect(await projector.waitFor(position, kind, 700)).toBe(false);
    expect(projector.troubles()).toEqual([{ view: `spec_${kind}`, message: 'cannot take 25' }]);
    const [build] = (await new Builds(pool).all()).filter(({ view: name }) => name === `spec_${kind}`);
    expect(build!.error).toBe('cannot take 25');
    poisoned = false;
    expect(await projector.waitFor(position, kind, 10_000)).toBe(true);
    expect(await rows()).toHaveLength(40);
    expect(projector.troubles()).toEqual([]);
  }, 20_000);

  it('goes on by itself after its connections were cut', async () => {
    const { kind, view, write, rows } = fresh();
    const projector = await started(view());
    await projector.waitFor(await write(10), kind);
    await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name = $1', [schema]);
    const position = await write(10);
    expect(await projector.waitFor(position, kind, 15_000)).toBe(true);
    expect(await rows()).toHaveLength(20);
  }, 30_000);

  it('is not behind while only events of other kinds arrive', async () => {
    const { kind, view, write } = fresh();
    const other = fresh();
    const projector = await started(view());
    await projector.waitFor(await write(3), kind);
    let position = '';
    for (let i = 0; i < 10; i++) {
      position = await other.write(1);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(await projector.waitFor(position, kind)).toBe(true);
    expect((await new Freshnesses(pool, store).of(`spec_${kind}`)).lagSeconds).toBeLessThan(5);
  });

  it('tells how far behind a view is', async () => {
    const { kind, view, write } = fresh();
    const projector = await started(view());
    await projector.waitFor(await write(3), kind);
    const freshness = await new Freshnesses(pool, store).of(`spec_${kind}`);
    expect(freshness.lagSeconds).toBe(0);
    await projector.stop();
    await write(3);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await new Freshnesses(pool, store).of(`spec_${kind}`)).lagSeconds).toBeGreaterThan(0.05);
  });
});
