import { describe, expect, it } from '@jest/globals';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { faultOf } from '../errors/fault-of.js';
import { openConfigurationDatabase } from '../postgres/configuration-database.js';
import { openSpecDatabase, type SpecDatabase } from '../postgres/database-for-specs.js';
import { newKey, type ApiKeyRecord } from './api-key.js';
import { apiKeyStoreContract } from './api-key-store-contract.js';
import { apiKeyTable } from './api-key-table.js';
import { ApiKeys } from './api-keys.js';
import { TypeOrmApiKeyStore } from './typeorm-api-key-store.js';

const openStore = async (url: string): Promise<{ store: TypeOrmApiKeyStore; close(): Promise<void> }> => {
  const database = await openConfigurationDatabase({ url, applicationName: 'api key spec', tables: [apiKeyTable] });
  return { store: new TypeOrmApiKeyStore(database), close: () => database.destroy() };
};

const open = async (): Promise<{ spec: SpecDatabase; store: TypeOrmApiKeyStore; close(): Promise<void> }> => {
  const spec = await openSpecDatabase();
  const { store, close } = await openStore(spec.url);
  return {
    spec, store,
    close: async () => {
      await close();
      await spec.close();
    },
  };
};

const record = (): ApiKeyRecord => {
  const { prefix, hash } = newKey();
  return { prefix, hash, name: 'gateway', roles: ['upstream'], createdAt: '2026-01-01T00:00:00.000Z' };
};

apiKeyStoreContract('a configuration table', open);

describe('the table of API keys', () => {
  it('holds bytes as bytes and instants to the millisecond', async () => {
    const { spec, store, close } = await open();
    const one = record();
    await store.insert({ ...one, createdAt: '2026-01-01T00:00:00.123Z' });
    const { rows } = await spec.pool.query(`select encode(hash, 'hex') as hash, created_at at time zone 'UTC' = '2026-01-01 00:00:00.123' as exact, pg_typeof(roles)::text as roles from platform_api_keys`);
    expect(rows).toEqual([{ hash: one.hash.toString('hex'), exact: true, roles: 'text[]' }]);
    await close();
  });

  it('is taken over with its keys when an earlier release made it', async () => {
    const spec = await openSpecDatabase();
    await spec.pool.query(`create table platform_api_keys (prefix text primary key, hash bytea not null, name text not null, roles text[] not null, created_at timestamptz not null,
      created_by text, expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz)`);
    const { key, prefix, hash } = newKey();
    await spec.pool.query(`insert into platform_api_keys (prefix, hash, name, roles, created_at) values ($1, $2, 'old gateway', '{upstream}', '2026-01-01T00:00:00Z')`, [prefix, hash]);
    const { store, close } = await openStore(spec.url);
    expect(await new ApiKeys(store).verify(key)).toEqual({ prefix, name: 'old gateway', roles: ['upstream'] });
    await close();
    await spec.close();
  });

  it('takes a prefix once, and one revocation, also from eight at once', async () => {
    const { store, close } = await open();
    const one = record();
    const taken = await Promise.all(Array.from({ length: 8 }, () => store.insert(one)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const revoked = await Promise.all(Array.from({ length: 8 }, (_, day) => store.revoke(one.prefix, `2026-02-0${day + 1}T00:00:00.000Z`)));
    expect(new Set(revoked.map((key) => key?.revokedAt)).size).toBe(1);
    await close();
  });

  it('gives no right to a role that no longer exists', async () => {
    const { spec, store, close } = await open();
    const keys = new ApiKeys(store);
    const { key } = await keys.create({ name: 'old', roles: ['auditor'] });
    await spec.pool.query(`update platform_api_keys set roles = '{auditor,king}'`);
    expect(await keys.verify(key)).toMatchObject({ roles: ['auditor'] });
    await close();
  });

  it('limits a key whose scope cannot be read to nothing', async () => {
    const { spec, store, close } = await open();
    const keys = new ApiKeys(store);
    for (const stored of ['[]', '"all"', '{}', '{"gsrns": "571313900000000016"}', '{"gsrns": [7]}']) {
      const { key, prefix } = await keys.create({ name: 'scoped', roles: ['auditor'], scope: { gsrns: ['571313900000000016'] } });
      await spec.pool.query('update platform_api_keys set scope = $2::jsonb where prefix = $1', [prefix, stored]);
      const { scope } = (await new ApiKeys(store).verify(key))!;
      expect({ stored, scope: [...(scope?.gsrns ?? []), ...(scope?.customers ?? [])], scoped: scope !== undefined }).toEqual({ stored, scope: [], scoped: true });
    }
    await close();
  });

  it('is unavailable, and no more, while the server is away', async () => {
    const spec = await openSpecDatabase();
    const relay = new Relay(new URL(spec.url));
    const port = await relay.start(0);
    const through = new URL(spec.url);
    through.port = String(port);
    const { store, close } = await openStore(through.href);
    const one = record();
    await store.insert(one);
    await relay.stop();
    for (const ask of [() => store.find(one.prefix), () => store.insert(one), () => store.revoke(one.prefix, one.createdAt), () => store.touch(one.prefix, one.createdAt)]) {
      expect(await ask().then(() => undefined, (error: unknown) => faultOf(error))).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
    }
    await relay.start(port);
    expect(await store.find(one.prefix)).toEqual(one);
    await close();
    await relay.stop();
    await spec.close();
  });
});

/** Passes bytes to the database and back. While it is stopped, nothing answers on its port. */
class Relay {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(private readonly target: URL) {}

  async start(port: number): Promise<number> {
    const server = createServer((near) => {
      const far = connect(Number(this.target.port || 5432), this.target.hostname);
      for (const socket of [near, far]) this.sockets.add(socket);
      near.on('error', () => far.destroy()).on('close', () => far.destroy()).pipe(far);
      far.on('error', () => near.destroy()).on('close', () => near.destroy()).pipe(near);
    });
    this.server = server;
    await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve); });
    return (server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => { this.server?.close(() => resolve()); });
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}
