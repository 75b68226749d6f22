import { describe, expect, it } from '@jest/globals';
import { MemoryMessageArchive } from '#datahub/testing';
import { MemoryEventStore } from '#event-store';
import { type EventStore, type RecordedEvent, StoreUnavailable, systemClock } from '#kernel';
import { DirectSource, MemoryParkedMessages, type Message } from '#messaging';
import type { PortfolioEvent } from '../published.js';
import { portfolioSubscriptions } from './consumers.js';

const gsrn = '571313900000000016';
const setUp = (store: EventStore = new MemoryEventStore()) => {
  const archive = new MemoryMessageArchive();
  const handlers = new Map(portfolioSubscriptions({ store, archive, strictIds: true }).map(({ topic, handler }) => [topic, handler]));
  const message = (topic: string, body: unknown, at: number): Message =>
    ({ id: `m-${at}`, topic, body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)), headers: {}, origin: `t/0@${at}`, receivedAt: '2025-10-01T08:00:00.000Z' });
  return {
    store, archive,
    take: (topic: string, ...bodies: unknown[]) => handlers.get(topic)!(bodies.map((body, at) => message(topic, body, at))),
    events: async () => {
      const found: RecordedEvent<PortfolioEvent>[] = [];
      for await (const page of store.readAll<PortfolioEvent>()) found.push(...page.events);
      return found;
    },
  };
};
const document = (documentId: string, ...records: unknown[]) => ({ documentId, sender: 'crm', createdAt: '2025-10-01T08:00:00Z', records });
const start = (supplyId: string, from: string, to?: string) => ({ action: 'start', gsrn, supplyId, customerId: 'c-1', from, ...(to && { to }) });

