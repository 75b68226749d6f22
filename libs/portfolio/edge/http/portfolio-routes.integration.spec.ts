import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresEventStore } from '#event-store';
import { systemClock } from '#kernel';
import { openSpecDatabase, type SpecDatabase, testHttpApp, type TestHttpApp } from '#platform/testing';
import { Freshnesses, Projector } from '#projections';
import { portfolioViews } from '../../index.js';
import { PortfolioModule } from '../../portfolio.module.js';
import { Vault } from '../../vault/vault.js';

const gsrn = '571313900000000016';
const point = `/api/metering-points/${gsrn}`;
let database: SpecDatabase;
let store: PostgresEventStore;
let projector: Projector;
let door: TestHttpApp;

beforeAll(async () => {
  database = await openSpecDatabase({ size: 20 });
  const { pool } = database;
  store = await PostgresEventStore.open({ pool, pollMs: 10 });
  projector = new Projector({ store, pool, views: portfolioViews });
  await projector.start();
  const vault = new Vault({ pool, masterKeys: [], clock: systemClock });
  await vault.ensureSchema();
  door = await testHttpApp(PortfolioModule.of({ store, pool, freshness: new Freshnesses(pool, store), vault }));
}, 60_000);
afterAll(async () => {
  await door?.close();
  await projector?.stop();
  await store?.close();
  await database?.close();
});

const ask = async (method: 'GET' | 'PUT' | 'POST', path: string, json?: unknown, headers: Record<string, string> = {}) => {
  const { status, body } = await door.ask(method, path, { as: 'back-office', headers, ...(json !== undefined && { json }) });
  return { status, body: body as Record<string, never> & { code: string; errors: { code: string; path: string }[]; supplyId: string; versions: { heard: { knownAt: string } }[] } };
};

describe('The routes of the portfolio', () => {
  it('tell a supply through its life', async () => {
    const { body: { supplyId } } = await ask('POST', `${point}/supplies`, { customerId: 'c-1', from: '2025-10-01' }, { 'idempotency-key': 'k-1' });
    expect((await ask('POST', `${point}/supplies`, { customerId: 'c-1', from: '2025-10-01' }, { 'idempotency-key': 'k-1' })).body.supplyId).toBe(supplyId);
    expect(await ask('POST', `${point}/supplies`, { customerId: 'c-2', from: '2025-12-01' })).toMatchObject({ status: 409, body: { code: 'SUPPLY_OVERLAPS', details: { otherSupplyId: supplyId } } });
    expect(await ask('POST', `${point}/supplies/${supplyId}/end`, { to: '2025-12-01', reason: 'moveOut' })).toMatchObject({ status: 200, body: { outcome: 'appended', visible: true } });
    expect(await ask('POST', `${point}/supplies/${supplyId}/correct-start`, { from: '2025-10-15' })).toMatchObject({ status: 200 });
    const { body: before } = await ask('GET', `${point}/supplies`);
    expect(before).toMatchObject({ gsrn, knownAt: null, supplies: [{ supplyId, from: '2025-10-15', to: '2025-12-01' }], versions: [{ what: 'started' }, { what: 'ended', reason: 'moveOut' }, { what: 'start corrected' }], freshness: { view: 'portfolio_supplies' } });
    expect(await ask('POST', `${point}/supplies/${supplyId}/reverse`, { reason: 'wrongPoint', process: 'BRS-042' })).toMatchObject({ status: 200 });
    expect((await ask('GET', `${point}/supplies`)).body).toMatchObject({ supplies: [] });
    expect((await ask('GET', `${point}/supplies?knownAt=${before.versions[0]!.heard.knownAt}`)).body).toMatchObject({ supplies: [{ supplyId, from: '2025-10-01' }], versions: [{ what: 'started' }] });
  });
  it('tell a contract with every statement of it', async () => {
    const contract = { gsrn, customerId: 'c-1', from: '2025-10-01', products: [{ product: 'spot' }], billingFrequency: 'monthly', paymentDays: 20 };
    expect((await ask('GET', '/api/contracts/k-1')).status).toBe(404);
    await ask('PUT', '/api/contracts/k-1', contract);
    await ask('PUT', '/api/contracts/k-1', { ...contract, payerId: 'c-2' });
    const { body } = await ask('GET', '/api/contracts/k-1');
    expect(body).toMatchObject({ contract: { payerId: 'c-2', products: [{ product: 'spot' }] }, versions: [{ payerId: 'c-1' }, { payerId: 'c-2' }] });
    expect((await ask('GET', `/api/contracts/k-1?knownAt=${body.versions[0]!.heard.knownAt}`)).body).toMatchObject({ contract: { payerId: 'c-1' } });
    await ask('PUT', '/api/customers/c-2', { kind: 'business' });
    expect((await ask('GET', '/api/customers/c-2')).body).toMatchObject({ points: [], contracts: [], paysFor: [{ contractId: 'k-1', customerId: 'c-1' }] });
  });
  it('tell charge links and electrical heating', async () => {
    expect(await ask('PUT', `${point}/charge-links/5790000432752/tariff/40000`, { from: '2025-10-01' })).toMatchObject({ status: 200, body: { visible: true } });
    expect((await ask('PUT', `${point}/charge-links/5790000432752/tariff/40000`, { from: '2025-10-01' })).body).toMatchObject({ outcome: 'already-so' });
    await ask('PUT', `${point}/charge-links/5790000432752/tariff/40000`, { from: '2025-10-01', to: '2026-01-01' });
    expect((await ask('GET', `${point}/charge-links`)).body).toMatchObject({ links: [{ owner: '5790000432752', code: '40000', factor: 1, to: '2026-01-01' }], versions: [{}, { to: '2026-01-01' }] });
    await ask('PUT', `${point}/electrical-heating`, { from: '2025-10-01', usedBeforeKwh: '1250.5' });
    expect((await ask('GET', `${point}/electrical-heating`)).body).toMatchObject({ heating: [{ from: '2025-10-01', usedBeforeKwh: '1250.5' }] });
  });
  it('name everything that is wrong at once', async () => {
    const wrong = await ask('PUT', '/api/metering-points/571313900000000017/charge-links/579/toll/%7B', { from: '2025-02-30', factor: -1, name: 'x' });
    expect(wrong.body.errors.map(({ path }) => path).sort()).toEqual(['$.factor', '$.from', '$.name']);
    expect((await ask('PUT', `${point}/charge-links/579/toll/%7B`, { from: '2025-02-01' })).body.errors.map(({ path }) => path).sort()).toEqual(['$.code', '$.owner', '$.type']);
    expect((await ask('POST', '/api/metering-points/571313900000000017/supplies', { customerId: 'c-1', from: '2025-10-01' })).body.errors).toMatchObject([{ code: 'GSRN_CHECK_DIGIT' }]);
  });
  it('take no personal data without a master key, and say what to do', async () => {
    expect(await ask('PUT', '/api/customers/c-2/person', { name: 'Somebody' })).toMatchObject({ status: 503, body: { code: 'MASTER_KEY_MISSING' } });
  });
  it('keep a scoped key to what it may see', async () => {
    const { key } = await door.keys.create({ name: 'portal', roles: ['auditor'], scope: { gsrns: [], customers: ['c-2'] } });
    const see = async (path: string) => (await door.ask('GET', path, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await Promise.all(['/api/customers/c-2', '/api/customers/c-1', '/api/contracts/k-1', `${point}/supplies`, '/api/customers/c-2/person'].map(see))).toEqual([200, 404, 404, 404, 403]);
  });
});
