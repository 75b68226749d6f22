import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryMessageArchive } from '#datahub/testing';
import { type Rsm012, type Rsm012Series, toRsm012 } from '#datahub/published';
import { calendarOf, HOUR_MS } from '#energy';
import { MemoryEventStore } from '#event-store';
import { type EventStore, type RecordedEvent, StoreUnavailable } from '#kernel';
import type { Message, Outcome } from '#messaging';
import { resampled } from '../domain/resampled.js';
import type { ReadingsEvent } from '../domain/readings-day.js';
import { timeline, type Version } from '../domain/timeline.js';
import { rsm012Handler } from './rsm-012-consumer.js';

const calendar = calendarOf('Europe/Copenhagen');
const day = calendar.day('2025-03-30');
const GSRN = '571313900000000016';

const series = (of: Partial<Rsm012Series> = {}): Rsm012Series => {
  const valuesWh = of.valuesWh ?? Array.from({ length: day.hours }, (_, hour) => hour * 10);
  return {
    seriesId: 's-1', gsrn: GSRN, meteringPointType: 'E17', resolution: 'PT1H', from: '2025-03-29T23:00:00Z', to: '2025-03-30T22:00:00Z', registeredAt: '2025-04-01T02:00:00Z',
    unit: 'KWH', qualities: valuesWh.map((wh) => (wh === null ? 'missing' : 'measured')), index: 0, ...of, valuesWh,
  };
};
const document = (documentId: string, ...of: Rsm012Series[]): Rsm012 => ({
  documentId, sender: '5790001330552', senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ', createdAt: '2025-04-01T02:00:00Z', processType: 'E23', series: of.map((one, index) => ({ ...one, index })),
});
const message = (of: Rsm012 | string): Message => {
  const body = Buffer.from(typeof of === 'string' ? of : toRsm012(of));
  return { id: typeof of === 'string' ? 'm' : of.documentId, topic: 'datahub.timeseries', body, headers: {}, origin: 'spec', receivedAt: '2025-04-01T03:00:00.000Z' };
};

const given = (store: EventStore = new MemoryEventStore()) => {
  const archive = new MemoryMessageArchive();
  const handler = rsm012Handler({ store, archive, calendar, strictIds: true });
  const events = async () => {
    const found: RecordedEvent<ReadingsEvent>[] = [];
    for await (const page of store.readAll<ReadingsEvent>()) found.push(...page.events);
    return found;
  };
  return { archive, handler, events, take: (...of: (Rsm012 | string)[]): Promise<readonly Outcome[]> => handler(of.map(message)) };
};

