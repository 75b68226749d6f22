import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSecretKey, randomBytes } from 'node:crypto';
import { PostgresMessageArchive } from '#datahub/testing';
import { PostgresEventStore } from '#event-store';
import { systemClock } from '#kernel';
import { DirectSource, PostgresParkedMessages, release, type Subscription } from '#messaging';
import { ApiKeys, createHttpApp, createLog, type HttpApp, loadConfig, type MasterKey, masterKeyOf, MemoryApiKeyStore, Metrics, PostgresStoredReplies, Readiness } from '#platform';
import { openSpecDatabase, type SpecDatabase } from '#platform/testing';
import { Freshnesses, Projector } from '#projections';
import { portfolioSubscriptions } from '../edge/consumers.js';
import { portfolioViews } from '../index.js';
import { PortfolioModule } from '../portfolio.module.js';
import { unseal } from './seal.js';
import { Vault } from './vault.js';

const masterKey = (): MasterKey => masterKeyOf(randomBytes(32).toString('base64'))!;
const PERSON = { name: 'Jens Prøvesen', cpr: '0101901234', address: { street: 'Hemmelig Allé 17', postalCode: '8000', city: 'Aarhus C' }, email: 'jens@prove.example', phone: '+4512345678' };
const MOVED = { ...PERSON, name: 'Jens Flyttemann', address: { ...PERSON.address, street: 'Ny Lønvej 99' } };
const SECRETS = ['Jens', 'Prøvesen', 'Flyttemann', '0101901234', 'Hemmelig', 'Lønvej', 'jens@prove.example', '12345678'];
const gsrn = '571313900000000016';

let database: SpecDatabase;
let store: PostgresEventStore;
let projector: Projector;
let app: HttpApp;
let vault: Vault;
let source: DirectSource;
let parked: PostgresParkedMessages;
let subscriptions: readonly Subscription[];
let url: string;
let key: string;
const master = masterKey();
const logged: string[] = [];

beforeAll(async () => {
  database = await openSpecDatabase({ size: 20 });
  const { pool } = database;
  store = await PostgresEventStore.open({ pool, pollMs: 10 });
  projector = new Projector({ store, pool, views: portfolioViews });
  await projector.start();
  const archive = new PostgresMessageArchive({ pool });
  parked = new PostgresParkedMessages(pool, systemClock);
  const replies = new PostgresStoredReplies(pool);
  vault = new Vault({ pool, masterKeys: [master], clock: systemClock });
  for (const one of [archive, parked, replies, vault]) await one.ensureSchema();
  await Promise.all([vault.ensureSchema(), vault.ensureSchema()]);
  const keys = new ApiKeys(new MemoryApiKeyStore());
  key = (await keys.create({ name: 'the office', roles: ['admin'] })).key;
  subscriptions = portfolioSubscriptions({ store, archive, strictIds: true });
  source = new DirectSource(parked, systemClock);
  for (const subscription of subscriptions) await source.start(subscription);
  const log = createLog({ level: 'trace', destination: { write: (line: string) => void logged.push(line) } });
  const freshness = new Freshnesses(pool, store);
  app = await createHttpApp(PortfolioModule.of({ store, pool, freshness, vault }), { config: loadConfig({ PORT: '0', LOG_LEVEL: 'trace' }), log, keys, metrics: new Metrics(), readiness: new Readiness(), replies });
  url = await app.listen();
}, 60_000);
afterAll(async () => {
  await app?.close();
  await projector?.stop();
  await store?.close();
  await database?.close();
});

const ask = async (method: string, path: string, body?: unknown, idempotencyKey?: string) => {
  const answer = await fetch(url + path, {
    method, headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, replayed: answer.headers.get('idempotent-replayed'), body: await answer.json() as Record<string, unknown> };
};

/** Every row of every table of the database, the vault's too, as text; bytes as text as well. */
const everything = async (): Promise<Map<string, string>> => {
  const { rows: tables } = await database.pool.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await database.pool.query<Record<string, unknown>>(`select * from ${name}`);
    found.set(name, rows.map((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : typeof value === 'object' ? JSON.stringify(value) : String(value))).join('\t')).join('\n'));
  }
  return found;
};
/** Where one of the secrets stands, in clear, in hexadecimal or in base64. */
const told = (texts: Iterable<readonly [string, string]>): string[] => [...texts].flatMap(([place, text]) => SECRETS.filter((secret) => {
  const bytes = Buffer.from(secret);
  return text.includes(secret) || text.includes(bytes.toString('hex')) || text.includes(bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64'));
}).map((secret) => `${place}: ${secret}`));

/** What somebody could read who has all tables of the vault and the master key. */
const readFromDump = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ customer_id: string; version: number; sealed: Buffer; wrapped_key: Buffer | null }>('select data.*, wrapped_key from vault.person_data data join vault.person_key using (customer_id) order by version');
  return rows.flatMap(({ customer_id: id, version, sealed, wrapped_key: wrapped }) => {
    const candidates = [master.key, ...(wrapped ? [createSecretKey(unseal(master.key, wrapped, `key of ${id}`))] : [])];
    return candidates.flatMap((candidate) => {
      try {
        return [unseal(candidate, sealed, `data of ${id}, version ${version}`).toString()];
      } catch {
        return []; // this key does not open it: what the spec is about
      }
    });
  });
};

