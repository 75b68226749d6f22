import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueViews, PostgresCatalogueFacts } from '#catalogue/testing';
import { calendarOf, gs1CheckDigit } from '#energy';
import { PostgresEventStore } from '#event-store';
import { systemClock } from '#kernel';
import { MemoryParkedMessages, WorkQueue } from '#messaging';
import { meteringViews, PostgresReadingFacts } from '#metering/testing';
import { openPool, type Pool } from '#platform';
import { openSpecDatabase, type SpecDatabase, testHttpApp, type TestHttpApp } from '#platform/testing';
import { portfolioFactViews, PostgresPortfolioFacts } from '#portfolio/testing';
import { Freshnesses, type Process, ProcessRunner, Projector, type View } from '#projections';
import { priceAreasOf, runSettlements, SettlementRunsModule, settlementBatchesSubscription, settlementRunViews } from '../../runs.js';
import { settleBatchBy, settlementViews, settlePointsParts, SettlementQuestions, VIEWS_READ } from '../../settlements.js';
import { happen, JANUARY, market, point } from './golden-events.testing.js';

const gsrnOf = (n: number): string => `5713139900000000${n}${gs1CheckDigit(`5713139900000000${n}`)}`;
const calendar = calendarOf('UTC');
const views: readonly View[] = [...catalogueViews(calendar), ...portfolioFactViews, ...meteringViews(calendar), ...settlementViews, ...settlementRunViews];
let database: SpecDatabase;
let pool: Pool;
let store: PostgresEventStore;
let projector: Projector;
let runner: ProcessRunner;
let queue: WorkQueue;
let door: TestHttpApp;

beforeAll(async () => {
  database = await openSpecDatabase();
  pool = openPool({ url: database.url, applicationName: 'settlement runs specs', size: 30 });
  store = await PostgresEventStore.open({ pool, pollMs: 10 });
  projector = new Projector({ store, pool, views });
  await projector.start();
  const freshness = new Freshnesses(pool, store);
  const facts = { catalogue: new PostgresCatalogueFacts(pool), portfolio: new PostgresPortfolioFacts(pool), readings: new PostgresReadingFacts(pool) };
  queue = new WorkQueue({ parked: new MemoryParkedMessages(systemClock), clock: systemClock });
  await queue.start(settlementBatchesSubscription({ store, settleBatch: settleBatchBy(settlePointsParts({ store, pool, calendar, freshness, facts })) }));
  runner = new ProcessRunner({
    store, pool, freshness,
    processes: [runSettlements({ store, sink: queue, portfolio: facts.portfolio, priceAreas: priceAreasOf(facts.readings), factViews: VIEWS_READ }) as unknown as Process],
  });
  await runner.start();
  door = await testHttpApp(SettlementRunsModule.of({ store, pool, freshness, runLines: new SettlementQuestions(pool).runLines }));
}, 60_000);
afterAll(async () => {
  await door?.close();
  await runner?.stop();
  await queue?.stop();
  await projector?.stop();
  await store?.close();
  await pool?.end();
  await database?.close();
}, 60_000);

type Run = Readonly<{ runId: string; status: string; progress: { points: number; batches: number }; counts: object }>;
const completed = async (scope: object): Promise<Run> => {
  const { status, body } = await door.ask('POST', '/api/settlement/runs', { as: 'back-office', json: { period: JANUARY, scope, batchSize: 2 } });
  expect({ status, body }).toMatchObject({ status: 202 });
  const { runId } = body as Run;
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const run = (await door.ask('GET', `/api/settlement/runs/${runId}`, { as: 'auditor' })).body as Run;
    if (run.status === 'completed') return run;
  }
  throw new Error('The run was not completed within 30 s');
};
const lines = async (runId: string, query = '') => {
  const position = (await store.lastPosition())!;
  await new Freshnesses(pool, store).waitFor('settlement_versions', position, 10_000);
  return (await door.ask('GET', `/api/settlement/runs/${runId}/lines${query}`, { as: 'auditor' })).body as { lines: { gsrn: string; totals: { totalDkk: string }; outcome: string }[]; next?: string; status?: number };
};

describe('A run from the events of every context', () => {
  it('settles the whole portfolio to the oere, blocks what lacks readings, changes nothing the second time, and settles what was blocked once they come', async () => {
    await happen(store, [...market(), ...[1, 2, 3, 4].flatMap((n) => point(gsrnOf(n), { customerId: n < 4 ? 'customer-1' : 'customer-2' })), ...point(gsrnOf(5), { missingDays: 1 })]);
    const first = await completed({});
    expect(first).toMatchObject({ progress: { points: 5, batches: 3 }, counts: { settled: 4, blocked: 1, unchanged: 0 } });
    const { lines: settled, next } = await lines(first.runId);
    expect(settled.map(({ gsrn, outcome, totals }) => [gsrn, outcome, totals.totalDkk]).sort()).toEqual([1, 2, 3, 4].map((n) => [gsrnOf(n), 'settled', '793.14']));
    expect(next).toBeUndefined();
    const page = await lines(first.runId, '?limit=3');
    expect((await lines(first.runId, `?limit=3&cursor=${encodeURIComponent(page.next!)}`)).lines).toHaveLength(1);
    expect(await lines(first.runId, '?cursor=%27')).toMatchObject({ status: 400, errors: [{ code: 'BAD_CURSOR' }] });

    const second = await completed({});
    expect(second.counts).toEqual({ settled: 0, blocked: 1, unchanged: 4 });
    expect((await lines(second.runId)).lines).toEqual([]);

    const whole = point(gsrnOf(5)).filter(([stream]) => stream.startsWith('readings-')).slice(-1);
    await happen(store, whole);
    const third = await completed({});
    expect(third.counts).toEqual({ settled: 1, blocked: 0, unchanged: 4 });
    expect((await lines(third.runId)).lines).toMatchObject([{ gsrn: gsrnOf(5), totals: { totalDkk: '793.14' } }]);
  }, 90_000);

  it('concerns only its scope', async () => {
    expect(await completed({ customers: ['customer-2'] })).toMatchObject({ progress: { points: 1 }, counts: { unchanged: 1 } });
    expect(await completed({ gsrns: [gsrnOf(1), gsrnOf(2)] })).toMatchObject({ progress: { points: 2 } });
    expect(await completed({ priceArea: 'DK2' })).toMatchObject({ progress: { points: 0, batches: 0 }, counts: { settled: 0 } });
    expect(await completed({ priceArea: 'DK1', billingFrequency: 'monthly' })).toMatchObject({ progress: { points: 5 } });
    expect(await completed({ billingFrequency: 'daily' })).toMatchObject({ progress: { points: 0 } });
  }, 90_000);
});
