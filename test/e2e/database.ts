import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own for one suite, on the server that `DATABASE_URL` names. */
export type OwnDatabase = Readonly<{
  url: string;
  query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  drop(): Promise<void>;
}>;

/** @throws Error when no server is named: `npm test` starts one and names it */
export const ownDatabase = async (): Promise<OwnDatabase> => {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) throw new Error('The stories need a Postgres: run npm test, or set DATABASE_URL (npm run engines -- up postgres prints one).');
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const asAdmin = async <R extends pg.QueryResultRow>(text: string, database = server): Promise<R[]> => {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  };
  await asAdmin(`create database ${name}`);
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  pool.on('error', () => undefined); // the next query opens another connection
  return {
    url: url.href,
    query: async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => (await pool.query<R>(text, [...values])).rows,
    async drop() {
      await pool.end();
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
};
