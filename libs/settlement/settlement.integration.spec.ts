import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { catalogueViews, PostgresCatalogueFacts } from '#catalogue/testing';
import { calendarOf } from '#energy';
import { PostgresEventStore } from '#event-store';
import { type Event, NO_STREAM } from '#kernel';
import { meteringViews, PostgresReadingFacts } from '#metering/testing';
import { openSpecDatabase, type SpecDatabase, testHttpApp, type TestHttpApp } from '#platform/testing';
import { portfolioFactViews, PostgresPortfolioFacts } from '#portfolio/testing';
import { Freshnesses, Projector, type View } from '#projections';
import { settlePoints } from './commands/settle-points.js';
import { SettlementModule, settlePointsParts } from './settlement.module.js';
import { settlementViews } from './settlements.js';
import { GOLDEN_DAY, GOLDEN_GSRN, goldenFacts } from './testing.js';

const calendar = calendarOf('UTC');
const views: readonly View[] = [...catalogueViews(calendar), ...portfolioFactViews, ...meteringViews(calendar), ...settlementViews];
const MONTH = { from: '2025-01-01', to: '2025-02-01' };
let database: SpecDatabase;
let store: PostgresEventStore;
let projector: Projector;
let freshness: Freshnesses;
let door: TestHttpApp;
let parts: Parameters<typeof SettlementModule.of>[0];
const revisions = new Map<string, number>();

beforeAll(async () => {
  database = await openSpecDatabase({ size: 25 });
  store = await PostgresEventStore.open({ pool: database.pool, pollMs: 10 });
  projector = new Projector({ store, pool: database.pool, views });
  await projector.start();
  freshness = new Freshnesses(database.pool, store);
  parts = {
    store, pool: database.pool, calendar, freshness,
    facts: { catalogue: new PostgresCatalogueFacts(database.pool), portfolio: new PostgresPortfolioFacts(database.pool), readings: new PostgresReadingFacts(database.pool) },
  };
  door = await testHttpApp(SettlementModule.of(parts));
}, 60_000);
afterAll(async () => {
  await door?.close();
  await projector?.stop();
  await store?.close();
  await database?.close();
});

/** Appends to the log and waits until every view shows it. */
const happened = async (...events: readonly (readonly [stream: string, event: Event])[]): Promise<void> => {
  for (const [stream, event] of events) {
    const { revision } = await store.append({ stream, expectedRevision: revisions.get(stream) ?? NO_STREAM, events: [{ ...event, id: randomUUID() }] });
    revisions.set(stream, revision);
  }
  await shown();
};
const shown = async (): Promise<void> => {
  const position = (await store.lastPosition())!;
  for (const { name } of views) if (!(await freshness.waitFor(name, position, 15_000))) throw new Error(`${name} does not come to ${position}`);
};
const without = <T extends { at: number }>({ at: _, ...data }: T) => data;
const reading = (gsrn: string, seriesId: string, from: string, kwh: readonly (string | null)[], registeredAt: string): readonly [string, Event] => [`readings-${gsrn}-${from.slice(0, 10)}`, { type: 'ReadingsReceived', data: {
  gsrn, meteringPointType: 'E17', resolution: 'PT1H', from, to: new Date(Date.parse(from) + kwh.length * 3_600_000).toISOString(), registeredAt,
  energyWh: kwh.map((one) => (one === null ? null : Math.round(Number(one) * 1_000))), source: { sender: '5790001330552', documentId: `document-${seriesId}`, seriesId, index: 0 },
} }];
/** The golden masters' world as events; the market is told once, the point for each spec. */
const market = (): readonly (readonly [string, Event])[] => {
  const all = goldenFacts(MONTH.from, MONTH.to);
  return [
    ...all.charges.map((one): [string, Event] => [`charge-${one.owner}.${one.type}.${one.code}`, { type: 'ChargeDefined', data: without(one) }]),
    ...all.prices.map(({ key, ...one }): [string, Event] => {
      const [owner, type, code] = key.split('/');
      return [`charge-${owner}.${type}.${code}`, { type: 'ChargePricesPublished', data: { owner, type, code, ...without(one) } }];
    }),
    ...all.products.map((one): [string, Event] => [`product-${one.id}`, { type: 'ProductDefined', data: without(one) }]),
    ...all.productPrices.map((one): [string, Event] => [`product-${one.id}`, { type: 'ProductPricePublished', data: without(one) }]),
    ...all.spot.map((one): [string, Event] => [`spot-DK1-${one.from.slice(0, 10)}`, { type: 'SpotPricesPublished', data: { ...without(one), day: one.from.slice(0, 10), source: { sender: 'exchange', documentId: `spot-${one.from.slice(0, 10)}` } } }]),
    ...all.rates.map((one): [string, Event] => [`rate-${one.name}`, { type: 'RatePublished', data: without(one) }]),
  ];
};
const point = (gsrn: string): readonly (readonly [string, Event])[] => {
  const all = goldenFacts(MONTH.from, MONTH.to);
  return [
    ...all.supplies.map((one): [string, Event] => [`supply-${gsrn}`, { type: 'SupplyStarted', data: { ...without(one), gsrn } }]),
    ...all.contracts.map((one): [string, Event] => [`contract-${gsrn}`, { type: 'ContractSigned', data: { ...without(one), gsrn, contractId: gsrn } }]),
    ...all.links.map((one): [string, Event] => [`links-${gsrn}`, { type: 'ChargeLinked', data: { ...without(one), gsrn } }]),
    ...all.points.map(({ masterData, validFrom }): [string, Event] => [`meteringpoint-${gsrn}`, { type: 'MeteringPointRegistered', data: { gsrn, validFrom, masterData } }]),
    ...all.readings.map((one) => reading(gsrn, `${one.seriesId}-${gsrn}`, one.from.replace('Z', ':00Z'), one.kwh, '2025-02-01T00:00:00Z')),
  ];
};
const settle = async (gsrns: readonly string[], prefix: string) => {
  const answer = await settlePoints(settlePointsParts(parts), { gsrns, run: MONTH, askedBy: { actor: 'spec', runId: prefix }, commandIdPrefix: prefix });
  await shown();
  return answer;
};
const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await door.ask('GET', path, { as: 'auditor' });
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body as T;
};
type Shown = { totalDkk: string; status: string; knownAt: string; said: { kind: string; added: { totalDkk: string } }[]; issue: { status: string; reasons: { code: string }[] } | null; lines: unknown[] };
type Explained = { matches: boolean; stated: { totalDkk: string }; recomputed: { totalDkk: string }; knownAt: string; tree: { lines: { id: string; amountDkk: string; parts: { intervals: { readings: string[] }[] }[] }[] }; leaves: Record<string, { stream: string; revision: number; position: string; message?: string; source?: object }> };

