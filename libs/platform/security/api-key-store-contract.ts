import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newKey, type ApiKeyRecord } from './api-key.js';
import type { ApiKeyStore } from './api-key-store.js';

/** What every place for keys must do. For specs only. */
export const apiKeyStoreContract = (adapter: string, open: () => Promise<{ store: ApiKeyStore; close(): Promise<void> }>): void => {
  describe(`API keys in ${adapter}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => { opened = await open(); });
    afterAll(() => opened.close());

    const record = (name: string, createdAt: string, more: Partial<ApiKeyRecord> = {}): ApiKeyRecord => {
      const { prefix, hash } = newKey();
      return { prefix, hash, name, roles: ['auditor', 'upstream'], createdAt, ...more };
    };

    it('come back as they were', async () => {
      const full = record('full', '2026-01-01T00:00:00.000Z', { createdBy: 'admin', expiresAt: '2027-01-01T00:00:00.000Z' });
      const bare = record('bare', '2026-01-02T00:00:00.000Z');
      for (const one of [full, bare]) {
        expect(await opened.store.insert(one)).toBe(true);
        expect(await opened.store.find(one.prefix)).toEqual(one);
      }
      expect(await opened.store.find('ffffffff')).toBeUndefined();
    });

    it('keep their scope; one without a scope gets none', async () => {
      const scopes = [{ gsrns: ['571313900000000016'] }, { customers: ['c-1', 'c-2'] }, { gsrns: ['571313900000000016'], customers: ['c-1'] }, undefined];
      for (const scope of scopes) {
        const one = record('scoped', '2026-01-02T12:00:00.000Z', { ...(scope && { scope }) });
        await opened.store.insert(one);
        expect(await opened.store.find(one.prefix)).toEqual(one);
      }
    });

    it('are never replaced', async () => {
      const first = record('first', '2026-01-03T00:00:00.000Z');
      await opened.store.insert(first);
      expect(await opened.store.insert({ ...record('second', '2026-01-04T00:00:00.000Z'), prefix: first.prefix })).toBe(false);
      expect(await opened.store.find(first.prefix)).toEqual(first);
    });

    it('are listed oldest first, without hashes', async () => {
      await opened.store.insert(record('late', '2026-03-01T00:00:00.000Z'));
      await opened.store.insert(record('early', '2025-03-01T00:00:00.000Z'));
      const listed = await opened.store.list();
      expect(listed.map(({ createdAt }) => createdAt)).toEqual(listed.map(({ createdAt }) => createdAt).sort());
      expect(listed[0]).toMatchObject({ name: 'early' });
      for (const info of listed) expect(info).not.toHaveProperty('hash');
    });

    it('are revoked once; the first time counts', async () => {
      const one = record('short-lived', '2026-01-05T00:00:00.000Z');
      await opened.store.insert(one);
      expect(await opened.store.revoke(one.prefix, '2026-02-01T00:00:00.000Z')).toMatchObject({ revokedAt: '2026-02-01T00:00:00.000Z' });
      expect(await opened.store.revoke(one.prefix, '2026-02-02T00:00:00.000Z')).toMatchObject({ revokedAt: '2026-02-01T00:00:00.000Z' });
      expect(await opened.store.find(one.prefix)).toMatchObject({ revokedAt: '2026-02-01T00:00:00.000Z' });
      expect(await opened.store.revoke('ffffffff', '2026-02-01T00:00:00.000Z')).toBeUndefined();
    });

    it('remember their last use, never an earlier one', async () => {
      const one = record('used', '2026-01-06T00:00:00.000Z');
      await opened.store.insert(one);
      for (const at of ['2026-02-02T00:00:00.000Z', '2026-02-01T00:00:00.000Z']) await opened.store.touch(one.prefix, at);
      expect(await opened.store.find(one.prefix)).toMatchObject({ lastUsedAt: '2026-02-02T00:00:00.000Z' });
      await opened.store.touch('ffffffff', '2026-02-01T00:00:00.000Z');
    });
  });
};