describe('An RSM-012', () => {
  it('becomes one event for each series, in the stream of its point and local day, pointing at its document', async () => {
    const { take, events } = given();
    const second = series({ seriesId: 's-2', gsrn: '571313900000000023' });
    expect(await take(document('d-1', series(), second))).toMatchObject([{ kind: 'done', summary: { documentId: 'd-1', series: 2, recorded: 2, repeated: 0 } }]);
    const [first, other] = await events();
    expect(first).toMatchObject({ stream: `readings-${GSRN}-2025-03-30`, type: 'ReadingsReceived', data: { gsrn: GSRN, resolution: 'PT1H', registeredAt: '2025-04-01T02:00:00Z', source: { documentId: 'd-1', seriesId: 's-1', index: 0 } } });
    expect(first!.data.energyWh).toHaveLength(23);
    expect(first!.data.qualities).toBeUndefined();
    expect(other!.data.source).toMatchObject({ seriesId: 's-2', index: 1 });
  });
  it('keeps what is missing missing', async () => {
    const { take, events } = given();
    await take(document('d-1', series({ valuesWh: Array.from({ length: 23 }, (_, hour) => (hour === 3 ? null : 5)) })));
    const [{ data }] = (await events()) as [RecordedEvent<ReadingsEvent>];
    expect([data.energyWh[3], data.qualities![3], data.qualities![4]]).toEqual([null, 'missing', 'measured']);
  });
  it('counts once, however often it comes', async () => {
    const { take, events } = given();
    await take(document('d-1', series()));
    expect(await take(document('d-1', series()))).toMatchObject([{ kind: 'done', summary: { recorded: 0, repeated: 1 } }]);
    await take(document('d-1', series()), document('d-1', series()));
    expect(await events()).toHaveLength(1);
  });
  it('changes nothing with a series id that another document brought first, also for another day', async () => {
    const { take, events } = given();
    await take(document('d-1', series()));
    const again = series({ from: '2025-03-30T22:00:00Z', to: '2025-03-31T22:00:00Z', valuesWh: Array.from({ length: 24 }, () => 1) });
    expect(await take(document('d-2', again))).toMatchObject([{ kind: 'done', summary: { series: 1, recorded: 0, repeated: 1 } }]);
    expect(await events()).toHaveLength(1);
  });
  it('is parked when its id was used for something else, and kept as evidence', async () => {
    const { take, events, archive } = given();
    await take(document('d-1', series()));
    expect(await take(document('d-1', series({ seriesId: 's-9' })))).toMatchObject([{ kind: 'poison', reasons: [{ code: 'DOCUMENT_ID_REUSED' }] }]);
    expect(await events()).toHaveLength(1);
    expect((await archive.list({})).documents).toHaveLength(2);
  });
  it('is parked as a whole with every reason, and its neighbours are taken', async () => {
    const { take, events } = given();
    const bad = document('d-2', series({ seriesId: 's-2' }), series({ seriesId: 's-3', valuesWh: Array.from({ length: 22 }, () => 1) }));
    const outcomes = await take(document('d-1', series()), bad, 'no json', document('d-4', series({ seriesId: 's-4', gsrn: '571313900000000023' })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'poison', 'poison', 'done']);
    expect((await events()).map(({ data }) => data.source.seriesId)).toEqual(['s-1', 's-4']);
  });
  it('comes again after the store was away between archive and events', async () => {
    const store = new MemoryEventStore();
    let away = true;
    const flaky = Object.assign(Object.create(store) as EventStore, {
      appendBatch: (appends: Parameters<EventStore['appendBatch']>[0]) => (away ? Promise.reject(new StoreUnavailable('away')) : store.appendBatch(appends)),
      readAll: store.readAll.bind(store), readStream: store.readStream.bind(store),
    });
    const { take, events, archive } = given(flaky);
    await expect(take(document('d-1', series()))).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await archive.list({})).documents).toHaveLength(1);
    away = false;
    expect(await take(document('d-1', series()))).toMatchObject([{ kind: 'done', summary: { series: 1 } }]);
    expect(await events()).toHaveLength(1);
  });

  const seed = 20250330;
  it(`order, repetition and batching do not matter (seed ${seed})`, async () => {
    const versions = fc.array(fc.record({ hour: fc.integer({ min: 0, max: 19 }), length: fc.integer({ min: 4, max: 8 }), registered: fc.integer({ min: 1, max: 3 }), wh: fc.option(fc.integer({ min: 0, max: 9_999 }), { nil: null }) }), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(versions, fc.infiniteStream(fc.nat()), async (of, chance) => {
      const documents = of.map(({ hour, length, registered, wh }, at) => {
        const from = day.from + hour * HOUR_MS;
        const to = Math.min(from + length * HOUR_MS, day.to);
        const count = Math.max(4, (to - from) / HOUR_MS);
        return document(`d-${at}`, series({ seriesId: `s-${at}`, from: iso(to - count * HOUR_MS), to: iso(to), registeredAt: `2025-04-0${registered}T00:00:00Z`, valuesWh: Array.from({ length: count }, () => wh) }));
      });
      const next = () => chance.next().value!;
      const shuffled = [...documents, ...documents.filter(() => next() % 2 === 0)].map((one) => ({ one, key: next() })).sort((a, b) => a.key - b.key).map(({ one }) => one);
      const [inOrder, mixed] = [given(), given()];
      await inOrder.take(...documents);
      for (let at = 0; at < shuffled.length;) {
        const size = 1 + (next() % 3);
        for (const outcome of await mixed.take(...shuffled.slice(at, at + size))) expect(outcome.kind).toBe('done');
        at += size;
      }
      expect(await answer(mixed.events)).toEqual(await answer(inOrder.events));
      expect((await mixed.events()).length).toBe(documents.length);
    }), { seed, numRuns: 60 });
  });
});

const iso = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');
const answer = async (events: () => Promise<RecordedEvent<ReadingsEvent>[]>) => {
  const versions = (await events()).map(({ data }): Version => ({ seriesId: data.source.seriesId, registeredAt: Date.parse(data.registeredAt), resolution: data.resolution, from: Date.parse(data.from), to: Date.parse(data.to), energyWh: data.energyWh, ...(data.qualities && { qualities: data.qualities }) }));
  return resampled(timeline(day.from, day.to, versions), day.to, 'PT15M', calendar);
};
