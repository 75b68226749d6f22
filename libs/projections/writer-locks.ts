import type { Pool, PoolClient } from 'pg';

/**
 * Who may write which table: Postgres advisory locks, all held by one connection of this process. When the process dies, they are free at once.
 * They only save work; what keeps rows right is the guarded checkpoint.
 */
export class WriterLocks {
  #client: PoolClient | undefined;
  readonly #held = new Set<string>();

  constructor(private readonly pool: Pool, /** Told when the connection breaks and with it every lock is gone. */ private readonly onLost: () => void) {}

  /** @returns whether this process holds the lock now. Throws when Postgres does not answer. */
  async acquire(name: string): Promise<boolean> {
    if (this.#held.has(name)) return true;
    this.#client ??= await this.#connect();
    const { rows } = await this.#client.query<{ got: boolean }>('select pg_try_advisory_lock(hashtext($1)) as got', [`gridtally.writer.${name}`]);
    if (rows[0]!.got) this.#held.add(name);
    return rows[0]!.got;
  }

  async release(name: string): Promise<void> {
    if (!this.#held.delete(name) || !this.#client) return;
    await this.#client.query('select pg_advisory_unlock(hashtext($1))', [`gridtally.writer.${name}`]);
  }

  close(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#held.clear();
    client?.removeAllListeners('error');
    client?.on('error', () => client.removeAllListeners());
    client?.release(true); // ending the connection frees all locks at once
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.pool.connect();
    client.on('error', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#held.clear();
      client.release(true);
      this.onLost();
    });
    try {
      await client.query(`set idle_session_timeout = 0`);
    } catch (error) {
      client.release(true); // nobody else knows of it: kept, it would hold up the end of the pool for ever
      throw error;
    }
    return client;
  }
}
