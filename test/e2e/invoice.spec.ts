import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { eventually } from './eventually.js';
import { newGsrn } from './documents.js';
import { type RunningApp, startApp } from './running-app.js';
import { type Household, JANUARY, type Line, SmallMarket } from './small-market.js';

let app: RunningApp;
let market: SmallMarket;
beforeAll(async () => {
  app = await startApp({ GRIDTALLY_MASTER_KEY: randomBytes(32).toString('base64') });
  market = new SmallMarket(app.door);
  await market.open();
}, 90_000);
afterAll(async () => { await app?.close(); }, 30_000);

const WHOLE_MONTH = '1898.75'; // (744 × 2.00 + 31.00) × 1.25
const oere = (dkk: string): number => Math.round(Number(dkk) * 100);
const ofAll = (documents: readonly Readonly<{ totalDkk: string }>[]): number => documents.reduce((sum, { totalDkk }) => sum + oere(totalDkk), 0);
const document = async (idOrNumber: string, query = '') => await app.door.get(`/api/invoices/${idOrNumber}${query}`) as unknown as Readonly<{
  draft: Readonly<{ totalDkk: string; sections: readonly Readonly<{ lines: readonly Line[] }>[] }>; state: Readonly<{ status: string; number?: string; credits: readonly Readonly<{ number: string }>[] }>; notes: readonly unknown[]; knownAt: string }>;
const issue = (id: string) => app.door.ask('POST', `/api/invoices/${id}/issue`, { json: { issuedOn: '2025-02-25' } });
const invoiced = async (): Promise<Household> => {
  const household = await market.household();
  await market.settle(household);
  await market.invoice(household);
  return household;
};

describe('A price that comes late', () => {
  it('blocks the periods that need it, which say so and settle by themselves once it is there', async () => {
    await market.sell('late', { price: false });
    const [waiting, other] = [await market.household({ product: 'late' }), await market.household()];
    const runId = await market.settle(waiting, other);
    expect(await app.door.get(`/api/settlement/runs/${runId}`)).toMatchObject({ counts: { settled: 1, blocked: 1 } });
    expect((await market.settlement(other)).totalDkk).toBe(WHOLE_MONTH);
    expect(await market.settlement(waiting)).toMatchObject({ status: 'blocked', issue: { reasons: [{ code: 'PRODUCT_PRICE_MISSING' }] } });
    expect((await app.door.get(`/api/settlement/issues?runId=${runId}`))['issues']).toMatchObject([{ gsrn: waiting.gsrn, status: 'open' }]);
    await market.invoice(waiting, other);
    expect(await market.documents(waiting)).toEqual([]);

    await market.price('late');
    const settled = await eventually('the blocked period is settled', async () => { const now = await market.settlement(waiting); return now.status === 'settled' && now.issue === null ? now : undefined; });
    expect(settled.totalDkk).toBe(WHOLE_MONTH);
    expect((await app.door.get(`/api/settlement/issues?gsrn=${waiting.gsrn}`))['issues']).toEqual([]);
    await market.invoice(waiting, other);
    expect((await market.documents(waiting)).map(({ totalDkk, status }) => [totalDkk, status])).toEqual([[WHOLE_MONTH, 'issued']]);
    expect(await market.documents(other)).toHaveLength(1);
  }, 120_000);
});

describe('Readings corrected after the invoice', () => {
  it('become a credit note, and invoice and note together are the settlement as it now is', async () => {
    const household = await invoiced();
    const [invoice] = await market.documentsOf(household, 1);
    const before = await market.settlement(household);
    await market.correct(household, '2025-01-20', 900); // 24 × 0.1 kWh × 2.00 × 1.25 = 6.00
    const [, draft] = await market.documentsOf(household, 2);
    expect(draft).toMatchObject({ kind: 'creditNote', status: 'draft', totalDkk: '-6.00', number: null });
    expect((await issue(draft!.invoiceId)).body).toMatchObject({ number: expect.stringMatching(/^2025-\d{5,}$/) });

    const now = await market.settlement(household);
    expect(ofAll([invoice!, draft!])).toBe(oere(now.totalDkk));
    const lines = (await Promise.all([invoice!, draft!].map(({ invoiceId }) => document(invoiceId)))).flatMap(({ draft: { sections } }) => sections.flatMap((one) => one.lines));
    for (const { id, amountDkk } of now.lines) expect([id, lines.filter((line) => line.id === id).reduce((sum, line) => sum + oere(line.amountDkk), 0)]).toEqual([id, oere(amountDkk)]);

    const then = await app.door.get(`/api/settlements/${household.gsrn}/2025-01?knownAt=${before.knownAt}`);
    expect(then).toMatchObject({ totalDkk: WHOLE_MONTH });
    const why = await app.door.get(`/api/invoices/${invoice!.number}/explain?line=${encodeURIComponent('product/fixed/fixed')}`);
    expect(why).toMatchObject({ matches: true, sections: [{ addsUp: true, lines: [{ amountDkk: '744.00' }] }], notes: [{ matches: true, sections: [{ lines: [{ amountDkk: '-2.40' }] }] }] });
  }, 120_000);

  it('change nothing when they say the same as before', async () => {
    const household = await invoiced();
    await market.correct(household, '2025-01-20', 1_000);
    await market.correct(household, '2025-01-21', 900);
    await market.documentsOf(household, 2);
    expect((await market.settlement(household)).said.map(({ kind }) => kind)).toEqual(['settled', 'corrected']);
  }, 120_000);
});

