import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { type Clock, Rejected } from '#kernel';
import { FaultError, type MasterKey } from '#platform';
import { inTransaction } from '#platform/published';
import type { Person } from './person.js';
import { ensureVault } from './schema.js';
import { seal, unseal } from './seal.js';

export type VaultParts = Readonly<{ pool: Pool; /** The current one first. */ masterKeys: readonly MasterKey[]; clock: Clock }>;
export type PersonVersion = Readonly<{ person: Person; version: number; recordedAt: string }>;
type KeyRow = Readonly<{ wrapped_key: Buffer | null; master_key_id: string | null }>;

/** Keys that are wrapped anew in one transaction. */
const REWRAP_AT_ONCE = 500;

/** Personal data, each person's sealed by a key of their own. Destroying that key makes them unreadable wherever a copy lies. */
export class Vault {
  constructor(private readonly parts: VaultParts) {}

  /** Creates the tables when they are not there. */
  ensureSchema(): Promise<void> {
    return ensureVault(this.parts.pool);
  }

  /**
   * Records the data as the person's next version; the same as recorded last changes nothing.
   * @returns the version that holds them, counted from 1
   * @throws Rejected PERSON_GONE when the key was destroyed; FaultError when there is no master key, or not the right one
   */
  async put(customerId: string, person: Person): Promise<number> {
    const current = this.#current();
    const now = this.parts.clock.now();
    return inTransaction(this.parts.pool, async (client) => {
      const fresh = newKey();
      await client.query('insert into vault.person_key (customer_id, wrapped_key, master_key_id, created_at) values ($1, $2, $3, $4) on conflict (customer_id) do nothing',
        [customerId, seal(current.key, fresh, aboutKey(customerId)), current.id, now]);
      const { rows: [row] } = await client.query<KeyRow>('select wrapped_key, master_key_id from vault.person_key where customer_id = $1 for update', [customerId]);
      const key = this.#keyOf(customerId, row!);
      const { rows: [last] } = await client.query<{ version: number; sealed: Buffer }>('select version, sealed from vault.person_data where customer_id = $1 order by version desc limit 1', [customerId]);
      const text = canonical(person);
      if (last && unseal(key, last.sealed, aboutData(customerId, last.version)).toString() === text) return last.version;
      const version = (last?.version ?? 0) + 1;
      await client.query('insert into vault.person_data (customer_id, version, sealed, recorded_at) values ($1, $2, $3, $4)', [customerId, version, seal(key, Buffer.from(text), aboutData(customerId, version)), now]);
      return version;
    });
  }

  /** The data recorded last, or as recorded by an instant; undefined when there were none. @throws Rejected PERSON_GONE */
  async get(customerId: string, knownAt?: string): Promise<PersonVersion | undefined> {
    const { rows: [row] } = await this.parts.pool.query<KeyRow & { version: number | null; sealed: Buffer; recorded_at: Date }>(
      `select wrapped_key, master_key_id, version, sealed, recorded_at from vault.person_key left join vault.person_data data
              on data.customer_id = person_key.customer_id and ($2::timestamptz is null or recorded_at <= $2)
        where person_key.customer_id = $1 order by version desc nulls last limit 1`, [customerId, knownAt ?? null]);
    if (!row) return undefined;
    const key = this.#keyOf(customerId, row);
    if (row.version === null) return undefined;
    const person = JSON.parse(unseal(key, row.sealed, aboutData(customerId, row.version)).toString()) as Person;
    return { person, version: row.version, recordedAt: row.recorded_at.toISOString() };
  }

  /** Destroys the person's key. Repeating it changes nothing. @returns false when the vault never held anything of the person */
  async forget(customerId: string): Promise<boolean> {
    const { rowCount } = await this.parts.pool.query(
      'update vault.person_key set wrapped_key = null, master_key_id = null, destroyed_at = coalesce(destroyed_at, $2) where customer_id = $1', [customerId, this.parts.clock.now()]);
    return rowCount === 1;
  }

  /**
   * Seals every person's key by the current master key, so that those before it can be destroyed. May be stopped and run again at any time.
   * @returns how many keys were sealed anew
   */
  async rewrap(): Promise<number> {
    const current = this.#current();
    for (let count = 0; ;) {
      const done = await inTransaction(this.parts.pool, async (client) => {
        const { rows } = await client.query<KeyRow & { customer_id: string }>(
          'select customer_id, wrapped_key, master_key_id from vault.person_key where master_key_id <> $1 order by customer_id limit $2 for update', [current.id, REWRAP_AT_ONCE]);
        const wrapped = rows.map((row) => seal(current.key, this.#keyOf(row.customer_id, row).export(), aboutKey(row.customer_id)));
        await client.query('update vault.person_key as one set wrapped_key = new.wrapped_key, master_key_id = $3 from unnest($1::text[], $2::bytea[]) as new(customer_id, wrapped_key) where one.customer_id = new.customer_id',
          [rows.map((row) => row.customer_id), wrapped, current.id]);
        return rows.length;
      });
      if (done === 0) return count;
      count += done;
    }
  }

  #current(): MasterKey {
    const [current] = this.parts.masterKeys;
    if (!current) throw new FaultError({ status: 503, code: 'MASTER_KEY_MISSING', detail: 'Personal data cannot be taken: the installation has no master key. Set GRIDTALLY_MASTER_KEY and start again.' });
    return current;
  }

  #keyOf(customerId: string, { wrapped_key: wrapped, master_key_id: id }: KeyRow): KeyObject {
    if (wrapped === null) throw new Rejected('PERSON_GONE', { customerId, detail: 'The personal data were deleted: their key is destroyed and nobody can read them again.' });
    const master = this.parts.masterKeys.find((one) => one.id === id);
    if (!master) {
      throw new FaultError({
        status: 503, code: this.parts.masterKeys.length === 0 ? 'MASTER_KEY_MISSING' : 'MASTER_KEY_WRONG', ours: true, details: { masterKeyId: id },
        detail: 'The personal data lie under a master key that this installation does not have. Put the key of that id into GRIDTALLY_MASTER_KEY and start again.',
      });
    }
    return createSecretKey(unseal(master.key, wrapped, aboutKey(customerId)));
  }
}

const newKey = (): Buffer => randomBytes(32);
const aboutKey = (customerId: string): string => `key of ${customerId}`;
const aboutData = (customerId: string, version: number): string => `data of ${customerId}, version ${version}`;

/** The same data, the same text. */
const canonical = ({ name, cpr, cvr, address, email, phone }: Person): string => JSON.stringify({
  name, cpr, cvr, address: address && { street: address.street, postalCode: address.postalCode, city: address.city, country: address.country }, email, phone,
});