describe('A point from events to an explained answer', () => {
  it('is settled, explained down to its messages, corrected, and every past answer can be had again', async () => {
    await happened(...market(), ...point(GOLDEN_GSRN));
    expect(await settle([GOLDEN_GSRN], 'first')).toMatchObject({ settled: 1 });
    const first = await ask<Shown>(`/api/settlements/${GOLDEN_GSRN}/2025-01`);
    expect(first).toMatchObject({ status: 'settled', totalDkk: '793.14', vatDkk: '158.63', number: 0, issue: null, askedBy: { actor: 'spec', runId: 'first' }, freshness: { view: 'settlement_versions', lagSeconds: 0 } });

    const line = 'charge/5790000432752/tariff/system';
    const why = await ask<Explained>(`/api/settlements/${GOLDEN_GSRN}/2025-01-01/explain?line=${encodeURIComponent(line)}`);
    expect(why).toMatchObject({ matches: true, stated: { totalDkk: '793.14' }, recomputed: { totalDkk: '793.14' } });
    expect(why.tree.lines).toMatchObject([{ id: line, amountDkk: '22.10' }]);
    expect(why.tree.lines[0]!.parts[0]!.intervals).toHaveLength(744);
    expect(why.tree.lines[0]!.parts[0]!.intervals[25]!.readings).toEqual([`readings/series-2025-01-02-${GOLDEN_GSRN}#2`]);
    expect(why.leaves[`readings/series-2025-01-02-${GOLDEN_GSRN}`]).toMatchObject({
      stream: `readings-${GOLDEN_GSRN}-2025-01-02`, revision: 0, message: `/api/messages/5790001330552/document-series-2025-01-02-${GOLDEN_GSRN}`, source: { index: 0 },
    });
    expect(why.leaves['charge/5790000432752/tariff/system/1']).toMatchObject({ stream: 'charge-5790000432752.tariff.system', revision: 1 });

    await happened(reading(GOLDEN_GSRN, 'late', '2025-01-10T17:00:00Z', ['2.200'], '2025-03-01T00:00:00Z'));
    expect(await settle([GOLDEN_GSRN], 'second')).toMatchObject({ settled: 1 });
    expect(await settle([GOLDEN_GSRN], 'third')).toMatchObject({ unchanged: 1 });
    const second = await ask<Shown>(`/api/settlements/${GOLDEN_GSRN}/2025-01`);
    expect(second.said.map(({ kind }) => kind)).toEqual(['settled', 'corrected']);
    expect(second.said.reduce((sum, { added }) => sum + Math.round(Number(added.totalDkk) * 100), 0)).toBe(Math.round(Number(second.totalDkk) * 100));
    const { freshness: _, ...before } = first as Shown & { freshness: object };
    expect(await ask(`/api/settlements/${GOLDEN_GSRN}/2025-01?knownAt=${first.knownAt}`)).toMatchObject({ ...before });
    expect(await ask(`/api/settlements/${GOLDEN_GSRN}/2025-01/explain?line=${encodeURIComponent(line)}&knownAt=${why.knownAt}`)).toEqual(why);
    expect(await ask<Explained>(`/api/settlements/${GOLDEN_GSRN}/2025-01/explain`)).toMatchObject({ matches: true, stated: { totalDkk: second.totalDkk } });
  }, 60_000);

  it('is blocked with all reasons while readings lack, shows as an issue, and settles when they come', async () => {
    const gsrn = '571313100000054321';
    const [gone, ...rest] = [...point(gsrn)].reverse();
    await happened(...rest.reverse());
    expect(await settle([gsrn], 'blocked')).toMatchObject({ blocked: 1 });
    expect(await ask<Shown>(`/api/settlements/${gsrn}/2025-01`)).toMatchObject({ status: 'blocked', issue: { status: 'open', reasons: [{ code: 'READINGS_MISSING' }] } });
    expect(await ask(`/api/settlement/issues?code=READINGS_MISSING`)).toMatchObject({ issues: [{ gsrn, from: '2025-01-01', status: 'open', runId: 'blocked' }] });
    expect(await ask(`/api/settlement/issues?code=SPOT_MISSING`)).toMatchObject({ issues: [] });
    const lacking = await ask<Shown>(`/api/settlements/${gsrn}/2025-01`);
    const { status, body } = await door.ask('POST', `/api/settlement/issues/${gsrn}/2025-01-01/dismiss`, { as: 'back-office', json: { reason: 'the meter burnt' } });
    expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'appended', visible: true } });
    expect(await ask(`/api/settlement/issues?status=dismissed`)).toMatchObject({ issues: [{ gsrn, closedWhy: 'the meter burnt' }] });
    await happened(gone!);
    expect(await settle([gsrn], 'after')).toMatchObject({ settled: 1 });
    expect(await ask<Shown>(`/api/settlements/${gsrn}/2025-01`)).toMatchObject({ status: 'settled', totalDkk: '793.14', issue: null });
    expect(await ask(`/api/settlements/${gsrn}/2025-01?knownAt=${lacking.knownAt}`)).toMatchObject({ status: 'blocked', issue: lacking.issue, knownAt: lacking.knownAt, said: [] });
    expect(await ask(`/api/settlement/issues?status=resolved&gsrn=${gsrn}`)).toMatchObject({ issues: [{ closedWhy: 'settled' }] });
  }, 60_000);

  it('previews what would be without writing, line by line against what was settled', async () => {
    const gsrn = '571313100000054338';
    await happened(...point(gsrn));
    await settle([gsrn], 'for preview');
    const last = await store.lastPosition();
    const preview = async (suppose?: object) => {
      const { status, body } = await door.ask('POST', '/api/settlement/preview', { as: 'back-office', json: { gsrns: [gsrn], period: MONTH, ...(suppose && { suppose }) } });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return (body as { periods: unknown[] }).periods[0];
    };
    expect(await preview()).toMatchObject({ status: 'settled', comparedWith: 'settled', figures: { totalDkk: '793.14' }, difference: { lines: [], totalDkk: '0.00' } });
    expect(await preview({ charges: [{ owner: '5790000432752', type: 'tariff', code: 'system', price: '0.064', from: '2025-01-01' }] }))
      .toMatchObject({ difference: { lines: [{ id: 'charge/5790000432752/tariff/system', amountDkk: '4.09' }], subtotalDkk: '4.09' } });
    expect(await preview({ supply: { from: '2025-01-16' } })).toMatchObject({ period: { from: '2025-01-16' }, figures: { totalDkk: '409.36' } });
    expect(await preview({ readings: [{ gsrn, resolution: 'PT1H', from: '2025-01-31T00:00:00Z', kwh: GOLDEN_DAY.map(() => '0.000') }] })).toMatchObject({ figures: { energyKwh: { consumption: '396.000' } } });
    expect(await preview({ products: [{ id: 'fixed-1', kind: 'fixed', fixedDkkPerKwh: '1', from: '2025-01-01' }], contract: { products: [{ product: 'fixed-1' }] } })).toMatchObject({ status: 'settled', figures: { subtotalDkk: '618.20' } });
    expect(await store.lastPosition()).toBe(last);
  }, 60_000);

  it('answers with a problem what is not there or cannot be', async () => {
    const answers = await Promise.all([`/api/settlements/${GOLDEN_GSRN}/2024-01`, `/api/settlements/123/2024-13`, `/api/settlements/${GOLDEN_GSRN}/2025-01/explain?line=none`, '/api/settlement/issues?cursor=x'].map(async (path) => {
      const { status, body } = await door.ask('GET', path, { as: 'auditor' });
      return [status, (body as { code: string }).code];
    }));
    expect(answers).toEqual([[404, 'SETTLEMENT_NOT_FOUND'], [400, 'INVALID_INPUT'], [404, 'SETTLEMENT_LINE_NOT_FOUND'], [400, 'INVALID_INPUT']]);
  });
});
