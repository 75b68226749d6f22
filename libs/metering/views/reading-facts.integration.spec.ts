import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { calendarOf } from '#energy';
import { PostgresEventStore } from '#event-store';
import { NO_STREAM } from '#kernel';
import { openSpecDatabase, type SpecDatabase } from '#platform/testing';
import { Freshnesses, Projector } from '#projections';
import type { MeteringPointEvent } from '../domain/metering-point.js';
import type { ReadingsEvent, ReceivedSeries } from '../domain/readings-day.js';
import { meteringViews } from '../testing.js';
import { PostgresReadingFacts } from './reading-facts.js';

const calendar = calendarOf('Europe/Copenhagen');
const views = meteringViews(calendar);
let database: SpecDatabase;
let store: PostgresEventStore;
let projector: Projector;
let facts: PostgresReadingFacts;

beforeAll(async () => {
  database = await openSpecDatabase({ size: 10 });
  store = await PostgresEventStore.open({ pool: database.pool, pollMs: 10 });
  projector = new Projector({ store, pool: database.pool, views });
  await projector.start();
  facts = new PostgresReadingFacts(database.pool);
}, 60_000);
afterAll(async () => {
  await projector?.stop();
  await store?.close();
  await database?.close();
});

/** @returns where the log is then */
const happened = async (stream: string, event: ReadingsEvent | MeteringPointEvent, expectedRevision = NO_STREAM): Promise<string> => {
  const { position } = await store.append({ stream, expectedRevision, events: [{ ...event, id: randomUUID() }] });
  const freshness = new Freshnesses(database.pool, store);
  for (const { name } of views) if (!(await freshness.waitFor(name, position, 15_000))) throw new Error(`${name} does not come to ${position}`);
  return position;
};
const series = (gsrn: string, seriesId: string, from: string, to: string, energyWh: readonly (number | null)[], more: Partial<ReceivedSeries> = {}): ReadingsEvent => ({ type: 'ReadingsReceived', data: {
  gsrn, meteringPointType: 'E17', resolution: 'PT1H', from, to, energyWh, registeredAt: '2025-11-01T10:00:00.123456Z', source: { sender: '5790001330552', documentId: `d ${seriesId}`, seriesId, index: 2 }, ...more,
} });
const point = (n: number): string => `5713130000000000${n}`;

describe('The facts of metering', () => {
  it('are every series by local day, values as they came, however long, big or oddly named', async () => {
    const values = Array.from({ length: 49 }, (_, hour) => (hour === 3 ? null : hour === 30 ? 5_000_000_000 : hour === 40 ? -7 : hour));
    const odd = 'a "b"\n{1,2}, ø 𝟙;\\';
    await happened(`readings-${point(10)}-2025-10-25`, series(point(10), odd, '2025-10-24T22:00:00Z', '2025-10-26T23:00:00Z', values));
    await happened(`readings-${point(11)}-2025-10-26`, series(point(11), 'x', '2025-10-25T22:00:00Z', '2025-10-25T23:00:00Z', [null]));
    const found = await facts.readings([point(10), point(11), point(12)], { from: '2025-10-25', to: '2025-10-27' }, {});
    expect([...found.keys()].sort()).toEqual([point(10), point(11)]);
    const [first, second] = [...found.get(point(10))!].sort((a, b) => a.from - b.from);
    expect(first).toEqual({ seriesId: odd, resolution: 'PT1H', from: Date.parse('2025-10-24T22:00Z'), registeredAt: Date.parse('2025-11-01T10:00:00.123Z'), firstIndex: 0, energyWh: values.slice(0, 24) });
    expect(second).toMatchObject({ from: Date.parse('2025-10-25T22:00Z'), firstIndex: 24, energyWh: values.slice(24) });
    expect(found.get(point(11))![0]!.energyWh).toEqual([null]);
    expect((await facts.readings([point(10)], { from: '2025-10-26', to: '2025-10-27' }, {})).get(point(10))).toHaveLength(1);
    expect((await facts.heard([point(10)], { from: '2025-10-25', to: '2025-10-27' }, {})).get(odd)).toMatchObject({ stream: `readings-${point(10)}-2025-10-25`, revision: 0, source: { documentId: `d ${odd}`, seriesId: odd, index: 2 } });
  });

  it('can be asked for as they stood at a place of the log, or at an instant', async () => {
    const stream = `readings-${point(20)}-2025-10-02`;
    const before = await happened(stream, series(point(20), 'v1', '2025-10-01T22:00:00Z', '2025-10-01T23:00:00Z', [1]));
    const after = await happened(stream, series(point(20), 'v2', '2025-10-01T22:00:00Z', '2025-10-01T23:00:00Z', [2]), 0);
    const days = { from: '2025-10-02', to: '2025-10-03' };
    const ids = async (asOf: object) => ((await facts.readings([point(20)], days, asOf)).get(point(20)) ?? []).map(({ seriesId }) => seriesId).sort();
    expect([await ids({ position: before }), await ids({ position: after }), await ids({}), await ids({ position: '' })]).toEqual([['v1'], ['v1', 'v2'], ['v1', 'v2'], []]);
    const { knownAt } = (await facts.heard([point(20)], days, {})).get('v1')!;
    expect(await ids({ knownAt })).toEqual(['v1']);
  });

  it('tell what a point is and which points are or were its children', async () => {
    const stated = (gsrn: string, meteringPointType: string, validFrom: string, parentGsrn?: string): MeteringPointEvent => ({ type: 'MeteringPointRegistered', data: { gsrn, validFrom, masterData: { meteringPointType, gridArea: '543', priceArea: 'DK1', resolution: 'PT1H', supplyPeriods: [], ...(parentGsrn && { parentGsrn }) } } });
    await happened(`meteringpoint-${point(30)}`, stated(point(30), 'E17', '2025-01-01'));
    const before = await happened(`meteringpoint-${point(31)}`, stated(point(31), 'E18', '2025-01-01', point(30)));
    await happened(`meteringpoint-${point(31)}`, { ...stated(point(31), 'E18', '2025-06-01'), type: 'MasterDataChanged' } as MeteringPointEvent, 0);
    const found = await facts.points([point(30), point(39)], {});
    expect(found.get(point(39))).toEqual({ statements: [], children: new Map() });
    expect(found.get(point(30))).toMatchObject({ statements: [{ validFrom: '2025-01-01', masterData: { meteringPointType: 'E17' }, heard: { stream: `meteringpoint-${point(30)}`, revision: 0 } }] });
    expect(found.get(point(30))!.children.get(point(31))!.map(({ validFrom }) => validFrom)).toEqual(['2025-01-01', '2025-06-01']);
    expect((await facts.points([point(30)], { position: before })).get(point(30))!.children.get(point(31))).toHaveLength(1);
  });
});
