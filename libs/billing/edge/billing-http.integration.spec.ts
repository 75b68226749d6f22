import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { testHttpApp, type TestHttpApp } from '#platform/testing';
import { BillingModule } from '../billing.module.js';
import { GM2 } from '../domain/testing.js';
import { BillingForSpecs, correctedEvent, settle, settledEvent } from '../testing.js';
import type { SettlementQuestion } from '../views/explain-invoice.js';

type Body = Record<string, never> & Record<string, unknown>;
let billing: BillingForSpecs;
let door: TestHttpApp;
const asked: SettlementQuestion[] = [];
const A = '571313900000000016';
const B = '571313900000000023';
const point = (gsrn: string, customer: string) => ({ gsrn, from: '2025-01-16', payer: customer, customer, amounts: GM2, vat: '81.87' });

beforeAll(async () => {
  billing = await BillingForSpecs.open();
  await billing.startViews();
  await billing.startProcesses();
  const explainSettlement = (_gsrn: string, _from: string, question: SettlementQuestion) => { asked.push(question); return Promise.resolve({ matches: true, of: question.number }); };
  door = await testHttpApp(BillingModule.of({ ...billing.parts, calendar: calendarOf('Europe/Copenhagen'), freshness: billing.freshness, clock: { now: () => '2025-02-02T23:30:00.000Z' }, explainSettlement }));
  await settle(billing.store, settledEvent(point(A, 'customer-a')), settledEvent(point(B, 'customer-b')));
  await billing.quiet();
}, 60_000);
afterAll(async () => { await door.close(); await billing.close(); });

const get = async (path: string, as: 'back-office' | 'auditor' = 'auditor') => {
  const { status, body } = await door.ask('GET', path, { as });
  return { status, body: body as Body };
};
const post = async (path: string, json: unknown, headers: Record<string, string> = {}) => {
  const { status, body } = await door.ask('POST', path, { as: 'back-office', json, headers });
  return { status, body: body as Body };
};
const codes = ({ errors }: Body) => (errors as unknown as { code: string }[]).map(({ code }) => code);

