import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Event, NO_STREAM, type Position, type RecordedEvent } from '#kernel';
import { PostgresEventStore } from '#event-store';
import { Freshnesses, type Process, ProcessRunner, type ProcessTrouble, Projector, type View } from './index.js';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) throw new Error('DATABASE_URL is not set: these specs need a Postgres. `npm test` starts one and sets it');

type Counted = Event<'Counted', { n: number }>;
type Told = readonly RecordedEvent<Counted>[];
const schema = `processes_${process.pid}_${Date.now()}`;
let pool: pg.Pool;
let store: PostgresEventStore;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  pool = new pg.Pool({ connectionString, max: 30, application_name: schema });
  pool.on('error', () => undefined); // one spec cuts connections
  store = await PostgresEventStore.open({ pool, schema, pollMs: 10 });
});
afterEach(async () => { for (const one of running.splice(0)) await one.stop(); });
afterAll(async () => {
  await pool.query(`drop schema if exists ${schema} cascade`);
  await pool.query(`drop schema if exists ${schema}_book cascade`);
  await pool.end();
});

const started = async (one: Process<Counted>, onTrouble?: (trouble: ProcessTrouble) => void): Promise<ProcessRunner> => {
  const runner = new ProcessRunner({
    store, pool, freshness: new Freshnesses(pool, store), processes: [one as unknown as Process], pageSize: 20, schema: `${schema}_book`, viewsLateAfterMs: 300, ...(onTrouble && { onTrouble }),
  });
  running.push(runner);
  await runner.start();
  return runner;
};

