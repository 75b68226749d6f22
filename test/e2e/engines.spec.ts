import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTopics, KafkaSink } from '#messaging';
import { ownDatabase, type OwnDatabase } from './database.js';
import { Door, keyOn } from './door.js';
import { all, document, newGsrn } from './documents.js';
import { eventually } from './eventually.js';
import { launch, type Program } from './program.js';

const DAY = { from: '2025-01-14T23:00:00Z', to: '2025-01-15T23:00:00Z', resolution: 'PT1H' as const };
const TOPIC = 'datahub.timeseries';

/** Where the events lie. A real EventStoreDB when one is named; the stand-in, which is not the server, always. */
const STORES: readonly Readonly<{ name: string; open(folder: string): Promise<Readonly<{ url?: string; program?: Program }>> }>[] = [
  { name: 'the Postgres store', open: async () => ({}) },
  { name: 'an EventStoreDB stand-in', open: async (folder) => {
    const program = launch('test/eventstoredb-stand-in/main.js', {}, ['--data', folder]);
    const line = await eventually('the stand-in listens', () => program.output().split('\n').find((one) => one.includes('"standIn"')));
    return { program, url: (JSON.parse(line) as { connectionString: string }).connectionString };
  } },
  ...(process.env['EVENTSTORE_URL'] === undefined ? [] : [{ name: 'a real EventStoreDB', open: async () => ({ url: process.env['EVENTSTORE_URL']! }) }]),
];

describe.each(STORES)('Kafka in front, roles in processes of their own, events in $name', ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gridtally-e2e-'));
  const programs: Program[] = [];
  let database: OwnDatabase;
  let sink: KafkaSink;
  let door: Door;
  beforeAll(async () => {
    const brokers = process.env['KAFKA_BROKERS'];
    if (brokers === undefined) throw new Error('This story needs a Kafka: run npm test, or set KAFKA_BROKERS (npm run engines -- up kafka prints one).');
    database = await ownDatabase();
    const { url, program } = await open(folder);
    if (program) programs.push(program);
    await createTopics({ brokers: brokers.split(',') });
    sink = new KafkaSink({ connection: { brokers: brokers.split(',') } });
    const env = { DATABASE_URL: database.url, KAFKA_BROKERS: brokers, GRIDTALLY_DATA: folder, ...(url !== undefined && { EVENTSTORE_URL: url }) };
    const roles = ['api', 'ingest', 'projector'].map((name) => launch(`apps/${name}/main.js`, env));
    programs.push(...roles);
    const [api] = await Promise.all(roles.map(({ ready }) => ready));
    door = new Door(api!, (await keyOn(database.url)).key);
  }, 120_000);
  afterAll(async () => {
    const ended = await Promise.all([...programs].reverse().map((program) => program.send('SIGTERM')));
    await sink?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 0));
  }, 60_000);

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
