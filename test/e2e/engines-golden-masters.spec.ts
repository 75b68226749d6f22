import { afterAll, describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTopics, KafkaSink } from '#messaging';
import { ownDatabase, type OwnDatabase } from './database.js';
import { Door, keyOn } from './door.js';
import { eventually } from './eventually.js';
import { tellMasters } from './golden-masters/masters.js';
import { launch, type Program } from './program.js';

/**
 * Where the events lie. The stand-in speaks EventStoreDB's protocol and is not the server; a real one when one is named. The Postgres store hears the same masters
 * in golden-masters.spec.ts, and a month over Kafka in the chaos suite.
 */
const STORES: readonly Readonly<{ name: string; open(folder: string): Promise<Readonly<{ url?: string; program?: Program }>> }>[] = [
  { name: 'an EventStoreDB stand-in', open: async (folder) => {
    const program = launch('test/eventstoredb-stand-in/main.js', {}, ['--data', folder]);
    const line = await eventually('the stand-in listens', () => program.output().split('\n').find((one) => one.includes('"standIn"')));
    return { program, url: (JSON.parse(line) as { connectionString: string }).connectionString };
  } },
  ...(process.env['EVENTSTORE_URL'] === undefined ? [] : [{ name: 'a real EventStoreDB', open: async () => ({ url: process.env['EVENTSTORE_URL']! }) }]),
];

describe.each(STORES.map((store, telling) => ({ ...store, telling: telling + 1 })))('The golden masters over Kafka topics, roles in processes of their own, events in $name', ({ open, telling }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gridtally-e2e-'));
  const programs: Program[] = [];
  let database: OwnDatabase | undefined;
  let sink: KafkaSink | undefined;
  afterAll(async () => {
    const ended = await Promise.all([...programs].reverse().map((program) => program.send('SIGTERM')));
    await sink?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
    expect(ended.filter(({ code }) => code !== 0).map(({ code, output }) => ({ code, output: output.slice(-2_000) }))).toEqual([]);
  }, 60_000);
  tellMasters(async () => {
    const brokers = process.env['KAFKA_BROKERS'];
    if (brokers === undefined) throw new Error('This story needs a Kafka: run npm test, or set KAFKA_BROKERS (npm run engines -- up kafka prints one).');
    database = await ownDatabase();
    const { url, program } = await open(folder);
    if (program) programs.push(program);
    await createTopics({ brokers: brokers.split(',') });
    const publishing = new KafkaSink({ connection: { brokers: brokers.split(',') } });
    sink = publishing;
    const env = {
      DATABASE_URL: database.url, KAFKA_BROKERS: brokers, GRIDTALLY_DATA: folder, GRIDTALLY_ZONE: 'UTC', GRIDTALLY_STRICT_IDS: 'false', ...(url !== undefined && { EVENTSTORE_URL: url }),
    };
    const roles = ['api', 'ingest', 'projector', 'processes'].map((name) => launch(`apps/${name}/main.js`, env));
    programs.push(...roles);
    const [api] = await Promise.all(roles.map(({ ready }) => ready));
    return { door: new Door(api!, (await keyOn(database.url)).key), send: (topic, key, body) => publishing.publish(topic, [{ id: randomUUID(), key, body }]) };
  }, telling);
});
