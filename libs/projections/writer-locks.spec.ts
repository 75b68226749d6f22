import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import { WriterLocks } from './writer-locks.js';

/** A pool of connections that answer as told, and that tells how many of them were not given back. */
const poolOf = (answer: (sql: string) => Promise<{ rows: unknown[] }>) => {
  const out = new Set<object>();
  const pool = {
    connect: async () => {
      const client = Object.assign(new EventEmitter(), { query: answer, release: (): void => void out.delete(client) });
      out.add(client);
      return client;
    },
  };
  return { pool: pool as unknown as Pool, out };
};

describe('The locks of writers', () => {
  it('give a connection back that breaks before it is theirs, so that the pool can end', async () => {
    const { pool, out } = poolOf(() => Promise.reject(new Error('terminating connection due to unexpected postmaster exit')));
    await expect(new WriterLocks(pool, () => undefined).acquire('a')).rejects.toThrow('postmaster');
    expect(out.size).toBe(0);
  });
  it('keep one connection for all locks, and give it back when they are closed', async () => {
    const { pool, out } = poolOf(async () => ({ rows: [{ got: true }] }));
    const locks = new WriterLocks(pool, () => undefined);
    expect([await locks.acquire('a'), await locks.acquire('b'), out.size]).toEqual([true, true, 1]);
    locks.close();
    expect(out.size).toBe(0);
  });
});
