import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { calendarOf } from '#energy';
import { MemoryMessageArchive } from '#datahub/testing';
import { PostgresEventStore } from '#event-store';
import { openSpecDatabase, type SpecDatabase, testHttpApp, type TestHttpApp } from '#platform/testing';
import { Freshnesses, Projector } from '#projections';
import { CatalogueModule, catalogueSubscriptions, catalogueViews, PostgresCatalogueFacts } from './index.js';

const calendar = calendarOf('Europe/Copenhagen');
const OWNER = '5790000432752';
const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
let database: SpecDatabase;
let pool: SpecDatabase['pool'];
let store: PostgresEventStore;
let projector: Projector;
let freshness: Freshnesses;
let door: TestHttpApp;

beforeAll(async () => {
  database = await openSpecDatabase({ size: 20 });
  ({ pool } = database);
  store = await PostgresEventStore.open({ pool, pollMs: 10 });
  projector = new Projector({ store, pool, views: catalogueViews(calendar) });
  await projector.start();
  freshness = new Freshnesses(pool, store);
  door = await testHttpApp(CatalogueModule.of({ store, pool, calendar, freshness }));
}, 60_000);
afterAll(async () => {
  await door.close();
  await projector.stop();
  await database.close();
});

type Body = Readonly<Record<string, unknown>>;
const ask = async (method: 'GET' | 'PUT' | 'POST', path: string, json?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Body }> => {
  const { status, body } = await door.ask(method, `/api/catalogue${path}`, { as: 'back-office', ...(json !== undefined && { json }), ...(headers && { headers }) });
  return { status, body: body as Body };
};
const well = async (...asked: Parameters<typeof ask>): Promise<Body> => {
  const { status, body } = await ask(...asked);
  if (status !== 200) throw new Error(`${asked.join(' ')}: ${status} ${JSON.stringify(body)}`);
  return body;
};
const terms = { name: 'Transmission', category: 'transmission', resolution: 'P1D', tax: false, notBilled: false, vatClass: 'D02' };
const facts = () => new PostgresCatalogueFacts(pool);