describe('Invoices over HTTP', () => {
  let number: string;
  let issuedKnownAt: string;
  it('are issued by a run that is asked for once with a key, on the local day of today', async () => {
    const body = { period: { from: '2025-01-01', to: '2025-02-01' } };
    const first = await post('/api/invoices/runs', body, { 'idempotency-key': 'january' });
    const again = await post('/api/invoices/runs', body, { 'idempotency-key': 'january' });
    expect([first.status, again.body['runId']]).toEqual([202, first.body['runId']]);
    await billing.quiet();
    expect((await get(`/api/invoices/runs/${first.body['runId']}`)).body).toMatchObject({ status: 'completed', issued: 2, payersLeft: 0, issuedOn: '2025-02-03' });
    expect((await get('/api/invoices/runs')).body['runs']).toHaveLength(1);
  }, 30_000);
  it('are listed with filters, for a point, and page by page', async () => {
    const { body } = await get(`/api/customers/${A}/invoices`);
    expect(body).toMatchObject({ invoices: [{ customerIds: ['customer-a'], totalDkk: '409.36', dueOn: '2025-02-23' }], freshness: { view: 'billing_invoices' } });
    number = (body['invoices'] as unknown as { number: string }[])[0]!.number;
    const page = (await get('/api/invoices?limit=1&sort=number&status=issued')).body;
    const rest = (await get(`/api/invoices?limit=1&sort=number&status=issued&cursor=${String(page['next'])}`)).body;
    expect([...(page['invoices'] as unknown as { number: string }[]), ...(rest['invoices'] as unknown as { number: string }[])].map((one) => one.number)).toEqual(['2025-00001', '2025-00002']);
    expect(rest['next']).toBeUndefined();
    expect((await get('/api/invoices?overdue=true')).body['invoices']).toEqual([]);
  });
  it('are shown with lines and history, and again by the knownAt of the answer after a correction', async () => {
    const before = (await get(`/api/invoices/${number}`)).body;
    issuedKnownAt = String(before['knownAt']);
    expect(before).toMatchObject({ draft: { totalDkk: '409.36' }, state: { status: 'issued', number }, notes: [] });
    await settle(billing.store, correctedEvent({ ...point(A, 'customer-a'), amounts: { energy: '-10.00' }, vat: '-2.50' }, 1));
    await billing.quiet();
    const now = (await get(`/api/invoices/${number}`)).body;
    expect(now['notes']).toMatchObject([{ draft: { kind: 'creditNote', totalDkk: '-12.50' }, state: { status: 'draft' } }]);
    const then = (await get(`/api/invoices/${number}?knownAt=${issuedKnownAt}`)).body;
    expect({ ...then, freshness: 0 }).toEqual({ ...before, freshness: 0 });
  }, 30_000);
  it('are explained: which settlement, what it said before, and what settlement answers; as known then without the note', async () => {
    const { body } = await get(`/api/invoices/${number}/explain?line=energy`);
    expect(body).toMatchObject({
      matches: true, sections: [{ lines: [{ id: 'energy', amountDkk: '199.49' }], addsUp: true, parts: [{ number: 0, lines: [{ amountDkk: '199.49', settledDkk: '199.49', saidBeforeDkk: '0.00' }], settlement: { matches: true } }] }],
      notes: [{ kind: 'creditNote', sections: [{ lines: [{ amountDkk: '-10.00' }], parts: [{ number: 1 }] }] }],
    });
    expect(asked).toContainEqual({ settlementId: `settled-${A}-2025-01-16`, number: 1, line: 'energy' });
    expect((await get(`/api/invoices/${number}/explain?line=energy&knownAt=${issuedKnownAt}`)).body['notes']).toEqual([]);
    expect((await get(`/api/invoices/${number}/explain?line=gold`)).status).toBe(404);
  });
  it('are issued, sent, paid and credited one by one, and refused with a code when that cannot be', async () => {
    const [note] = (await get('/api/invoices?kind=creditNote')).body['invoices'] as unknown as { invoiceId: string }[];
    expect((await post(`/api/invoices/${note!.invoiceId}/issue`, {})).body).toMatchObject({ number: '2025-00003' });
    expect((await post(`/api/invoices/${note!.invoiceId}/cancel`, { reason: 'x' })).body['code']).toBe('INVOICE_NOT_A_DRAFT');
    await billing.quiet();
    const [b] = (await get(`/api/customers/${B}/invoices`)).body['invoices'] as unknown as { invoiceId: string }[];
    expect((await post(`/api/invoices/${b!.invoiceId}/send`, { channel: 'post' })).status).toBe(200);
    expect((await post(`/api/invoices/${b!.invoiceId}/payments`, { amountDkk: '500', paidOn: '2025-02-10', reference: 'r' })).body).toMatchObject({ status: 409, code: 'PAYMENT_EXCEEDS_OUTSTANDING', details: { outstandingDkk: '409.36' } });
    expect((await post(`/api/invoices/${b!.invoiceId}/payments`, { amountDkk: '400', paidOn: '2025-02-10', reference: 'r' })).status).toBe(200);
    expect((await post(`/api/invoices/${b!.invoiceId}/credit`, {})).body).toMatchObject({ number: '2025-00004' });
    await billing.quiet();
    expect((await get(`/api/invoices/${b!.invoiceId}`)).body).toMatchObject({ state: { status: 'credited', channels: ['post'] }, notes: [{ draft: { takesBack: true, totalDkk: '-409.36' } }] });
    const [a] = (await get(`/api/invoices?customer=customer-a&kind=invoice`)).body['invoices'] as unknown as { invoiceId: string }[];
    expect((await post(`/api/invoices/${a!.invoiceId}/credit`, {})).body['code']).toBe('INVOICE_HAS_NOTES');
  }, 30_000);
  it('add up by month, owner and price area', async () => {
    expect((await get('/api/billing/totals?by=month,priceArea&from=2025-01&to=2025-02')).body['totals']).toEqual([{ month: '2025-01', priceArea: 'DK1', amountDkk: '317.49', vatDkk: '79.37' }]);
    expect((await get('/api/billing/totals?by=product')).body['totals']).toEqual([{ product: null, amountDkk: '317.49' }]);
  });
  it('are told everything that is wrong with a request at once', async () => {
    expect(codes((await post('/api/invoices/runs', { period: { from: '2025-02-01', to: '2025-01-01' }, scope: { payers: ['a'], gsrns: [A] } })).body)).toEqual(['RANGE_TOO_LONG', 'ONE_SCOPE']);
    expect((await post('/api/invoices/runs', {})).status).toBe(400);
    expect((await get('/api/invoices?cursor=x')).status).toBe(400);
    expect((await get('/api/customers/1/invoices')).status).toBe(400);
    for (const path of ['/api/invoices/2025-99999', '/api/invoices/%00', '/api/invoices/runs/x', `/api/invoices/runs/6f0d7a1e-5c3b-4b7e-9a42-d1f08c6e2b95`]) expect({ path, status: (await get(path)).status }).toEqual({ path, status: 404 });
    for (const what of ['issue', 'credit']) expect((await post(`/api/invoices/6f0d7a1e-5c3b-4b7e-9a42-d1f08c6e2b95/${what}`, {})).status).toBe(404);
    expect((await post('/api/invoices/runs/6f0d7a1e-5c3b-4b7e-9a42-d1f08c6e2b95/pause', undefined)).status).toBe(404);
  });
});

describe('A key that may see one customer', () => {
  it('sees that customer\'s documents and no other', async () => {
    const { key } = await door.keys.create({ name: 'customer a', roles: ['auditor'], scope: { customers: ['customer-a'] } });
    const ask = async (path: string) => { const { status, body } = await door.ask('GET', path, { headers: { authorization: `Bearer ${key}` } }); return { status, body: body as Body }; };
    const mine = (await ask('/api/invoices')).body['invoices'] as unknown as { customerIds: string[]; invoiceId: string }[];
    expect(new Set(mine.flatMap(({ customerIds }) => customerIds))).toEqual(new Set(['customer-a']));
    const [other] = (await get(`/api/customers/${B}/invoices`)).body['invoices'] as unknown as { invoiceId: string }[];
    expect((await ask(`/api/invoices/${mine[0]!.invoiceId}`)).status).toBe(200);
    expect((await ask(`/api/invoices/${other!.invoiceId}`)).status).toBe(404);
    expect((await ask(`/api/invoices/${other!.invoiceId}/explain`)).status).toBe(404);
    expect((await ask(`/api/customers/${B}/invoices`)).body['invoices']).toEqual([]);
    expect((await ask('/api/billing/totals')).status).toBe(403);
    expect((await ask('/api/invoices/runs')).status).toBe(403);
  });
});