describe('A message about the portfolio', () => {
  it('says where each event comes from, and who sent it', async () => {
    const { take, events } = setUp();
    expect(await take('portfolio.supplies', document('d-1', start('s-1', '2025-01-01', '2025-02-01'), start('s-2', '2025-02-01')))).toMatchObject([{ kind: 'done', summary: { documentId: 'd-1', records: 2, recorded: 2, repeated: 0 } }]);
    expect((await events()).map(({ stream, data, metadata }) => [stream, (data as { source: unknown }).source, metadata.actor, metadata.causationId])).toEqual([
      [`supply-${gsrn}`, { sender: 'crm', documentId: 'd-1', index: 0 }, 'crm', 'm-0'], [`supply-${gsrn}`, { sender: 'crm', documentId: 'd-1', index: 1 }, 'crm', 'm-0'],
    ]);
  });
  it('of each topic is understood', async () => {
    const { take, events } = setUp();
    const contract = { contractId: 'k-1', gsrn, customerId: 'c-1', from: '2025-01-01', products: [{ product: 'spot' }], billingFrequency: 'monthly', paymentDays: 20 };
    const outcomes = await Promise.all([
      take('portfolio.customers', document('d-1', { customerId: 'c-1', kind: 'private' })), take('portfolio.contracts', document('d-2', contract)),
      take('portfolio.links', document('d-3', { gsrn, owner: '5790000432752', type: 'tariff', code: '40000', from: '2025-01-01' })), take('portfolio.heating', document('d-4', { gsrn, from: '2025-01-01', usedBeforeKwh: '12.5' })),
    ]);
    expect(outcomes.flat().map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done']);
    expect((await events()).map(({ type, data }) => [type, 'payerId' in data ? data.payerId : 'factor' in data ? data.factor : null]).sort()).toEqual([['ChargeLinked', 1], ['ContractSigned', 'c-1'], ['CustomerRegistered', null], ['HeatingEntitled', null]]);
  });
  it('takes the earlier name of the erroneous switch, and records the one in use', async () => {
    const { take, events } = setUp();
    await take('portfolio.supplies', document('d-1', start('s-1', '2025-01-01')), document('d-2', { action: 'reverse', gsrn, supplyId: 's-1', reason: 'wrongPoint', process: 'BRS-042' }));
    expect((await events()).at(-1)).toMatchObject({ type: 'SupplyReversed', data: { process: 'BRS-003' } });
  });
  it('changes nothing when it comes again, in the same batch or later', async () => {
    const { take, events } = setUp();
    const twice = document('d-1', start('s-1', '2025-01-01'));
    expect(await take('portfolio.supplies', twice, twice)).toMatchObject([{ summary: { records: 1 } }, { kind: 'done' }]);
    expect(await take('portfolio.supplies', twice)).toMatchObject([{ kind: 'done', summary: { recorded: 0, repeated: 1 } }]);
    expect(await events()).toHaveLength(1);
  });
  it('is taken as a whole or not at all: one record that may not keeps the others out, and every refusal is told', async () => {
    const { take, events } = setUp();
    const [refused, taken] = await take('portfolio.supplies', document('d-1', start('s-1', '2025-01-01'), start('s-2', '2025-06-01'), { action: 'end', gsrn, supplyId: 's-9', to: '2025-07-01', reason: 'moveOut' }), document('d-2', start('s-3', '2025-03-01')));
    expect(refused).toMatchObject({ kind: 'poison', reasons: [{ code: 'SUPPLY_OVERLAPS', path: '$.records[1]' }, { code: 'SUPPLY_NOT_FOUND', path: '$.records[2]' }] });
    expect(taken).toMatchObject({ kind: 'done' });
    expect((await events()).map(({ data }) => (data as { supplyId: string }).supplyId)).toEqual(['s-3']);
  });
  it('is parked when its id was used for something else', async () => {
    const { take, events } = setUp();
    await take('portfolio.customers', document('d-1', { customerId: 'c-1', kind: 'private' }));
    expect(await take('portfolio.customers', document('d-1', { customerId: 'c-2', kind: 'private' }))).toMatchObject([{ kind: 'poison', reasons: [{ code: 'DOCUMENT_ID_REUSED' }] }]);
    expect(await events()).toHaveLength(1);
  });
  it('needs the fields of its action and no others', async () => {
    const { take } = setUp();
    expect(await take('portfolio.supplies', document('d-1', { action: 'end', gsrn, supplyId: 's-1', customerId: 'c-1', to: '2025-07-01' }))).toMatchObject([{
      kind: 'poison', reasons: [{ code: 'FIELD_MISSING', path: '$.records[0].reason' }, { code: 'FIELD_NOT_FOR_ACTION', path: '$.records[0].customerId' }],
    }]);
  });
  it('comes again after the store was away between archive and events', async () => {
    const store = new MemoryEventStore();
    let away = true;
    const { take, events, archive } = setUp(Object.assign(Object.create(store) as EventStore, {
      appendBatch: (appends: Parameters<EventStore['appendBatch']>[0]) => (away ? Promise.reject(new StoreUnavailable('away')) : store.appendBatch(appends)),
      readAll: store.readAll.bind(store), readStream: store.readStream.bind(store),
    }));
    await expect(take('portfolio.supplies', document('d-1', start('s-1', '2025-01-01')))).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await archive.list({})).documents).toHaveLength(1);
    away = false;
    expect(await take('portfolio.supplies', document('d-1', start('s-1', '2025-01-01')))).toMatchObject([{ kind: 'done', summary: { recorded: 1 } }]);
    expect(await events()).toHaveLength(1);
  });
  it('is decided anew when somebody else writes to the same point at the same time', async () => {
    const store = new MemoryEventStore();
    const [one, other] = [setUp(store), setUp(store)];
    const outcomes = await Promise.all([one.take('portfolio.supplies', document('d-1', start('s-1', '2025-01-01'))), other.take('portfolio.supplies', document('d-2', start('s-2', '2025-02-01')))]);
    expect(outcomes.flat().map(({ kind }) => kind).sort()).toEqual(['done', 'poison']);
    expect(await one.events()).toHaveLength(1);
  });
  it('with personal data is parked without them, in whatever place they stood', async () => {
    const [name, cpr] = ['Jens Prøvesen', '0101901234'];
    const parked = new MemoryParkedMessages(systemClock);
    const archive = new MemoryMessageArchive();
    const source = new DirectSource(parked, systemClock);
    for (const subscription of portfolioSubscriptions({ store: new MemoryEventStore(), archive, strictIds: true })) await source.start(subscription);
    const body = Buffer.from(JSON.stringify(document('d-1', { customerId: 'c-1', kind: 'private', name, cpr })));
    await source.deliver('portfolio.customers', [{ id: 'm-1', key: name, body, headers: { 'x-name': name, 'correlation-id': 'r-1' } }]);
    const { messages: [waiting] } = await parked.list();
    const shown = (await parked.show(waiting!.id))!;
    expect(shown.message).toMatchObject({ id: 'm-1', topic: 'portfolio.customers', headers: { 'correlation-id': 'r-1' } });
    expect(shown.reasons.map(({ code }) => code)).toEqual(['UNKNOWN_FIELD', 'UNKNOWN_FIELD']);
    const all = JSON.stringify(shown) + shown.message.body.toString();
    for (const secret of [name, 'Jens', cpr]) expect(all).not.toContain(secret);
    expect((await archive.list({})).documents).toEqual([]);
  });
});