describe('A charge over HTTP', () => {
  const path = `/charges/${OWNER}/tariff/40000`;
  const key = { owner: OWNER, type: 'tariff', code: '40000' } as const;

  it('is defined, priced, corrected, and askable as it was known before', async () => {
    expect(await well('PUT', path, terms)).toMatchObject({ recorded: 1, repeated: 0, visible: true });
    await well('POST', `${path}/prices`, { prices: [{ from: '2025-01-01', price: '0.0610', registeredAt: '2024-11-01T08:00:00Z' }] });
    const before = await well('GET', `${path}?on=2025-01-15`);
    expect(before).toMatchObject({ terms, inForce: { price: '0.061', heard: { stream: `charge-${OWNER}.tariff.40000`, revision: 1 } } });
    const { knownAt, position } = (before.inForce as { heard: { knownAt: string; position: string } }).heard;

    await well('POST', `${path}/prices`, { prices: [{ from: '2025-01-01', price: '0.071', registeredAt: '2025-02-01T08:00:00Z' }] });
    expect(await well('GET', `${path}?on=2025-01-15`)).toMatchObject({ prices: [{ price: '0.061' }, { price: '0.071' }], inForce: { price: '0.071' } });
    for (const asOf of [`knownAt=${knownAt}`, `position=${position}`]) expect(await well('GET', `${path}?on=2025-01-15&${asOf}`)).toMatchObject({ prices: [{ price: '0.061' }], inForce: { price: '0.061' } });

    const now = (await facts().charges([key], JANUARY, {})).get(`${OWNER}/tariff/40000`)!;
    expect(now.prices.map(({ fact }) => fact)).toEqual([{ from: '2025-01-01', price: '0.061', registeredAt: '2024-11-01T08:00:00Z' }, { from: '2025-01-01', price: '0.071', registeredAt: '2025-02-01T08:00:00Z' }]);
    expect(now.terms.fact).toEqual({ ...key, ...terms });
    expect((await facts().charges([key], JANUARY, { position })).get(`${OWNER}/tariff/40000`)!.prices).toEqual(now.prices.slice(0, 1));
    expect((await facts().charges([key], JANUARY, { knownAt: '2000-01-01T00:00:00Z' })).size).toBe(0);
  });
  it('is changed once by one idempotency key, and not at all by saying the same', async () => {
    const prices = { prices: [{ from: '2026-01-01', price: '0.043' }] };
    const idempotent = { 'idempotency-key': randomUUID() };
    expect(await well('POST', `${path}/prices`, prices, idempotent)).toMatchObject({ recorded: 1 });
    await well('POST', `${path}/prices`, prices, idempotent);
    expect((await well('GET', path)).prices).toHaveLength(3);
    expect(await well('POST', `${path}/prices`, prices)).toMatchObject({ recorded: 0, repeated: 1 });
    expect(await well('PUT', path, terms)).toMatchObject({ recorded: 0, repeated: 1 });
  });
  it('is refused with every reason at once, and with nothing done', async () => {
    expect(await ask('POST', `${path}/prices`, { prices: [{ from: '2027-01-01', price: '1' }, { from: '2027-01-01' }, { from: '2027-02-01', to: '2027-01-01', price: 'x' }] })).toMatchObject({
      body: { errors: [{ code: 'PRICE_FORM_UNCLEAR', path: '$.prices[1]' }, { code: 'PERIOD_EMPTY', path: '$.prices[2].to' }, { code: 'NOT_A_DECIMAL', path: '$.prices[2].price' }] },
    });
    expect(await ask('POST', `${path}/prices`, { prices: [{ from: '2027-01-01', price: '1' }, { from: '2027-01-01', points: ['1'] }] })).toMatchObject({ status: 409, body: { code: 'PRICE_FORM_MIXED' } });
    expect(await ask('GET', `/charges/1/toll/${'x'.repeat(30)}`)).toMatchObject({ body: { errors: [{ code: 'GLN_LENGTH' }, { code: 'NOT_ALLOWED' }, { code: 'WRONG_FORM' }] } });
    expect(await ask('GET', `/charges/${OWNER}/fee/none`)).toMatchObject({ status: 404, body: { code: 'CHARGE_NOT_FOUND' } });
    expect(await ask('POST', `/charges/${OWNER}/fee/none/prices`, { prices: [{ from: '2025-01-01', price: '1' }] })).toMatchObject({ status: 409, body: { code: 'CHARGE_NOT_DEFINED' } });
    expect((await well('GET', path)).prices).toHaveLength(3);
  });
  it('may differ by local hour, and be called with a blank', async () => {
    const hours = Array.from({ length: 24 }, (_, hour) => `0.${hour + 10}`);
    await well('PUT', `/charges/${OWNER}/tariff/CD%20R`, { ...terms, resolution: 'PT1H' });
    await well('POST', `/charges/${OWNER}/tariff/CD%20R/prices`, { prices: [{ from: '2025-01-01', to: '2026-01-01', hours }] });
    expect(await well('GET', `/charges/${OWNER}/tariff/CD%20R?on=2025-12-31`)).toMatchObject({ code: 'CD R', inForce: { hours: hours.map((one) => one.replace(/0$/, '')) } });
    expect(await well('GET', `/charges/${OWNER}/tariff/CD%20R?on=2026-01-01`)).toMatchObject({ inForce: null });
    expect((await well('GET', '/charges?limit=1'))).toMatchObject({ charges: [{ code: '40000' }], next: `${OWNER}/tariff/40000` });
    expect((await well('GET', `/charges?after=${encodeURIComponent(`${OWNER}/tariff/40000`)}`))).toMatchObject({ charges: [{ code: 'CD R' }] });
  });
  it('may have a price for each interval, found on the days it touches', async () => {
    await well('PUT', `/charges/${OWNER}/tariff/points`, { ...terms, resolution: 'PT1H' });
    const { hours } = calendar.day('2025-10-26');
    await well('POST', `/charges/${OWNER}/tariff/points/prices`, { prices: [{ from: '2025-10-26', points: Array.from({ length: hours }, (_, at) => (at === 3 ? null : String(at))) }] });
    const { inForce } = await well('GET', `/charges/${OWNER}/tariff/points?on=2025-10-26`);
    expect((inForce as { points: Body[] }).points).toHaveLength(25);
    const found = async (from: string, to: string) => (await facts().charges([{ owner: OWNER, type: 'tariff', code: 'points' }], { from, to }, {})).get(`${OWNER}/tariff/points`)!.prices.length;
    expect([await found('2025-10-26', '2025-10-27'), await found('2025-10-27', '2025-10-28'), await found('2025-10-25', '2025-10-26')]).toEqual([1, 0, 0]);
  });
});

