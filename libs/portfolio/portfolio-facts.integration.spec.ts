import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryMessageArchive } from '#datahub/testing';
import { PostgresEventStore } from '#event-store';
import { openSpecDatabase, type SpecDatabase } from '#platform/testing';
import { Freshnesses, Projector } from '#projections';
import { portfolioSubscriptions } from './edge/consumers.js';
import { portfolioViews } from './index.js';
import { PostgresPortfolioFacts } from './views/portfolio-facts.js';

let database: SpecDatabase;
let store: PostgresEventStore;
let projector: Projector;
let facts: PostgresPortfolioFacts;
let documents = 0;

beforeAll(async () => {
  database = await openSpecDatabase({ size: 20 });
  store = await PostgresEventStore.open({ pool: database.pool, pollMs: 10 });
  projector = new Projector({ store, pool: database.pool, views: portfolioViews });
  await projector.start();
  facts = new PostgresPortfolioFacts(database.pool);
}, 60_000);
afterAll(async () => {
  await projector?.stop();
  await store?.close();
  await database?.close();
});

const archive = new MemoryMessageArchive();
/** Sends a document and waits until the views show it. @returns where the log is then */
const say = async (topic: string, ...records: unknown[]): Promise<string> => {
  const { handler } = portfolioSubscriptions({ store, archive, strictIds: false }).find((one) => one.topic === `portfolio.${topic}`)!;
  const body = Buffer.from(JSON.stringify({ documentId: `d-${++documents}`, sender: 'crm', createdAt: '2025-10-01T08:00:00Z', records }));
  const [outcome] = await handler([{ id: `m-${documents}`, topic: `portfolio.${topic}`, body, headers: {}, origin: 'spec', receivedAt: '2025-10-01T08:00:00.000Z' }]);
  if (outcome!.kind !== 'done') throw new Error(JSON.stringify(outcome));
  const position = (await store.lastPosition())!;
  const freshness = new Freshnesses(database.pool, store);
  for (const { name } of portfolioViews) if (!(await freshness.waitFor(name, position, 15_000))) throw new Error(`${name} does not come to ${position}`);
  return position;
};
const point = (n: number): string => `571313${String(n).padStart(12, '0')}`;
const start = (n: number, from: string, to?: string, supplyId = `s-${n}`) => ({ action: 'start', gsrn: point(n), supplyId, customerId: `c-${n}`, from, ...(to && { to }) });
const contract = (n: number, products: object[], change: object = {}) => ({ contractId: `k-${n}`, gsrn: point(n), customerId: `c-${n}`, from: '2025-01-01', products, billingFrequency: 'monthly', paymentDays: 20, ...change });
const link = (n: number, code: string, from: string, change: object = {}) => ({ gsrn: point(n), owner: '5790000432752', type: 'tariff', code, from, ...change });
const october = { from: '2025-10-01', to: '2025-11-01' };