describe('What should not have been', () => {
  it('an erroneous move (BRS-011): what was billed is taken back, and the days that were ours are billed', async () => {
    const household = await invoiced();
    const moved = await app.door.ask('POST', `/api/metering-points/${household.gsrn}/supplies/${household.supplyId}/correct-start`, { json: { from: '2025-01-16' } });
    expect(moved).toMatchObject({ status: 200, body: { outcome: 'appended', visible: true } });
    const [, note] = await market.documentsOf(household, 2);
    expect(note).toMatchObject({ kind: 'creditNote', totalDkk: `-${WHOLE_MONTH}` });
    await issue(note!.invoiceId);
    await market.settle(household);
    expect(await market.settlement(household, '2025-01-16')).toMatchObject({ status: 'settled', totalDkk: '980.00' }); // (16 × 24 × 2.00 + 31 × 16/31) × 1.25
    await market.invoice(household);
    expect(ofAll(await market.documents(household))).toBe(98_000);
  }, 120_000);

  it('an erroneous switch (BRS-003): all that was billed is taken back, and nothing comes instead', async () => {
    const household = await invoiced();
    const reversed = await app.door.ask('POST', `/api/metering-points/${household.gsrn}/supplies/${household.supplyId}/reverse`, { json: { reason: 'wrongPoint', process: 'BRS-003' } });
    expect(reversed).toMatchObject({ status: 200, body: { visible: true } });
    const [invoice, note] = await market.documentsOf(household, 2);
    expect(note).toMatchObject({ kind: 'creditNote', totalDkk: `-${WHOLE_MONTH}` });
    await issue(note!.invoiceId);
    await market.settle(household);
    await market.invoice(household);
    expect(await market.settlement(household)).toMatchObject({ status: 'reversed', totalDkk: '0.00' });
    expect(ofAll(await market.documents(household))).toBe(0);
    await eventually('the invoice says that it is credited', async () => ((await document(invoice!.number!)).state.status === 'credited' ? true : undefined));
  }, 120_000);
});

describe('Personal data', () => {
  it('are forgotten for good when they are deleted, and the invoice stays', async () => {
    const household = await invoiced();
    const path = `/api/customers/${household.customerId}/person`;
    const [name, cpr] = [`Prøve ${randomUUID()}`, '0101501234'];
    expect(await app.door.ask('PUT', path, { json: { name, cpr } })).toMatchObject({ status: 200 });
    expect(await app.door.get(path)).toMatchObject({ person: { name, cpr } });
    expect((await app.door.ask('DELETE', path)).status).toBe(200);
    expect(await app.door.ask('GET', path)).toMatchObject({ status: 410, body: { code: 'PERSON_GONE' } });
    expect((await app.door.ask('PUT', path, { json: { name } })).body).toMatchObject({ code: 'PERSON_GONE' });
    expect(JSON.stringify(await app.door.get(`/api/streams/customer-${household.customerId}`))).not.toContain(name);
    expect(app.program.output()).not.toContain(name);
    expect(await market.documents(household)).toMatchObject([{ status: 'issued', totalDkk: WHOLE_MONTH, customerIds: [household.customerId] }]);
  }, 120_000);

  it('are refused in a message, and nothing of them is kept', async () => {
    const name = `Prøve ${randomUUID()}`;
    const { status, body } = await app.door.ask('POST', '/api/ingest/portfolio.customers', { json: { sender: 'story', documentId: randomUUID(), createdAt: '2025-01-01T00:00:00Z', records: [{ customerId: 'c-1', kind: 'private', name }] } });
    expect(status).toBe(422);
    const parked = await app.door.get(`/api/parked/${(body['details'] as { parkedId: string }).parkedId}`);
    expect(JSON.stringify([body, parked])).not.toContain(name);
  });
});

