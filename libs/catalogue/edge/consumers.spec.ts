import { describe, expect, it } from '@jest/globals';
import { MemoryMessageArchive } from '#datahub/testing';
import { calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import { type EventStore, type RecordedEvent, StoreUnavailable } from '#kernel';
import type { Message, Outcome } from '#messaging';
import type { CatalogueEvent } from '../domain/events.js';
import { catalogueSubscriptions } from './consumers.js';

const calendar = calendarOf('Europe/Copenhagen');
const cover = (documentId: string, ...records: unknown[]) => ({ sender: '5790000432752', documentId, createdAt: '2024-12-31T12:00:00Z', records });
const key = { owner: '5790000432752', type: 'tariff', code: '40000' };
const terms = { name: 'Transmission', category: 'transmission', resolution: 'P1D', tax: false, notBilled: false, vatClass: 'D02' };
const spot = (change: object = {}) => ({ area: 'DK1', resolution: 'PT1H', from: '2024-12-31T23:00:00Z', prices: Array.from({ length: 24 }, (_, at) => `0.${at}`), ...change });

const given = (store: EventStore = new MemoryEventStore()) => {
  const archive = new MemoryMessageArchive();
  const subscriptions = catalogueSubscriptions({ store, archive, calendar, strictIds: true });
  let count = 0;
  const message = (topic: string, of: unknown): Message => {
    const id = `m-${count++}`;
    return { id, topic, body: Buffer.from(typeof of === 'string' ? of : JSON.stringify(of)), headers: {}, origin: 'spec', receivedAt: '2024-12-31T12:00:01.000Z' };
  };
  const take = (topic: string, ...of: unknown[]): Promise<readonly Outcome[]> => subscriptions.find((one) => one.topic === topic)!.handler(of.map((one) => message(topic, one)));
  const events = async () => {
    const found: RecordedEvent<CatalogueEvent>[] = [];
    for await (const page of store.readAll<CatalogueEvent>()) found.push(...page.events);
    return found;
  };
  const codes = async (topic: string, of: unknown) => {
    const [outcome] = await take(topic, of);
    return outcome!.kind === 'poison' ? outcome!.reasons.map(({ code, path }) => `${code} ${path}`) : ['done'];
  };
  return { archive, take, events, codes };
};

describe('A document of prices', () => {
  it('becomes events that point at their record, and is kept as evidence', async () => {
    const { take, events, archive } = given();
    expect(await take('prices.charges', cover('d-1', { ...key, terms, prices: [{ from: '2025-01-01', price: '0.0610' }] }))).toMatchObject([{ kind: 'done', summary: { records: 1, recorded: 2, repeated: 0 } }]);
    const source = { sender: '5790000432752', documentId: 'd-1', index: 0 };
    expect(await events()).toMatchObject([
      { stream: 'charge-5790000432752.tariff.40000', type: 'ChargeDefined', data: { ...key, ...terms, source } },
      { type: 'ChargePricesPublished', data: { ...key, from: '2025-01-01', price: '0.061', registeredAt: '2024-12-31T12:00:00Z', source } },
    ]);
    expect((await archive.find('5790000432752', 'd-1'))?.type).toBe('prices.charges');
  });
  it('changes nothing when it comes again', async () => {
    const { take, events } = given();
    for (const topic of ['prices.spot', 'prices.spot']) await take(topic, cover('d-1', spot(), spot({ area: 'DK2' })), cover('d-1', spot(), spot({ area: 'DK2' })));
    expect(await events()).toHaveLength(2);
    expect(await take('prices.spot', cover('d-1', spot(), spot({ area: 'DK2' })))).toMatchObject([{ kind: 'done', summary: { recorded: 0, repeated: 2 } }]);
  });
  it('changes nothing when the same prices come in another document that does not say when they were registered', async () => {
    const { take, events } = given();
    await take('prices.spot', cover('d-1', spot()), { ...cover('d-2', spot()), createdAt: '2025-01-02T00:00:00Z' });
    expect(await events()).toHaveLength(1);
  });
  it('keeps a corrected price beside the old one', async () => {
    const { take, events } = given();
    await take('prices.spot', cover('d-1', spot()), { ...cover('d-2', spot({ from: '2025-01-01T05:00:00Z', prices: ['0.9'] })), createdAt: '2025-01-02T00:00:00Z' });
    expect((await events()).map(({ stream, data }) => [stream, 'prices' in data && data.prices.length])).toEqual([['spot-DK1-2025-01-01', 24], ['spot-DK1-2025-01-01', 1]]);
  });
  it('is cut at local midnights, 23 hours in spring and 25 in autumn', async () => {
    const { take, events } = given();
    await take('prices.spot', cover('d-1', spot({ from: '2025-03-29T23:00:00Z', prices: Array.from({ length: 23 + 24 }, () => '1') }), spot({ from: '2025-10-25T22:00:00Z', prices: Array.from({ length: 25 + 1 }, () => null) })));
    expect((await events()).map(({ stream, data }) => [stream, 'prices' in data && data.prices.length])).toEqual([['spot-DK1-2025-03-30', 23], ['spot-DK1-2025-03-31', 24], ['spot-DK1-2025-10-26', 25], ['spot-DK1-2025-10-27', 1]]);
  });
  it('is parked as a whole with every reason, and its neighbours are taken', async () => {
    const { take, events } = given();
    const bad = cover('d-2', spot({ area: 'SE3' }), spot(), spot({ from: '2025-01-01T00:30:00Z', prices: ['1', 'x'] }), spot({ colour: 'red' }));
    const outcomes = await take('prices.spot', cover('d-1', spot()), bad, 'no json', cover('d-4', spot({ area: 'DK2' })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'poison', 'poison', 'done']);
    expect(outcomes[1]).toMatchObject({ reasons: [{ code: 'NOT_ALLOWED', path: '$.records[0].area' }, { code: 'WRONG_FORM', path: '$.records[2].prices[1]' }, { code: 'UNKNOWN_FIELD', path: '$.records[3].colour' }] });
    expect((await events()).map(({ stream }) => stream)).toEqual(['spot-DK1-2025-01-01', 'spot-DK2-2025-01-01']);
  });
  it('is parked as a whole when one record may not, whatever stands in the others', async () => {
    const { take, events } = given();
    const outcomes = await take('prices.charges', cover('d-1', { ...key, terms, prices: [{ from: '2025-01-01', price: '1' }] }, { ...key, code: '99', prices: [{ from: '2025-01-01', price: '1' }] }));
    expect(outcomes).toMatchObject([{ kind: 'poison', reasons: [{ code: 'CHARGE_NOT_DEFINED', path: '$.records[1]', da: expect.stringMatching(/Definér/) as unknown }] }]);
    expect(await events()).toEqual([]);
  });
  it('may price what the document before it defines, and be taken later when that came late', async () => {
    const { take, codes } = given();
    const [defines, prices] = [cover('d-1', { id: 'spot', terms: { name: 'Spot', kind: 'spot' } }), cover('d-2', { id: 'spot', prices: [{ from: '2025-01-01', marginDkkPerKwh: '0.04' }] })];
    expect(await codes('prices.products', prices)).toEqual(['PRODUCT_NOT_DEFINED $.records[0]']);
    expect((await take('prices.products', defines, prices)).map(({ kind }) => kind)).toEqual(['done', 'done']);
  });
  it('is parked when its id was used for something else', async () => {
    const { codes, events } = given();
    await codes('prices.rates', cover('d-1', { name: 'vat', from: '2000-01-01', value: '0.25' }));
    expect(await codes('prices.rates', cover('d-1', { name: 'vat', from: '2000-01-01', value: '0.26' }))).toEqual(['DOCUMENT_ID_REUSED $.documentId']);
    expect(await events()).toHaveLength(1);
  });
  it('says what its figures may not be', async () => {
    const { codes } = given();
    expect(await codes('prices.rates', cover('d-1', { name: 'vat', from: '2000-02-30', value: '25' }, { name: 'taxLimit', from: '2000-01-01', to: '1999-01-01', value: '4000.5' }, { name: 'reducedTax', from: '2000-01-01', value: '-0.1' })))
      .toEqual(['NOT_A_DATE $.records[0].from', 'NOT_A_RATE $.records[0].value', 'PERIOD_EMPTY $.records[1].to', 'NOT_WHOLE $.records[1].value', 'RATE_NEGATIVE $.records[2].value']);
    expect(await codes('prices.charges', cover('d-2', { ...key, owner: '5790000432753', prices: [
      { from: '2025-01-01' }, { from: '2025-01-01', hours: ['1'] }, { from: '2025-01-01', points: [] }, { from: '2025-01-01', to: '2025-02-01', points: ['0.1234567890123'], registeredAt: '2025-01-01T25:00:00Z' },
    ] }))).toEqual([
      'GLN_CHECK_DIGIT $.records[0].owner', 'PRICE_FORM_UNCLEAR $.records[0].prices[0]', 'HOURS_NOT_24 $.records[0].prices[1].hours', 'WRONG_COUNT $.records[0].prices[2].points',
      'NOT_AN_INSTANT $.records[0].prices[3].registeredAt', 'TO_WITH_POINTS $.records[0].prices[3].to', 'TOO_MANY_DECIMALS $.records[0].prices[3].points[0]',
    ]);
    expect(await codes('prices.products', cover('d-3', { id: 'x' }, { id: 'y', prices: [{ from: '2025-01-01' }] }))).toEqual(['NOTHING_SAID $.records[0]']);
  });
  it('comes again after the store was away between evidence and events', async () => {
    const memory = new MemoryEventStore();
    let away = true;
    const flaky = Object.assign(Object.create(memory) as EventStore, {
      appendBatch: (appends: Parameters<EventStore['appendBatch']>[0]) => (away ? Promise.reject(new StoreUnavailable('away')) : memory.appendBatch(appends)),
      readAll: memory.readAll.bind(memory), readStream: memory.readStream.bind(memory),
    });
    const { take, events, archive } = given(flaky);
    await expect(take('prices.spot', cover('d-1', spot()))).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await archive.list({})).documents).toHaveLength(1);
    away = false;
    expect(await take('prices.spot', cover('d-1', spot()))).toMatchObject([{ kind: 'done' }]);
    expect(await events()).toHaveLength(1);
  });
  it('is taken once by two who take it at the same time', async () => {
    const { take, events } = given();
    const document = cover('d-1', ...Array.from({ length: 20 }, (_, at) => ({ ...key, code: `c${at % 5}`, ...(at < 5 && { terms }), prices: [{ from: `2025-01-${String(at + 1).padStart(2, '0')}`, price: '1' }] })));
    const outcomes = await Promise.all([take('prices.charges', document), take('prices.charges', document), take('prices.charges', document)]);
    expect(outcomes.flat().map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(await events()).toHaveLength(25);
  });
  it('may hold more for one stream than one append takes', async () => {
    const { take, events } = given();
    const points = Array.from({ length: 30_000 }, () => '0.123456');
    expect(await take('prices.charges', cover('d-1', { ...key, terms: { ...terms, resolution: 'PT15M' }, prices: ['2023-01-01', '2024-01-01', '2025-01-01', '2026-01-01'].map((from) => ({ from, points })) }))).toMatchObject([{ kind: 'done', summary: { recorded: 5, repeated: 0 } }]);
    expect(await events()).toHaveLength(5);
  });
});