const fresh = () => {
  const kind = `k${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const name = `spec-${kind}`;
  const heard: number[] = [];
  const effect = (events: Told): void => void heard.push(...events.map(({ data }) => data.n));
  const listening = (hear: Process<Counted>['hear'] = async (events) => effect(events), more: Partial<Process<Counted>> = {}): Process<Counted> => ({ name, from: [kind], hear, ...more });
  let next = 0;
  const write = async (count: number): Promise<Position> => {
    let position = '';
    for (let i = 0; i < count; i++) {
      const n = next++;
      position = (await store.append({ stream: `${kind}-${n}`, expectedRevision: NO_STREAM, events: [{ id: randomUUID(), type: 'Counted', data: { n } }] })).position;
    }
    return position;
  };
  return { kind, name, heard, effect, listening, write };
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const until = async (what: () => boolean, withinMs = 10_000): Promise<boolean> => {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    if (what()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return what();
};

/** Asks again while connections are cut under the question: the pool has several, and learns one by one. */
const askedAgain = async <T>(question: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await question();
    } catch (error) {
      if (tries === 50 || !/terminat/.test((error as Error).message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};

describe('A process', () => {
  it('hears everything in the order of the log, from the beginning, and goes on where it stopped', async () => {
    const { name, heard, listening, write } = fresh();
    await write(45);
    const first = await started(listening());
    expect(await first.waitFor(name, await write(5))).toBe(true);
    await first.stop();
    const position = await write(10);
    const second = await started(listening());
    expect(await second.waitFor(name, position)).toBe(true);
    expect(heard).toEqual(upTo(60));
    expect(await second.position(name)).toBe(position);
    expect(await second.lags()).toEqual([{ process: name, lagSeconds: 0 }]);
  });

  it('hears from now on when it says so, and after a restart nothing is missed', async () => {
    const { name, heard, listening, write } = fresh();
    await write(5);
    const first = await started(listening(undefined, { fromNow: true }));
    expect(await first.waitFor(name, await write(2))).toBe(true);
    await first.stop();
    const position = await write(3);
    const second = await started(listening(undefined, { fromNow: true }));
    expect(await second.waitFor(name, position)).toBe(true);
    expect(heard).toEqual([5, 6, 7, 8, 9]);
  });

  it('hears again what it had heard when the checkpoint could not be moved any more', async () => {
    const { name, heard, effect, listening, write } = fresh();
    let dies: () => void = () => undefined;
    const first = await started(listening(async (events) => { effect(events); dies(); }));
    dies = () => void first.stop(); // ends between the effect and the checkpoint
    const position = await write(1);
    expect(await until(() => heard.length === 1)).toBe(true);
    await first.stop();
    expect(await first.position(name) === undefined || (await first.position(name))! < position).toBe(true);
    const second = await started(listening());
    expect(await second.waitFor(name, position)).toBe(true);
    expect(heard).toEqual([0, 0]);
  });

  it('goes on by itself after its connections were cut while it was hearing', async () => {
    const { name, heard, effect, listening, write } = fresh();
    let cut = true;
    const runner = await started(listening(async (events) => {
      effect(events);
      if (!cut) return;
      cut = false;
      const other = new pg.Client({ connectionString });
      await other.connect();
      await other.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [schema]);
      await other.end();
    }));
    const position = await write(1);
    expect(await askedAgain(() => runner.waitFor(name, position, 20_000))).toBe(true); // our own question may have been cut too
    expect([...new Set(heard)]).toEqual([0]);
    const next = await write(3);
    expect(await askedAgain(() => runner.waitFor(name, next, 20_000))).toBe(true);
    expect([...new Set(heard)]).toEqual(upTo(4));
  }, 60_000);

  it('is heard by one of three runners at a time, and another takes over when that one ends', async () => {
    const { name, heard, effect, listening, write } = fresh();
    let [atOnce, most] = [0, 0];
    const slow = listening(async (events) => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 20));
      effect(events);
      atOnce--;
    });
    const three = [await started(slow), await started(slow), await started(slow)];
    expect(three.map((runner) => runner.hears())).toEqual([[name], [], []]);
    expect(await three[2]!.waitFor(name, await write(60))).toBe(true);
    await three[0]!.stop();
    const position = await write(60);
    expect(await three[2]!.waitFor(name, position)).toBe(true);
    expect(three.slice(1).flatMap((runner) => runner.hears())).toEqual([name]);
    expect(heard).toEqual(upTo(120));
    expect(most).toBe(1);
  }, 30_000);

  it('hears an event only when the views it asks show it, and says which one it waits for', async () => {
    const { kind, name, listening, write } = fresh();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => { open = resolve; });
    const view: View<Counted> = {
      name: `spec_${kind}`, version: 1, from: [kind], columns: 'n integer primary key',
      async project(events, table) { await gate; await table.copy(['n'], events.map(({ data }) => [data.n])); },
    };
    const projector = new Projector({ store, pool, views: [view as unknown as View] });
    running.push(projector);
    await projector.start();
    const shown: { told: number; rows: number }[] = [];
    const told: ProcessTrouble[] = [];
    const runner = await started(listening(async (events) => {
      const { rows } = await pool.query<{ n: number }>(`select n from views.spec_${kind} where n = any($1)`, [events.map(({ data }) => data.n)]);
      shown.push({ told: events.length, rows: rows.length });
    }, { after: [view.name] }), (trouble) => told.push(trouble));
    const position = await write(7);
    expect(await until(() => told.length > 0)).toBe(true);
    expect(runner.troubles()).toEqual([{ process: name, message: expect.stringContaining(`waits for the view spec_${kind}`) }]);
    expect(shown).toEqual([]);
    open();
    expect(await runner.waitFor(name, position)).toBe(true);
    expect(shown.reduce((sum, { told: events }) => sum + events, 0)).toBe(7);
    expect(shown.every(({ told: events, rows }) => events === rows)).toBe(true);
    expect(runner.troubles()).toEqual([]);
  }, 30_000);

  it('that throws says so, hears the same events again after a pause, and holds up no other', async () => {
    const { name, heard, effect, listening, write } = fresh();
    const other = fresh();
    let broken = true;
    const told: ProcessTrouble[] = [];
    const runner = await started(listening(async (events) => {
      if (broken) throw new Error('the world is broken');
      effect(events);
    }), (trouble) => told.push(trouble));
    const beside = await started(other.listening());
    const position = await write(3);
    expect(await until(() => told.length >= 3)).toBe(true);
    expect(told.slice(0, 3).map(({ message, pauseMs }) => [message, pauseMs])).toEqual([['the world is broken', 100], ['the world is broken', 200], ['the world is broken', 400]]);
    expect(runner.troubles()).toEqual([{ process: name, message: 'the world is broken' }]);
    expect((await runner.lags())[0]!.lagSeconds).toBeGreaterThan(0);
    expect(await beside.waitFor(other.name, await other.write(2))).toBe(true);
    broken = false;
    expect(await runner.waitFor(name, position)).toBe(true);
    expect(heard).toEqual(upTo(3));
    expect(runner.troubles()).toEqual([]);
  }, 30_000);

  it('is not behind while only events of other kinds arrive', async () => {
    const { name, heard, listening } = fresh();
    const other = fresh();
    const runner = await started(listening());
    expect(await runner.waitFor(name, await other.write(3))).toBe(true);
    expect(await runner.lags()).toEqual([{ process: name, lagSeconds: 0 }]);
    expect(heard).toEqual([]);
  });

  it('may not share its name', () => {
    const { listening } = fresh();
    const twice = listening() as unknown as Process;
    expect(() => new ProcessRunner({ store, pool, freshness: new Freshnesses(pool, store), processes: [twice, twice] })).toThrow('Two processes are named');
  });
});