describe('A write with an Idempotency-Key', () => {
  it('is carried out once, answers the same again, and is not another write', async () => {
    const key = randomUUID();
    const run = (json: unknown) => app.door.ask('POST', '/api/settlement/runs', { json, headers: { 'idempotency-key': key } });
    const asked = { period: JANUARY, scope: { gsrns: [newGsrn()] } };
    const [first, second] = [await run(asked), await run(asked)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await run({ period: { ...JANUARY, to: '2025-03-01' } })).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });
});

describe('A key for one customer', () => {
  it('sees that customer\'s invoice and settlement and nothing else, as if there were nothing else', async () => {
    const [mine, theirs] = [await invoiced(), await invoiced()];
    const { body: { key } } = await app.door.ask('POST', '/api/api-keys', { json: { name: 'portal', roles: ['auditor'], scope: { customers: [mine.customerId] } } });
    const see = (path: string) => app.door.ask('GET', path, { key: key as string });
    const [[own], [other]] = [await market.documents(mine), await market.documents(theirs)];
    expect((await see(`/api/invoices/${own!.number}`)).body).toMatchObject({ state: { number: own!.number } });
    expect((await see(`/api/invoices/${own!.number}/explain?line=${encodeURIComponent('product/fixed/fixed')}`)).body).toMatchObject({ matches: true });
    expect((await see('/api/invoices')).body['invoices']).toMatchObject([{ number: own!.number }]);
    expect((await see(`/api/customers/${theirs.gsrn}/invoices`)).body['invoices'] ?? []).toEqual([]);
    expect((await see(`/api/settlements/${mine.gsrn}/2025-01`)).status).toBe(200);
    const hidden = [`/api/invoices/${other!.number}`, `/api/invoices/${other!.invoiceId}/explain`, `/api/settlements/${theirs.gsrn}/2025-01`, `/api/settlements/${theirs.gsrn}/2025-01/explain`, `/api/customers/${theirs.customerId}`];
    expect(await Promise.all(hidden.map(async (path) => [path, (await see(path)).status]))).toEqual(hidden.map((path) => [path, 404]));
    for (const path of ['/api/settlement/runs', '/api/invoices/runs', `/api/customers/${mine.customerId}/person`]) expect([path, (await see(path)).status]).toEqual([path, 403]);
    expect((await app.door.ask('POST', `/api/invoices/${own!.invoiceId}/payments`, { key: key as string, json: { amountDkk: '1.00', paidOn: '2025-02-20', reference: 'x' } })).status).toBe(403);
  }, 120_000);
});