describe('Personal data', () => {
  it('live through being stated, changed, read and repeated', async () => {
    expect((await ask('PUT', '/api/customers/c-1/person', PERSON)).body).toMatchObject({ code: 'CUSTOMER_NOT_FOUND' });
    await ask('PUT', '/api/customers/c-1', { kind: 'private' });
    expect((await ask('GET', '/api/customers/c-1/person')).status).toBe(404);
    expect((await ask('PUT', '/api/customers/c-1/person', PERSON, 'k-1')).body).toMatchObject({ version: 1, outcome: 'appended', visible: true });
    expect(await ask('PUT', '/api/customers/c-1/person', PERSON, 'k-1')).toMatchObject({ status: 200, replayed: 'true' });
    expect((await ask('PUT', '/api/customers/c-1/person', MOVED, 'k-1')).body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await ask('PUT', '/api/customers/c-1/person', PERSON)).body).toMatchObject({ version: 1, outcome: 'already-so' });
    expect((await ask('PUT', '/api/customers/c-1/person', MOVED, 'k-2')).body).toMatchObject({ version: 2 });
    expect((await ask('GET', '/api/customers/c-1/person')).body).toMatchObject({ customerId: 'c-1', version: 2, person: MOVED });
    expect((await ask('GET', '/api/customers/c-1')).body).toMatchObject({ customerId: 'c-1', kind: 'private', person: 'recorded' });
  });

  it('are refused wherever they do not belong', async () => {
    const { name, cpr } = PERSON;
    const tried = await Promise.all([
      ask('PUT', '/api/customers/c-1', { kind: 'private', name }), ask('PUT', '/api/customers/c-1', { kind: name }), ask('PUT', `/api/customers/${cpr}`, { kind: 'private' }),
      ask('PUT', `/api/customers/${encodeURIComponent(name)}`, { kind: 'private' }), ask('PUT', '/api/customers/c-1/person', { ...PERSON, cpr: `${cpr}x`, nickname: name }), ask('PUT', '/api/customers/c-1/person', `{"name":"${name}",}`),
      ask('POST', `/api/metering-points/${gsrn}/supplies`, { customerId: name, from: '2025-10-01' }), ask('POST', `/api/metering-points/${gsrn}/supplies/s-1/end`, { to: '2025-12-01', reason: `${name} moved` }),
      ask('PUT', `/api/contracts/${cpr}`, { gsrn, customerId: 'c-1', payerId: 'jens@prove.example', from: '2025-10-01', products: [{ product: name }], billingFrequency: 'monthly', paymentDays: 20 }),
    ]);
    expect(tried.map(({ status }) => status)).toEqual(tried.map(() => 400));
  });

  it('do not come in by messages, also not when a parked one is released', async () => {
    const envelope = { documentId: 'd-1', sender: 'crm', createdAt: '2025-10-01T08:00:00Z' };
    const bodies = [{ ...envelope, records: [{ customerId: 'c-9', kind: 'private', ...PERSON }] }, { ...envelope, sender: 'crm2', [PERSON.name]: 1, records: [{ customerId: PERSON.cpr, kind: 'private' }] }].map((body) => Buffer.from(JSON.stringify(body)));
    bodies.push(Buffer.from(`{"${PERSON.name}`), Buffer.from(JSON.stringify({ ...envelope, sender: 'crm3', records: [{ customerId: 'c-9', kind: 'private' }] }).replace('"c-9"', `"${PERSON.cpr}","customerId":"c-9"`)));
    const outcomes = await source.deliver('portfolio.customers', bodies.map((body, at) => ({ id: `m-${at}`, key: PERSON.name, body, headers: { name: PERSON.name } })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['poison', 'poison', 'poison', 'poison']);
    const good = Buffer.from(JSON.stringify({ ...envelope, sender: 'crm4', records: [{ customerId: 'c-2', kind: 'business' }] }));
    expect(await source.deliver('portfolio.customers', [{ id: 'm-9', body: good }])).toMatchObject([{ kind: 'done' }]);
    const { messages } = await parked.list();
    expect(messages).toHaveLength(4);
    expect((await release(parked, subscriptions, messages.map(({ id }) => id), 'the office')).map(({ result }) => result)).toEqual(Array.from({ length: 4 }, () => 'refused-again'));
  });

  it('stand beside points and contracts that know the reference alone', async () => {
    await ask('POST', `/api/metering-points/${gsrn}/supplies`, { supplyId: 's-1', customerId: 'c-1', from: '2025-10-01' });
    await ask('PUT', '/api/contracts/k-1', { gsrn, customerId: 'c-1', from: '2025-10-01', products: [{ product: 'spot' }], billingFrequency: 'monthly', paymentDays: 20 });
    expect((await ask('GET', '/api/customers/c-1')).body).toMatchObject({ points: [{ gsrn, supplyId: 's-1', from: '2025-10-01' }], contracts: [{ contractId: 'k-1', payerId: 'c-1' }], paysFor: [] });
  });

  it('can be read by whoever has the database and the master key, as long as they are not deleted', async () => {
    expect((await readFromDump()).join('\n')).toContain('Hemmelig');
    expect(await readFromDump()).toHaveLength(2);
  });

  it('are read after another master key took over, by that one alone', async () => {
    const next = masterKey();
    const both = new Vault({ pool: database.pool, masterKeys: [next, master], clock: systemClock });
    expect([await both.rewrap(), await both.rewrap()]).toEqual([1, 0]);
    expect((await new Vault({ pool: database.pool, masterKeys: [next], clock: systemClock }).get('c-1'))?.person.name).toBe(MOVED.name);
    await expect(vault.get('c-1')).rejects.toMatchObject({ fault: { status: 503, code: 'MASTER_KEY_WRONG' } });
    expect(await readFromDump().catch(() => ['nothing'])).toEqual(['nothing']);
    expect(await new Vault({ pool: database.pool, masterKeys: [master, next], clock: systemClock }).rewrap()).toBe(1);
  });

  it('are not taken without a master key, and that is said', async () => {
    const none = new Vault({ pool: database.pool, masterKeys: [], clock: systemClock });
    await expect(none.put('c-1', PERSON)).rejects.toMatchObject({ fault: { code: 'MASTER_KEY_MISSING' } });
    await expect(none.get('c-1')).rejects.toMatchObject({ fault: { code: 'MASTER_KEY_MISSING' } });
  });

  it('are gone once deleted: the routes say so, and nobody is brought back', async () => {
    expect((await ask('DELETE', '/api/customers/c-1/person')).body).toMatchObject({ customerId: 'c-1', outcome: 'appended', visible: true });
    expect((await ask('DELETE', '/api/customers/c-1/person')).body).toMatchObject({ outcome: 'already-so' });
    expect(await ask('GET', '/api/customers/c-1/person')).toMatchObject({ status: 410, body: { code: 'PERSON_GONE' } });
    expect(await ask('PUT', '/api/customers/c-1/person', PERSON)).toMatchObject({ status: 410, body: { code: 'PERSON_GONE' } });
    await expect(vault.put('c-1', PERSON)).rejects.toMatchObject({ code: 'PERSON_GONE' });
    expect(await ask('DELETE', '/api/customers/c-7/person')).toMatchObject({ status: 404 });
    expect((await ask('GET', '/api/customers/c-1')).body).toMatchObject({ person: 'forgotten', points: [{ supplyId: 's-1' }] });
  });

  it('cannot be read any more by whoever has the whole vault and the master key; the sealed rows are still there', async () => {
    expect(await readFromDump()).toEqual([]);
    const { rows } = await database.pool.query<{ rows: number; keys: number }>(`select (select count(*)::int from vault.person_data where customer_id = 'c-1') as rows, (select count(wrapped_key)::int from vault.person_key where customer_id = 'c-1') as keys`);
    expect(rows).toEqual([{ rows: 2, keys: 0 }]);
  });

  it('stood in no table at any time: no event, view, parked message, archived message, stored reply, nor the vault in clear', async () => {
    const tables = await everything();
    const names = [...tables.keys()];
    for (const filled of [/^events\./, /^views\.portfolio_customers/, /parked_messages/, /^archive\.document$/, /stored_replies/, /^vault\.person_data$/]) expect(names.filter((name) => filled.test(name) && tables.get(name) !== '')).not.toEqual([]);
    expect(told(tables)).toEqual([]);
    expect(tables.get('vault.person_data')).toContain('c-1');
  });

  it('stood in no line of the log, which notes each look', () => {
    expect(told(logged.map((line, at) => [`line ${at}`, line] as const))).toEqual([]);
    const notes = logged.map((line) => JSON.parse(line) as { msg: string; customerId?: string; actor?: string }).filter(({ msg }) => msg.startsWith('personal data'));
    expect(notes.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['personal data stated', 'personal data read', 'personal data deleted']));
    expect(notes.every(({ customerId, actor }) => customerId === 'c-1' && actor === 'the office')).toBe(true);
  });

  it('would be found by this search if they stood anywhere', async () => {
    await database.pool.query('create table public.careless (line text, bytes bytea)');
    await database.pool.query('insert into public.careless values ($1, $2)', ['a note about Jens', Buffer.from(PERSON.cpr)]);
    expect(told(await everything())).toEqual(['public.careless: Jens', 'public.careless: 0101901234']);
    await database.pool.query('drop table public.careless');
  });
});
