import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PostgresEventStore } from '#event-store';
import { type Event, type EventStore, eventId, NO_STREAM, systemClock } from '#kernel';
import { MemoryParkedMessages, WorkQueue } from '#messaging';
import { openSpecDatabase, type SpecDatabase, testHttpApp, type TestHttpApp } from '#platform/testing';
import { Builds, Freshnesses, type Process, ProcessRunner, Projector } from '#projections';
import type { SettleBatch } from '../../commands/runs/settle-batch.js';
import { OCTOBER, planParts, somePoints } from '../../commands/runs/testing.js';
import { RepublishOpenBatches, runSettlements, SettlementRuns, SettlementRunsModule, settlementBatchesSubscription, settlementRunViews } from '../../runs.js';

const POINTS = 230;
let database: SpecDatabase;
let pool: SpecDatabase['pool'];
let store: EventStore;
let projector: Projector;
let freshness: Freshnesses;
let runs: SettlementRuns;
let http: TestHttpApp;

beforeAll(async () => {
  database = await openSpecDatabase({ size: 20 });
  ({ pool } = database);
  store = await PostgresEventStore.open({ pool, pollMs: 10 });
  projector = new Projector({ store, pool, views: settlementRunViews });
  await projector.start();
  freshness = new Freshnesses(pool, store);
  runs = new SettlementRuns(pool);
  http = await testHttpApp(SettlementRunsModule.of({
    store, pool, freshness, runLines: async ({ runId, limit, cursor }) => ({ lines: [], ...(cursor === undefined && { next: `${runId}/${limit}` }) }),
  }));
}, 60_000);
afterAll(async () => {
  await http?.close();
  await projector?.stop();
  await database?.close();
}, 60_000);

/** Settles a point by one event in a stream of its own, as the real one does: the same command ids give the same events. */
const settling = (before: () => Promise<void> = async () => undefined): SettleBatch => async ({ runId, gsrns, period, commandIdPrefix }) => {
  await before();
  const stream = (gsrn: string) => `settledpoint-${gsrn}.${runId}`;
  await store.appendBatch(gsrns.map((gsrn) => ({ stream: stream(gsrn), expectedRevision: NO_STREAM, events: [{ id: eventId(`${commandIdPrefix}/${gsrn}/${period.from}`, stream(gsrn), 0), type: 'PointSettledForSpec', data: { gsrn, runId } }] })));
  return { settled: gsrns.length, blocked: 0, unchanged: 0 };
};

/** One process of an installation: it plans, hands out and works. `die` leaves everything as a kill would: nothing is finished. */
const startProcess = async (settleBatch: SettleBatch) => {
  const dead = new AbortController();
  const guarded: SettleBatch = async (batch) => {
    dead.signal.throwIfAborted();
    const counts = await settleBatch(batch);
    dead.signal.throwIfAborted(); // killed after the periods were written, before the run knows
    return counts;
  };
  const queue = new WorkQueue({ parked: new MemoryParkedMessages(systemClock), clock: systemClock, atOnce: 3, backoff: { firstMs: 5, mostMs: 20 } });
  await queue.start(settlementBatchesSubscription({ store, settleBatch: guarded }));
  const process = runSettlements({ ...planParts(store, somePoints(POINTS), 100), sink: queue, factViews: ['settlement_runs'] }) as unknown as Process;
  const runner = new ProcessRunner({ store, pool, freshness, processes: [process] });
  await runner.start();
  const republish = new RepublishOpenBatches({ store, sink: queue, running: () => runs.running() });
  await republish.look();
  const stop = async () => { await runner.stop(); await queue.stop(); };
  return { stop, die: async () => { dead.abort(new Error('killed')); await stop(); } };
};

const ask = (method: 'GET' | 'POST', path: string, json?: unknown, headers = {}) => http.ask(method, `/api/settlement/runs${path}`, { as: 'back-office', headers, ...(json !== undefined && { json }) });
const request = async (over: object = {}, headers = {}): Promise<string> => {
  const { status, body } = await ask('POST', '', { period: OCTOBER, batchSize: 20, ...over }, headers);
  expect({ status, body }).toMatchObject({ status: 202 });
  return (body as { runId: string }).runId;
};
const until = async (runId: string, status: string): Promise<Record<string, unknown>> => {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { body } = await ask('GET', `/${runId}`);
    if ((body as { status: string }).status === status) return body as Record<string, unknown>;
  }
  throw new Error(`The run ${runId} did not become ${status} within a minute`);
};
const settledPoints = async (runId: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const { events } of store.readAll<Event<'PointSettledForSpec', { gsrn: string; runId: string }>>({ categories: ['settledpoint'] })) for (const { data } of events) if (data.runId === runId) found.push(data.gsrn);
  return found.sort();
};
const everyPointOnce = somePoints(POINTS).map(({ gsrn }) => gsrn);

