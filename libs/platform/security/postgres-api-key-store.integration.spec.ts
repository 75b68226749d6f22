import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openPool, type Pool } from '../postgres/pool.js';
import { apiKeyStoreContract } from './api-key-store-contract.js';
import { ApiKeys } from './api-keys.js';
import { PostgresApiKeyStore } from './postgres-api-key-store.js';

const url = process.env['DATABASE_URL'];
if (url === undefined) throw new Error('Set DATABASE_URL to a Postgres for these specs; npm test starts one');

/** A schema of its own, so that specs side by side do not see each other. */
const open = async (): Promise<{ pool: Pool; store: PostgresApiKeyStore; close(): Promise<void> }> => {
  const schema = `spec_${randomUUID().replaceAll('-', '')}`;
  const admin = openPool({ url, applicationName: 'platform specs' });
  await admin.query(`create schema ${schema}`);
  const own = new URL(url);
  own.searchParams.set('options', `-c search_path=${schema}`);
  const pool = openPool({ url: own.href, applicationName: 'platform specs' });
  const store = new PostgresApiKeyStore(pool);
  await store.ensureSchema();
  return {
    pool, store,
    close: async () => {
      await pool.end();
      await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
};

apiKeyStoreContract('Postgres', open);

describe('the table of API keys', () => {
  it('is made once, also by many processes at the same time', async () => {
    const { pool, store, close } = await open();
    await pool.query('drop table platform_api_keys');
    await Promise.all(Array.from({ length: 8 }, () => store.ensureSchema()));
    expect(await store.list()).toEqual([]);
    await close();
  });

  it('gives no right to a role that no longer exists', async () => {
    const { pool, store, close } = await open();
    const keys = new ApiKeys(store);
    const { key } = await keys.create({ name: 'old', roles: ['auditor'] });
    await pool.query(`update platform_api_keys set roles = '{auditor,king}'`);
    expect(await keys.verify(key)).toMatchObject({ roles: ['auditor'] });
    await close();
  });
});
