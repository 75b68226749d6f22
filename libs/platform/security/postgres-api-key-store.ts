import type { Pool } from 'pg';
import { API_ROLES, type ApiKeyInfo, type ApiKeyRecord, type ApiRole } from './api-key.js';
import { withoutHash, type ApiKeyStore } from './api-key-store.js';

type Row = { prefix: string; hash: Buffer; name: string; roles: string[]; created_at: Date; created_by: string | null; expires_at: Date | null; revoked_at: Date | null; last_used_at: Date | null };

const COLUMNS = 'prefix, hash, name, roles, created_at, created_by, expires_at, revoked_at, last_used_at';

/** The same table by a pool that is open already, for tools beside the product; processes use `TypeOrmApiKeyStore`. */
export class PostgresApiKeyStore implements ApiKeyStore {
  constructor(private readonly pool: Pool) {}

  /** Creates the table when it is missing; harmless when many processes do so at once. */
  async ensureSchema(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(hashtextextended('platform_api_keys', 0))`);
      await client.query(`
        create table if not exists platform_api_keys (
          prefix text primary key,
          hash bytea not null,
          name text not null,
          roles text[] not null,
          created_at timestamptz not null,
          created_by text,
          expires_at timestamptz,
          revoked_at timestamptz,
          last_used_at timestamptz
        )`);
      await client.query('commit');
      client.release();
    } catch (error) {
      client.release(true); // closes the connection, which rolls back
      throw error;
    }
  }

  async insert(record: ApiKeyRecord): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `insert into platform_api_keys (prefix, hash, name, roles, created_at, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (prefix) do nothing`,
      [record.prefix, record.hash, record.name, record.roles, record.createdAt, record.createdBy ?? null, record.expiresAt ?? null],
    );
    return rowCount === 1;
  }

  async find(prefix: string): Promise<ApiKeyRecord | undefined> {
    const { rows } = await this.pool.query<Row>(`select ${COLUMNS} from platform_api_keys where prefix = $1`, [prefix]);
    return rows[0] && fromRow(rows[0]);
  }

  async list(): Promise<readonly ApiKeyInfo[]> {
    const { rows } = await this.pool.query<Row>(`select ${COLUMNS} from platform_api_keys order by created_at, prefix`);
    return rows.map(fromRow).map(withoutHash);
  }

  async revoke(prefix: string, at: string): Promise<ApiKeyInfo | undefined> {
    const { rows } = await this.pool.query<Row>(
      `update platform_api_keys set revoked_at = coalesce(revoked_at, $2) where prefix = $1 returning ${COLUMNS}`, [prefix, at]);
    return rows[0] && withoutHash(fromRow(rows[0]));
  }

  async touch(prefix: string, at: string): Promise<void> {
    await this.pool.query('update platform_api_keys set last_used_at = $2 where prefix = $1 and (last_used_at is null or last_used_at < $2)', [prefix, at]);
  }
}

/** A role that is no longer known gives no right. */
const fromRow = (row: Row): ApiKeyRecord => ({
  prefix: row.prefix,
  hash: row.hash,
  name: row.name,
  roles: row.roles.filter((role): role is ApiRole => API_ROLES.some((known) => known === role)),
  createdAt: row.created_at.toISOString(),
  ...(row.created_by !== null && { createdBy: row.created_by }),
  ...(row.expires_at && { expiresAt: row.expires_at.toISOString() }),
  ...(row.revoked_at && { revokedAt: row.revoked_at.toISOString() }),
  ...(row.last_used_at && { lastUsedAt: row.last_used_at.toISOString() }),
});
