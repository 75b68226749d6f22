import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTopics, KafkaSink } from '#messaging';
import { ownDatabase, type OwnDatabase } from './database.js';
import { Door, keyOn } from './door.js';
import { eventually } from './eventually.js';
import { type Ended, launch, type Program } from './program.js';

/** Where the events of a story lie. */
export type StoreChoice = Readonly<{ name: string; open(folder: string): Promise<Readonly<{ url?: string; program?: Program }>> }>;

export const POSTGRES_STORE: StoreChoice = { name: 'the Postgres store', open: async () => ({}) };

/** The stand-in, which speaks EventStoreDB's protocol and is not the server; a real one too when one is named. */
export const EVENT_STORE_DBS: readonly StoreChoice[] = [
  { name: 'an EventStoreDB stand-in', open: async (folder) => {
    const program = launch('test/eventstoredb-stand-in/main.js', {}, ['--data', folder]);
    const line = await eventually('the stand-in listens', () => program.output().split('\n').find((one) => one.includes('"standIn"')));
    return { program, url: (JSON.parse(line) as { connectionString: string }).connectionString };
  } },
  ...(process.env['EVENTSTORE_URL'] === undefined ? [] : [{ name: 'a real EventStoreDB', open: async () => ({ url: process.env['EVENTSTORE_URL']! }) }]),
];

/** The product with Kafka in front and each role in a process of its own. */
export class OnEngines {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gridtally-e2e-'));
  readonly #roles: Program[] = [];
  #standIn: Program | undefined;
  #database: OwnDatabase | undefined;
  #sink: KafkaSink | undefined;

  /** Starts the roles, `api` among them, and waits until they are ready. @throws Error when no Kafka is named */
  async start(store: StoreChoice, roles: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Readonly<{ door: Door; sink: KafkaSink }>> {
    const brokers = process.env['KAFKA_BROKERS'];
    if (brokers === undefined) throw new Error('This story needs a Kafka: run npm test, or set KAFKA_BROKERS (npm run engines -- up kafka prints one).');
    this.#database = await ownDatabase();
    const { url, program } = await store.open(this.#folder);
    this.#standIn = program;
    await createTopics({ brokers: brokers.split(',') });
    const sink = new KafkaSink({ connection: { brokers: brokers.split(',') } });
    this.#sink = sink;
    const all = { DATABASE_URL: this.#database.url, KAFKA_BROKERS: brokers, GRIDTALLY_DATA: this.#folder, ...env, ...(url !== undefined && { EVENTSTORE_URL: url }) };
    this.#roles.push(...roles.map((name) => launch(`apps/${name}/main.js`, all)));
    const ready = await Promise.all(this.#roles.map((role) => role.ready));
    return { door: new Door(ready[roles.indexOf('api')]!, (await keyOn(this.#database.url)).key), sink };
  }

  /** Ends everything, the event store last: a role that ends waits for the outcome of what it appends. Gives those that did not end well, with their last words. */
  async stop(): Promise<readonly Readonly<{ name: string; code: number | null; lastWords: string }>[]> {
    const ended: [Program, Ended][] = await Promise.all(this.#roles.map(async (role) => [role, await role.send('SIGTERM')] as [Program, Ended]));
    if (this.#standIn) ended.push([this.#standIn, await this.#standIn.send('SIGTERM')]);
    await this.#sink?.close();
    await this.#database?.drop();
    rmSync(this.#folder, { recursive: true, force: true });
    return ended.filter(([, { code }]) => code !== 0).map(([{ name }, { code, output }]) => ({ name, code, lastWords: output.slice(-2_000) }));
  }
}
