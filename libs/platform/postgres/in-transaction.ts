import type { Pool, PoolClient } from 'pg';

type Options = Readonly<{
  /** Name of a lock that others who give it wait for; it is free again at the end of the transaction. */
  lock?: string;
}>;

/**
 * Does `work` in one transaction on one connection: all of it or nothing. A connection that cannot roll back is thrown away rather than given to somebody else.
 * @throws what `work` or the database throws; then nothing of it is there
 */
export const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>, { lock }: Options = {}): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    if (lock !== undefined) await client.query('select pg_advisory_xact_lock(hashtext($1))', [lock]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = await client.query('rollback').then(() => undefined, (rollback: Error) => rollback);
    throw error;
  } finally {
    client.release(broken);
  }
};
