import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

type Options = Readonly<{
  /** Stop waiting, and tell the work to end. */
  signal: AbortSignal;
  /** How often to try, and to ask whether the connection still lives; 1,000 unless told. */
  everyMs?: number;
  /** Told once, when somebody else holds the lock. */
  onWait?: () => void;
}>;

/**
 * Does `work` while no other process does work of the same name: one writer per view. Waits for its turn.
 * The lock lives as long as its connection; when that is lost, the signal given to `work` aborts. Between the loss and the abort another may already have begun,
 * so the work must also be safe by itself (its checkpoint in the same transaction as its rows).
 * @returns what `work` returns, or undefined when the signal came before its turn
 */
export const withAdvisoryLock = async <T>(pool: Pool, name: string, { signal, everyMs = 1000, onWait }: Options, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> => {
  const client = await take(pool, name, { signal, everyMs, onWait });
  if (!client) return undefined;
  const lost = new AbortController();
  const onLost = () => lost.abort(new Error(`The lock ${name} was lost with its connection`));
  client.on('error', onLost);
  const watch = watchConnection(client, everyMs, onLost);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(watch);
    await giveBack(client, name, lost.signal.aborted);
    client.off('error', onLost);
  }
};

const take = async (pool: Pool, name: string, { signal, everyMs, onWait }: Options): Promise<PoolClient | undefined> => {
  for (let attempt = 1; !signal.aborted; attempt++) {
    const client = await pool.connect();
    let taken = false;
    try {
      const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [name]);
      taken = rows[0]?.taken === true;
    } catch (error) {
      client.release(true);
      throw error;
    }
    if (taken) return client;
    client.release(); // do not sit on a connection while waiting
    if (attempt === 1) onWait?.();
    await pause(everyMs, undefined, { signal }).catch((error: unknown) => { if (!signal.aborted) throw error; });
  }
  return undefined;
};

/** A connection that is cut without a word never answers: it counts as lost after five questions in vain. */
const watchConnection = (client: PoolClient, everyMs: number, onLost: () => void): NodeJS.Timeout => {
  let unanswered = 0;
  return setInterval(() => {
    if (unanswered >= 5) return onLost();
    if (unanswered++ === 0) client.query('select 1').then(() => { unanswered = 0; }, onLost);
  }, everyMs);
};

/** A connection that may still hold the lock is closed rather than returned to the pool. */
const giveBack = async (client: PoolClient, name: string, wasLost: boolean): Promise<void> => {
  if (wasLost) return client.release(true);
  try {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    client.release();
  } catch {
    client.release(true); // closing it gives the lock back
  }
};