describe('Products and figures of law over HTTP', () => {
  it('are published, corrected and asked for', async () => {
    await well('PUT', '/products/spot-plus', { name: 'Spot Plus', kind: 'spot' });
    await well('POST', '/products/spot-plus/prices', { prices: [{ from: '2025-01-01', marginDkkPerKwh: '0.04', subscriptionDkkPerMonth: '29' }] });
    await well('POST', '/products/spot-plus/prices', { prices: [{ from: '2025-01-01', marginDkkPerKwh: '0.05', subscriptionDkkPerMonth: '29' }] });
    expect(await well('GET', '/products/spot-plus?on=2025-01-01')).toMatchObject({ terms: { kind: 'spot' }, prices: [{ marginDkkPerKwh: '0.04' }, { marginDkkPerKwh: '0.05' }], inForce: { marginDkkPerKwh: '0.05' } });
    expect((await facts().products(['spot-plus', 'none'], JANUARY, {})).get('spot-plus')?.prices).toHaveLength(2);
    expect(await ask('POST', '/products/spot-plus/prices', { prices: [{ from: '2025-01-01', fixedDkkPerKwh: '1' }] })).toMatchObject({ status: 409, body: { code: 'PRICE_DOES_NOT_FIT' } });
    expect(await ask('PUT', '/products/a%20b', { name: 'x', kind: 'y' })).toMatchObject({ body: { errors: [{ path: '$.kind' }] } });

    await well('POST', '/rates', { name: 'vat', from: '1992-01-01', value: '0.250' });
    await well('POST', '/rates', { name: 'vat', from: '2027-01-01', value: '0.26' });
    expect(await well('GET', '/rates/vat?on=2026-12-31')).toMatchObject({ versions: [{ value: '0.25' }, { value: '0.26' }], inForce: { value: '0.25' } });
    expect((await facts().rates(JANUARY, {})).map(({ fact }) => [fact.name, fact.value])).toEqual([['vat', '0.25']]);
    expect(await ask('POST', '/rates', { name: 'vat', from: '2025-01-01', value: '25' })).toMatchObject({ body: { errors: [{ code: 'NOT_A_RATE' }] } });
  });
});

