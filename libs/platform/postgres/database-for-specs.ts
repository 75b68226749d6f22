import { randomUUID } from 'node:crypto';
import { openPool, type Pool } from './pool.js';

/** A database of its own on the server of DATABASE_URL, so that specs side by side do not see each other. For specs only; close it afterwards. */
export type SpecDatabase = Readonly<{ name: string; url: string; pool: Pool; close(): Promise<void> }>;

/**
 * @param size most connections at a time
 * @throws when DATABASE_URL is not set, since specs that did not run must not look as if they had
 */
export const openSpecDatabase = async ({ size = 2 } = {}): Promise<SpecDatabase> => {
  const serverUrl = process.env['DATABASE_URL'];
  if (serverUrl === undefined) throw new Error('Set DATABASE_URL to a Postgres for these specs; npm test starts one');
  const admin = openPool({ url: serverUrl, applicationName: 'specs', size: 1 });
  const name = `spec_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`create database ${name}`);
  const own = new URL(serverUrl);
  own.pathname = `/${name}`;
  const pool = openPool({ url: own.href, applicationName: 'specs', size });
  return {
    name,
    url: own.href,
    pool,
    close: async () => {
      await pool.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
};