describe('A settlement run on a real Postgres', () => {
  it('goes from a request to every point settled once, and the answers say how it went', async () => {
    const one = await startProcess(settling());
    const runId = await request();
    const run = await until(runId, 'completed');
    await one.stop();
    expect(run).toMatchObject({
      period: OCTOBER, scope: {}, requestedBy: "a test's back-office", progress: { batches: 12, batchesSettled: 12, points: POINTS, percent: 100 }, counts: { settled: POINTS, blocked: 0, unchanged: 0 },
      freshness: { view: 'settlement_runs' }, endedAt: expect.stringMatching(/Z$/),
    });
    const { progress } = run as { progress: Record<string, number> };
    expect([progress['batchesPerSecond']! > 0, progress['pointsPerSecond']! > 0]).toEqual([true, true]);
    expect(progress).not.toHaveProperty('secondsLeft');
    expect(await settledPoints(runId)).toEqual(everyPointOnce);
    const first = (await ask('GET', `/${runId}/batches?limit=5`)).body as { batches: { batch: number }[]; next: number };
    expect([first.batches.map(({ batch }) => batch), first.next]).toEqual([[1, 2, 3, 4, 5], 5]);
    expect((await ask('GET', `/${runId}/batches?cursor=10`)).body).toMatchObject({ batches: [{ batch: 11 }, { batch: 12, settled: 10 }] });
    expect((await ask('GET', `/${runId}/lines?limit=7`)).body).toMatchObject({ runId, next: `${runId}/7` });
  }, 90_000);

  it.each([1, 3, 7])('ends with every point settled once when its process is killed at call %d, and another takes over', async (dieAt) => {
    let calls = 0;
    let killed: () => void = () => undefined;
    const kill = new Promise<void>((resolve) => { killed = resolve; });
    const first = await startProcess(settling(async () => { if (++calls === dieAt) killed(); }));
    const runId = await request();
    await kill;
    await first.die();
    expect((await ask('GET', `/${runId}`)).body).toMatchObject({ status: 'running' });
    const second = await startProcess(settling());
    const run = await until(runId, 'completed');
    await second.stop();
    expect(run).toMatchObject({ progress: { batches: 12, batchesSettled: 12 }, counts: { settled: POINTS } });
    expect(await settledPoints(runId)).toEqual(everyPointOnce);
  }, 90_000);

  it('is worked by two processes at once, each batch counted once', async () => {
    const [one, two] = [await startProcess(settling()), await startProcess(settling())];
    const runId = await request();
    const planned = new RepublishOpenBatches({ store, sink: { publish: async () => undefined, close: async () => undefined }, running: () => runs.running() });
    await planned.look();
    const third = await startProcess(settling()); // its first look hands everything out a second time
    const run = await until(runId, 'completed');
    for (const process of [one, two, third]) await process.stop();
    expect(run).toMatchObject({ progress: { batchesSettled: 12 }, counts: { settled: POINTS } });
    expect(await settledPoints(runId)).toEqual(everyPointOnce);
  }, 90_000);

  it('rests while it is paused, goes on, and is cancelled for good', async () => {
    let letGo: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const [held, firstBegun] = [new Promise<void>((resolve) => { letGo = resolve; }), new Promise<void>((resolve) => { begun = resolve; })];
    const one = await startProcess(settling(() => { begun(); return held; }));
    const runId = await request();
    await firstBegun;
    expect((await ask('POST', `/${runId}/pause`)).body).toMatchObject({ runId, outcome: 'appended', visible: true });
    letGo();
    const paused = await until(runId, 'paused');
    await one.stop();
    expect((await settledPoints(runId)).length).toBeLessThanOrEqual(60); // what the three calls had in hand
    expect(paused).toMatchObject({ progress: { batches: 12 } });
    expect((await ask('POST', `/${runId}/cancel`)).status).toBe(200);
    const two = await startProcess(settling());
    expect((await ask('POST', `/${runId}/resume`)).body).toMatchObject({ code: 'SETTLEMENT_RUN_ENDED' });
    await two.stop();
    expect((await settledPoints(runId)).length).toBeLessThanOrEqual(60);

    const other = await request();
    expect((await ask('POST', `/${other}/pause`)).status).toBe(200);
    const three = await startProcess(settling());
    await until(other, 'paused');
    expect((await ask('POST', `/${other}/resume`)).status).toBe(200);
    await until(other, 'completed');
    await three.stop();
    expect(await settledPoints(other)).toEqual(everyPointOnce);
  }, 90_000);

  it('is one run for one Idempotency-Key', async () => {
    const [first, second] = [await request({}, { 'idempotency-key': 'k-1' }), await request({}, { 'idempotency-key': 'k-1' })];
    expect(second).toBe(first);
    expect(await request({}, { 'idempotency-key': 'k-2' })).not.toBe(first);
    for (const runId of [first]) await ask('POST', `/${runId}/cancel`);
  }, 60_000);

  it('is found by its filters, page by page, the newest first', async () => {
    const mine = [await request({ scope: { priceArea: 'DK2' }, period: { from: '2024-01-01', to: '2024-02-01' } }), await request({ period: { from: '2024-01-01', to: '2024-02-01' } })];
    const page = async (query: string) => (await ask('GET', `?${query}`)).body as { runs: { runId: string; scope: object }[]; next?: string; freshness: object };
    const first = await page('from=2024-01-15&to=2024-01-16&limit=1');
    expect(first.runs.map(({ runId }) => runId)).toEqual([mine[1]]);
    expect(first.freshness).toMatchObject({ view: 'settlement_runs' });
    const second = await page(`from=2024-01-15&to=2024-01-16&limit=1&cursor=${encodeURIComponent(first.next!)}`);
    expect([second.runs.map(({ runId, scope }) => [runId, scope]), second.next]).toEqual([[[mine[0], { priceArea: 'DK2' }]], undefined]);
    expect((await page('status=paused')).runs).toEqual([]);
    expect((await page(`requestedBy=${encodeURIComponent("a test's back-office")}&limit=1000`)).runs.length).toBeGreaterThan(5);
    expect((await page('requestedBy=nobody')).runs).toEqual([]);
    const named = await request({ scope: { gsrns: everyPointOnce.slice(0, 50) }, period: { from: '2023-01-01', to: '2023-02-01' } });
    expect((await page('from=2023-01-01&to=2023-02-01')).runs).toMatchObject([{ runId: named, scope: { gsrns: everyPointOnce.slice(0, 20) }, scopeNames: { gsrns: 50 } }]);
    expect((await ask('GET', `/${named}`)).body).toMatchObject({ scope: { gsrns: everyPointOnce.slice(0, 50) } });
  }, 60_000);

  it('refuses what it cannot take, with every reason', async () => {
    const { status, body } = await ask('POST', '', { period: { from: '2025-10-32', to: 'x' }, scope: { gsrns: ['1'], priceArea: 'SE3', billingFrequency: 'yearly', more: 1 }, batchSize: 0 });
    expect(status).toBe(400);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual(expect.arrayContaining(['$.batchSize', '$.period.from', '$.period.to', '$.scope.billingFrequency', '$.scope.gsrns', '$.scope.priceArea']));
    expect((await ask('POST', '', { period: { from: '2025-11-01', to: '2025-10-01' } })).body).toMatchObject({ errors: [{ code: 'RANGE_TOO_LONG' }] });
    expect((await ask('GET', '?status=done&limit=0')).status).toBe(400);
    for (const path of ['/nothing', `/${randomUUID()}`, `/${randomUUID()}/lines`, `/${randomUUID()}/batches`]) expect((await ask('GET', path)).body).toMatchObject({ status: 404, code: 'SETTLEMENT_RUN_NOT_FOUND' });
    for (const how of ['pause', 'resume', 'cancel']) expect((await ask('POST', `/${randomUUID()}/${how}`)).body).toMatchObject({ status: 404, code: 'SETTLEMENT_RUN_NOT_FOUND' });
    expect((await http.ask('POST', '/api/settlement/runs', { as: 'auditor', json: { period: OCTOBER } })).status).toBe(403);
  }, 60_000);

  it('has views that say the same when they are built anew', async () => {
    const rows = async () => Promise.all(settlementRunViews.map(async (view) => (await pool.query(`select * from views.${view.name} order by 1, 2`)).rows));
    const position = (await store.lastPosition())!;
    for (const { name: view } of settlementRunViews) expect(await freshness.waitFor(view, position, 20_000)).toBe(true);
    const before = await rows();
    expect(before[0]!.length).toBeGreaterThan(5);
    const builds = new Builds(pool);
    const ordered = await Promise.all(settlementRunViews.map((view) => builds.rebuild(view)));
    for (const deadline = Date.now() + 30_000; ;) {
      const all = await builds.all();
      if (ordered.every(({ view, build }) => all.some((one) => one.view === view && one.build === build && one.state === 'live'))) break;
      if (Date.now() > deadline) throw new Error('The new builds did not take over');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await rows()).toEqual(before);
  }, 60_000);
});