describe('Spot prices over HTTP', () => {
  it('say what is missing until it is delivered, also on the day of 25 hours', async () => {
    const { from, hours } = calendar.day('2025-10-26');
    const prices = Array.from({ length: hours }, (_, at) => (at === 2 ? null : `0.${at}5`));
    const publication = { area: 'DK1', resolution: 'PT1H', from: new Date(from).toISOString(), prices, registeredAt: '2025-10-25T11:00:00Z' };
    expect(await well('POST', '/spot-prices', publication)).toMatchObject({ recorded: 1, visible: true });
    expect(await well('POST', '/spot-prices', publication)).toMatchObject({ recorded: 0 });
    const days = 'from=2025-10-26&to=2025-10-27';
    const missing = [{ from: '2025-10-26T00:00:00Z', to: '2025-10-26T01:00:00Z' }];
    expect(await well('GET', `/spot-prices/DK1/completeness?${days}`)).toMatchObject({ complete: false, days: [{ PT1H: { expected: 25, priced: 24, missing }, PT15M: { expected: 100, priced: 96, missing } }] });
    const position = (await well('GET', `/spot-prices/DK1?${days}`) as { publications: { heard: { position: string } }[] }).publications[0]!.heard.position;

    await well('POST', '/spot-prices', { area: 'DK1', resolution: 'PT15M', from: '2025-10-26T00:00:00Z', prices: ['-0.01', '0', '0.01', '0.02'], registeredAt: '2025-10-27T11:00:00Z' });
    expect(await well('GET', `/spot-prices/DK1/completeness?${days}`)).toMatchObject({ complete: true, days: [{ PT1H: { priced: 25, missing: [] } }] });
    expect(await well('GET', `/spot-prices/DK1/completeness?${days}&position=${position}`)).toMatchObject({ complete: false });
    const { inForce } = await well('GET', `/spot-prices/DK1?${days}`) as { inForce: Body[] };
    expect(inForce).toHaveLength(24 + 4);
    expect(inForce[2]).toMatchObject({ from: '2025-10-26T00:00:00Z', to: '2025-10-26T00:15:00Z', price: '-0.01', revision: 1 });
    expect((await facts().spot(['DK1', 'DK2'], { from: '2025-10-26', to: '2025-10-27' }, {})).map(({ fact }) => fact)).toEqual([
      { area: 'DK1', resolution: 'PT1H', from: '2025-10-25T22:00:00Z', prices, registeredAt: '2025-10-25T11:00:00Z' },
      { area: 'DK1', resolution: 'PT15M', from: '2025-10-26T00:00:00Z', prices: ['-0.01', '0', '0.01', '0.02'], registeredAt: '2025-10-27T11:00:00Z' },
    ]);
  });
  it('are refused with every reason at once', async () => {
    expect(await ask('POST', '/spot-prices', { area: 'SE3', resolution: 'PT1H', from: '2025-01-01T00:00:00Z', prices: [1, null] })).toMatchObject({ body: { errors: [{ path: '$.area' }, { path: '$.prices' }] } });
    expect(await ask('POST', '/spot-prices', { area: 'DK1', resolution: 'PT1H', from: '2025-01-01T00:30:00Z', prices: ['x', null] })).toMatchObject({ body: { errors: [{ code: 'NOT_A_DECIMAL', path: '$.prices[0]' }, { code: 'NOT_ON_BOUNDARY', path: '$.from' }] } });
    expect(await ask('GET', '/spot-prices/DK3?from=2025-01-01&to=2024-01-01')).toMatchObject({ body: { errors: [{ code: 'NOT_ALLOWED' }, { code: 'RANGE_TOO_LONG' }] } });
  });
});

describe('Facts from messages', () => {
  it('lead to the record of the document they came in, for a batch in one question a table', async () => {
    const subscription = catalogueSubscriptions({ store, archive: new MemoryMessageArchive(), calendar, strictIds: true }).find(({ topic }) => topic === 'prices.charges')!;
    const codes = Array.from({ length: 200 }, (_, at) => `m${at}`);
    const document = { sender: 'grid', documentId: 'd-1', createdAt: '2024-12-01T00:00:00Z', records: codes.map((code) => ({ owner: OWNER, type: 'tariff', code, terms, prices: [{ from: '2025-01-01', price: '0.1' }, { from: '2025-03-01', price: '0.2' }] })) };
    const [outcome] = await subscription.handler([{ id: 'm', topic: 'prices.charges', body: Buffer.from(JSON.stringify(document)), headers: {}, origin: 'spec', receivedAt: '2024-12-01T00:00:01Z' }]);
    expect(outcome).toMatchObject({ kind: 'done', summary: { recorded: 600 } });
    const { position } = (outcome as unknown as { summary: { position: string } }).summary;
    for (const view of ['catalogue_charges', 'catalogue_charge_prices']) expect(await freshness.waitFor(view, position, 10_000)).toBe(true);
    const found = await facts().charges(codes.map((code) => ({ owner: OWNER, type: 'tariff' as const, code })), JANUARY, { position });
    expect(found.size).toBe(200);
    expect(found.get(`${OWNER}/tariff/m7`)!.prices).toMatchObject([{ fact: { price: '0.1', registeredAt: '2024-12-01T00:00:00Z' }, heard: { stream: `charge-${OWNER}.tariff.m7`, revision: 1, source: { sender: 'grid', documentId: 'd-1', index: 7 } } }]);
  });
});