describe('The facts of the portfolio', () => {
  it('tell everything agreed about a point on the days, and how it is known', async () => {
    await say('supplies', start(1, '2025-01-01'));
    await say('contracts', contract(1, [{ product: 'spot' }, { product: 'green', from: '2025-10-10' }]));
    await say('links', link(1, '40000', '2025-01-01'), link(1, '41000', '2025-12-01'), link(1, '42000', '2025-01-01', { type: 'subscription', factor: 2 }));
    await say('heating', { gsrn: point(1), from: '2025-06-01', usedBeforeKwh: '1250.5' });
    const terms = (await facts.terms([point(1), point(99)], october, {})).get(point(1))!;
    expect(terms).toMatchObject({
      gsrn: point(1), supplies: [{ supplyId: 's-1', customerId: 'c-1', from: '2025-01-01', heard: { stream: `supply-${point(1)}`, revision: 0, source: { sender: 'crm', documentId: 'd-1', index: 0 } } }],
      contracts: [{ contractId: 'k-1', payerId: 'c-1', products: [{ product: 'spot' }, { product: 'green', from: '2025-10-10' }], billingFrequency: 'monthly', paymentDays: 20 }],
      links: [{ code: '42000', type: 'subscription', factor: 2 }, { code: '40000', factor: 1 }], heating: [{ from: '2025-06-01', usedBeforeKwh: '1250.5' }],
    });
    expect(terms.supplies[0]!.heard.knownAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+Z$/);
    const nothing = (await facts.terms([point(99)], october, {})).get(point(99));
    expect(nothing).toEqual({ gsrn: point(99), supplies: [], contracts: [], links: [], heating: [] });
  });

  it('can be had as they were known at any position, and at any instant', async () => {
    const before = await say('supplies', start(2, '2025-01-01'));
    const knownAt = (await facts.terms([point(2)], october, {})).get(point(2))!.supplies[0]!.heard.knownAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const moved = await say('supplies', { action: 'correctStart', gsrn: point(2), supplyId: 's-2', from: '2025-10-15' });
    await say('supplies', { action: 'reverse', gsrn: point(2), supplyId: 's-2', reason: 'wrongPoint' });
    const from = async (asOf: object) => (await facts.terms([point(2)], october, asOf)).get(point(2))!.supplies.map((supply) => supply.from);
    expect([await from({ position: before }), await from({ knownAt }), await from({ position: moved }), await from({})]).toEqual([['2025-01-01'], ['2025-01-01'], ['2025-10-15'], []]);
    expect([await facts.pointsSupplied(october, point(1), 10, { position: before }), await facts.pointsSupplied(october, point(1), 10, {})]).toEqual([[point(2)], []]);
  });

  it('find the points supplied, in order and page by page, also those with a contract alone', async () => {
    await say('supplies', start(11, '2025-01-01'), start(12, '2025-01-01', '2025-10-01'), start(13, '2025-10-31'), start(14, '2025-11-01'));
    await say('contracts', contract(15, [{ product: 'spot' }]), contract(16, [{ product: 'spot' }], { to: '2025-10-01' }));
    expect(await facts.pointsSupplied(october, point(10), 100, {})).toEqual([point(11), point(13), point(15)]);
    expect(await facts.pointsSupplied(october, point(10), 2, {})).toEqual([point(11), point(13)]);
    expect(await facts.pointsSupplied(october, point(13), 2, {})).toEqual([point(15)]);
  });

  it('find the points that a new price concerns', async () => {
    await say('contracts', contract(21, [{ product: 'winter', from: '2025-11-01' }, { product: 'spot' }]), contract(22, [{ product: 'winter' }]), contract(23, [{ product: 'winter' }], { to: '2025-09-01' }));
    expect(await facts.pointsWithProduct('winter', october)).toEqual([point(22)]);
    expect(await facts.pointsWithProduct('winter', { from: '2025-11-05' })).toEqual([point(21), point(22)]);
    await say('contracts', contract(22, [{ product: 'spot' }]));
    expect(await facts.pointsWithProduct('winter', { from: '2025-10-01' })).toEqual([point(21)]);
    await say('links', link(31, '77', '2025-01-01'), link(32, '77', '2025-11-01'), link(33, '77', '2025-01-01', { to: '2025-10-01' }), link(34, '78', '2025-01-01'));
    expect(await facts.pointsWithCharge({ owner: '5790000432752', type: 'tariff', code: '77' }, october)).toEqual([point(31)]);
  });

  it('are asked for a thousand points at once with one query a table', async () => {
    const numbers = Array.from({ length: 1_000 }, (_, at) => 1_000 + at);
    await say('supplies', ...numbers.map((n) => start(n, '2025-01-01')));
    await say('contracts', ...numbers.map((n) => contract(n, [{ product: 'mass' }])));
    await say('links', ...numbers.flatMap((n) => Array.from({ length: 6 }, (_, at) => link(n, `4000${at}`, '2025-01-01'))));
    const asked: string[] = [];
    const watched = new PostgresPortfolioFacts(Object.assign(Object.create(database.pool) as typeof database.pool, {
      query: (question: { text: string; values: unknown[] }) => { asked.push(question.text); return database.pool.query(question); },
    }));
    const terms = await watched.terms(numbers.map(point), october, { position: (await store.lastPosition())! });
    expect(asked).toHaveLength(4);
    expect([...terms.values()].map(({ supplies, contracts, links }) => `${supplies.length} ${contracts.length} ${links.length}`).every((counts) => counts === '1 1 6')).toBe(true);
    expect(await facts.pointsWithProduct('mass', october)).toHaveLength(1_000);
    expect((await facts.pointsSupplied(october, point(999), 5_000, {})).length).toBe(1_000);
  }, 60_000);
});
