import { describe, expect, it } from '@jest/globals';
import { Rejected } from '#kernel';
import { hasHash, newKey, prefixOf, type ApiKeyRecord } from './api-key.js';
import { apiKeyStoreContract } from './api-key-store-contract.js';
import { ApiKeys } from './api-keys.js';
import { MemoryApiKeyStore } from './memory-api-key-store.js';

apiKeyStoreContract('memory', async () => ({ store: new MemoryApiKeyStore(), close: async () => undefined }));

/** Counts how often the store is asked. */
class WatchedStore extends MemoryApiKeyStore {
  asked = 0;
  override async find(prefix: string): Promise<ApiKeyRecord | undefined> {
    this.asked++;
    return super.find(prefix);
  }
}

const given = () => {
  const time = { now: Date.parse('2026-01-01T00:00:00Z') };
  const store = new WatchedStore();
  const make = () => new ApiKeys(store, { clock: { now: () => new Date(time.now).toISOString() } });
  return { time, store, keys: make(), elsewhere: make() };
};

describe('a new key', () => {
  it('has a public prefix and 256 bits of its own', () => {
    const made = Array.from({ length: 100 }, newKey);
    for (const { key, prefix } of made) {
      expect(key).toMatch(/^gt_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
      expect(prefixOf(key)).toBe(prefix);
    }
    expect(new Set(made.map(({ key }) => key.slice(12))).size).toBe(100);
  });

  it('matches its own hash and no other', () => {
    const [a, b] = [newKey(), newKey()];
    expect([hasHash(a.key, a.hash), hasHash(a.key, b.hash), hasHash(`${a.key}x`, a.hash), hasHash(a.key, Buffer.alloc(0))]).toEqual([true, false, false, false]);
  });
});

describe('API keys', () => {
  it('are recognised, and only whole', async () => {
    const { keys } = given();
    const { key, prefix } = await keys.create({ name: ' gateway ', roles: ['upstream', 'upstream'] });
    expect(await keys.verify(key)).toEqual({ prefix, name: 'gateway', roles: ['upstream'] });
    for (const wrong of [key.slice(0, -1), `${key}x`, key.replace(prefix, '00000000'), `gt_${prefix}_${'A'.repeat(43)}`, '']) expect(await keys.verify(wrong)).toBeUndefined();
  });

  it('are stored without their secret', async () => {
    const { keys, store } = given();
    const { key, prefix } = await keys.create({ name: 'x', roles: ['auditor'] });
    expect(JSON.stringify(await store.find(prefix))).not.toContain(key.slice(12));
  });

  it('end when they expire, also while remembered', async () => {
    const { keys, time } = given();
    const { key } = await keys.create({ name: 'x', roles: ['auditor'], expiresAt: '2026-01-01T00:00:02+00:00' });
    expect(await keys.verify(key)).toBeDefined();
    time.now += 2000;
    expect(await keys.verify(key)).toBeUndefined();
  });

  it('end at once where they are revoked, and elsewhere within 5 seconds', async () => {
    const { keys, elsewhere, time } = given();
    const { key, prefix } = await keys.create({ name: 'x', roles: ['auditor'] });
    await Promise.all([keys.verify(key), elsewhere.verify(key)]);
    await keys.revoke(prefix);
    expect(await keys.verify(key)).toBeUndefined();
    time.now += 5000;
    expect(await elsewhere.verify(key)).toBeUndefined();
  });

  it('do not ask the store on every request', async () => {
    const { keys, store } = given();
    const { key } = await keys.create({ name: 'x', roles: ['auditor'] });
    for (let i = 0; i < 50; i++) await keys.verify(key);
    expect(store.asked).toBe(1);
  });

  it('remember their last use to the minute', async () => {
    const { keys, time } = given();
    const { key } = await keys.create({ name: 'x', roles: ['auditor'] });
    for (let i = 0; i < 3; i++) { await keys.verify(key); time.now += 25_000; }
    expect(await keys.list()).toMatchObject([{ lastUsedAt: '2026-01-01T00:00:00.000Z' }]);
    await keys.verify(key);
    expect(await keys.list()).toMatchObject([{ lastUsedAt: '2026-01-01T00:01:15.000Z' }]);
  });

  it('work although their use cannot be noted', async () => {
    const store = new MemoryApiKeyStore();
    store.touch = async () => { throw new Error('disk full'); };
    const told: unknown[] = [];
    const keys = new ApiKeys(store, { onTouchFailed: (error) => told.push(error) });
    const { key } = await keys.create({ name: 'x', roles: ['auditor'] });
    expect(await keys.verify(key)).toBeDefined();
    await Promise.resolve();
    expect(told).toHaveLength(1);
  });

  it.each([
    [{ name: ' ', roles: ['auditor'] as const }],
    [{ name: 'x', roles: [] }],
    [{ name: 'x', roles: ['auditor'] as const, expiresAt: '2026-01-01T00:00:00Z' }],
    [{ name: 'x', roles: ['auditor'] as const, expiresAt: 'soon' }],
  ])('are not made of %j', async (request) => {
    await expect(given().keys.create(request)).rejects.toThrow(Rejected);
  });

  it('cannot be revoked when there is none', async () => {
    await expect(given().keys.revoke('ffffffff')).rejects.toMatchObject({ code: 'API_KEY_NOT_FOUND' });
  });
});
