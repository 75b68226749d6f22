import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { KafkaSink } from '#messaging';
import type { Door } from './door.js';
import { all, document, newGsrn } from './documents.js';
import { eventually } from './eventually.js';
import { EVENT_STORE_DBS, OnEngines, POSTGRES_STORE } from './on-engines.js';

const DAY = { from: '2025-01-14T23:00:00Z', to: '2025-01-15T23:00:00Z', resolution: 'PT1H' as const };
const TOPIC = 'datahub.timeseries';

describe.each([POSTGRES_STORE, ...EVENT_STORE_DBS])('Kafka in front, roles in processes of their own, events in $name', (store) => {
  const engines = new OnEngines();
  let sink: KafkaSink;
  let door: Door;
  beforeAll(async () => { ({ door, sink } = await engines.start(store, ['api', 'ingest', 'projector'])); }, 120_000);
  afterAll(async () => { expect(await engines.stop()).toEqual([]); }, 60_000);

  const totalOf = async (gsrn: string): Promise<unknown> => {
    const { status, body } = await door.ask('GET', `/api/metering-points/${gsrn}/readings?from=2025-01-15&to=2025-01-16&resolution=P1D`);
    return status === 200 ? body['totalKwh'] : undefined;
  };

  it('a document that is published is answered for, corrected, and counted once however often it comes', async () => {
    const gsrn = newGsrn();
    const first = { id: randomUUID(), key: gsrn, body: document({ gsrn, ...DAY, wh: all(1_000, 24), registeredAt: '2025-01-16T10:00:00Z' }) };
    await sink.publish(TOPIC, [first]);
    await eventually('it is shown', async () => ((await totalOf(gsrn)) === '24.000' ? true : undefined), 60_000);
    const second = { id: randomUUID(), key: gsrn, body: document({ gsrn, ...DAY, wh: all(2_000, 24), registeredAt: '2025-01-20T10:00:00Z' }) };
    await sink.publish(TOPIC, [first, second, first, { ...first, id: randomUUID() }]);
    await eventually('the correction is shown', async () => ((await totalOf(gsrn)) === '48.000' ? true : undefined), 60_000);
    const { events } = await door.get(`/api/streams/readings-${gsrn}-2025-01-15`);
    expect(events).toHaveLength(2);
  }, 150_000);

  it('one that cannot be taken is parked, and those behind it go on', async () => {
    const [gsrn, id] = [newGsrn(), randomUUID()];
    await sink.publish(TOPIC, [{ id, key: gsrn, body: Buffer.from('{"cut off') }, { id: randomUUID(), key: gsrn, body: document({ gsrn, ...DAY, wh: all(1_000, 24) }) }]);
    await eventually('the good one is shown', async () => ((await totalOf(gsrn)) === '24.000' ? true : undefined), 60_000);
    const { messages } = await door.get('/api/parked?limit=1000');
    expect((messages as { message: { id: string; key: string } }[]).filter(({ message }) => message.id === id)).toMatchObject([{ message: { key: gsrn } }]);
  }, 90_000);

  it('HTTP and Kafka bring the same: a document of both counts once', async () => {
    const gsrn = newGsrn();
    const body = document({ gsrn, ...DAY, wh: all(1_000, 24) });
    await door.take(body);
    await sink.publish(TOPIC, [{ id: randomUUID(), key: gsrn, body }]);
    const other = newGsrn();
    await sink.publish(TOPIC, [{ id: randomUUID(), key: gsrn, body: document({ gsrn: other, ...DAY, wh: all(1_000, 24) }) }]); // same key, so behind the first
    await eventually('the one behind it is shown', async () => ((await totalOf(other)) === '24.000' ? true : undefined), 60_000);
    expect((await door.get(`/api/streams/readings-${gsrn}-2025-01-15`))['events']).toHaveLength(1);
    expect(await totalOf(gsrn)).toBe('24.000');
  }, 90_000);
});