describe('Bad input', () => {
  const gsrn = newGsrn();
  const point = `/api/metering-points/${gsrn}`;
  const charge = '/api/catalogue/charges/5799999001017/tariff/NET';
  it.each<[method: string, path: string, json: unknown, places: readonly string[]]>([
    ['PUT', charge, { name: '', category: 'toll', resolution: 'PT5M', vatClass: 'D03' }, ['$.category', '$.name', '$.notBilled', '$.resolution', '$.tax', '$.vatClass']],
    ['POST', `${charge}/prices`, { prices: [{ from: 'today', price: 1 }, { from: '2025-02-30', price: 2 }] }, ['$.prices[0].from', '$.prices[0].price', '$.prices[1].from', '$.prices[1].price']],
    ['PUT', '/api/catalogue/products/p', { name: 7, kind: 'gift' }, ['$.kind', '$.name']],
    ['POST', '/api/catalogue/rates', { name: 'vta', from: 'now', value: 0.25 }, ['$.from', '$.name', '$.value']],
    ['POST', '/api/catalogue/spot-prices', { area: 'DK3', resolution: 'P1D', from: 'now', prices: [0.5] }, ['$.area', '$.from', '$.prices', '$.resolution']],
    ['POST', '/api/catalogue/spot-prices', { area: 'DK1', resolution: 'PT1H', from: '2025-01-01T00:30:00Z', prices: ['free', '0.5', 'dear'] }, ['$.from', '$.prices[0]', '$.prices[2]']],
    ['PUT', '/api/customers/c-1', { kind: 'friend', name: 'Somebody' }, ['$.kind', '$.name']],
    ['PUT', '/api/customers/c-1/person', { name: '', cpr: '12', email: 'at' }, ['$.cpr', '$.email', '$.name']],
    ['PUT', '/api/contracts/k-1', { gsrn: '1', customerId: 'c 1', from: 'today', products: [], billingFrequency: 'hourly', paymentDays: -1 }, ['$.billingFrequency', '$.customerId', '$.from', '$.gsrn', '$.paymentDays', '$.products']],
    ['POST', `${point}/supplies`, { customerId: 'c 1', from: 'today', to: 'tomorrow' }, ['$.customerId', '$.from', '$.to']],
    ['PUT', `${point}/charge-links/5799999001017/tariff/NET`, { from: 'today', factor: 1.5 }, ['$.factor', '$.from']],
    ['PUT', `${point}/electrical-heating`, { from: 'today', usedBeforeKwh: 'some' }, ['$.from', '$.usedBeforeKwh']],
    ['POST', '/api/settlement/runs', { period: { from: 'x', to: 'y' }, scope: { priceArea: 'DK3', gsrns: ['1'] }, batchSize: 0 }, ['$.batchSize', '$.period.from', '$.period.to', '$.scope.gsrns', '$.scope.priceArea']],
    ['POST', '/api/settlement/preview', { gsrns: ['1'], period: { from: 'x', to: 'y' } }, ['$.gsrns', '$.period.from', '$.period.to']],
    ['POST', `/api/settlement/issues/${gsrn}/2025-01-01/dismiss`, { reason: '', by: 'me' }, ['$.by', '$.reason']],
    ['POST', '/api/invoices/runs', { period: { from: 'x', to: 'y' }, issuedOn: 'z', series: 'A B' }, ['$.issuedOn', '$.period.from', '$.period.to', '$.series']],
    ['POST', `/api/invoices/${randomUUID()}/payments`, { amountDkk: '-1', paidOn: 'x', reference: '' }, ['$.amountDkk', '$.paidOn', '$.reference']],
  ])('at %s %s is answered with all problems at once, each with its place, in both languages', async (method, path, json, places) => {
    const { status, type, body } = await app.door.ask(method, path, { json });
    const errors = body['errors'] as readonly Readonly<{ code: string; path: string; en: string; da: string }>[];
    expect({ status, type, places: [...new Set(errors?.map((one) => one.path.replace(/(gsrns)\[\d\]/, '$1')))].sort() }).toEqual({ status: 400, type: 'application/problem+json', places });
    for (const { code, en, da } of errors) expect([code, en, da].every((text) => text !== '' && text !== undefined)).toBe(true);
  });

  it.each<[topic: string, record: unknown, places: readonly string[]]>([
    ['prices.charges', { owner: '1', type: 'toll', code: '', prices: [] }, ['$.records[0].code', '$.records[0].owner', '$.records[0].prices', '$.records[0].type']],
    ['prices.products', { id: '?', terms: { name: '', kind: 'gift' } }, ['$.records[0].id', '$.records[0].terms.kind', '$.records[0].terms.name']],
    ['prices.rates', { name: 'vta', from: 'now', value: 'x' }, ['$.records[0].from', '$.records[0].name', '$.records[0].value']],
    ['prices.spot', { area: 'DK3', resolution: 'P1D', from: 'now', prices: ['x'] }, ['$.records[0].area', '$.records[0].from', '$.records[0].prices[0]', '$.records[0].resolution']],
    ['portfolio.points', { gsrn: '1', meteringPointType: 'E99', gridArea: 'x', priceArea: 'DK3', resolution: 'P1D', parentGsrn: '2', colour: 'red', supplyPeriods: [{ from: 'x' }] }, ['$.records[0].colour', '$.records[0].gridArea', '$.records[0].gsrn', '$.records[0].meteringPointType', '$.records[0].parentGsrn', '$.records[0].priceArea', '$.records[0].resolution', '$.records[0].supplyPeriods[0].from']],
    ['portfolio.supplies', { action: 'lend', gsrn: '1', supplyId: 's 1' }, ['$.records[0].action', '$.records[0].gsrn', '$.records[0].supplyId']],
    ['portfolio.contracts', { contractId: 'k 1', gsrn: '1', customerId: 'c', from: 'x', products: [], billingFrequency: 'hourly', paymentDays: -1 }, ['$.records[0].billingFrequency', '$.records[0].contractId', '$.records[0].from', '$.records[0].gsrn', '$.records[0].paymentDays', '$.records[0].products']],
    ['portfolio.links', { gsrn: '1', owner: '2', type: 'toll', code: '', from: 'x' }, ['$.records[0].code', '$.records[0].from', '$.records[0].gsrn', '$.records[0].owner', '$.records[0].type']],
    ['portfolio.heating', { gsrn: '1', from: 'x', usedBeforeKwh: 'y' }, ['$.records[0].from', '$.records[0].gsrn', '$.records[0].usedBeforeKwh']],
  ])('on the topic %s is parked with all problems at once', async (topic, record, places) => {
    const { status, body } = await app.door.ask('POST', `/api/ingest/${topic}`, { json: { sender: 'story', documentId: randomUUID(), createdAt: '2025-01-01T00:00:00Z', records: [record] } });
    expect({ status, code: body['code'], places: [...new Set((body['errors'] as { path: string }[])?.map((one) => one.path))].sort() }).toEqual({ status: 422, code: 'MESSAGE_PARKED', places });
  });
});
