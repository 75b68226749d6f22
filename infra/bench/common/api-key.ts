import pg from 'pg';
import { ApiKeys, PostgresApiKeyStore } from '#platform';

/** A key with every role on the database of a program under measurement. */
export const apiKey = async (databaseUrl: string): Promise<string> => {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  try {
    const store = new PostgresApiKeyStore(pool);
    await store.ensureSchema();
    return (await new ApiKeys(store).create({ name: 'benchmark', roles: ['admin', 'back-office', 'auditor', 'upstream'] })).key;
  } finally {
    await pool.end();
  }
};
