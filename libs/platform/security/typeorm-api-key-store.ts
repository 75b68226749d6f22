import type { DataSource, Repository } from 'typeorm';
import { API_ROLES, type ApiKeyInfo, type ApiKeyRecord, type ApiRole, type Scope } from './api-key.js';
import { withoutHash, type ApiKeyStore } from './api-key-store.js';
import { apiKeyTable, type ApiKeyRow } from './api-key-table.js';

/** Keys in the configuration table `platform_api_keys`. Each change is one statement, so that processes side by side cannot undo each other's. */
export class TypeOrmApiKeyStore implements ApiKeyStore {
  private readonly rows: Repository<ApiKeyRow>;

  /** @param database opened with `apiKeyTable` among its tables */
  constructor(database: DataSource) {
    this.rows = database.getRepository<ApiKeyRow>(apiKeyTable.columns.name);
  }

  async insert(record: ApiKeyRecord): Promise<boolean> {
    const { raw } = await this.rows.createQueryBuilder().insert().values(toRow(record)).orIgnore().returning('prefix').updateEntity(false).execute();
    return (raw as readonly unknown[]).length === 1;
  }

  async find(prefix: string): Promise<ApiKeyRecord | undefined> {
    const row = await this.rows.findOneBy({ prefix });
    return row === null ? undefined : fromRow(row);
  }

  async list(): Promise<readonly ApiKeyInfo[]> {
    const rows = await this.rows.find({ order: { createdAt: 'ASC', prefix: 'ASC' } });
    return rows.map(fromRow).map(withoutHash);
  }

  async revoke(prefix: string, at: string): Promise<ApiKeyInfo | undefined> {
    await this.rows.createQueryBuilder().update().set({ revokedAt: new Date(at) }).where('prefix = :prefix and revoked_at is null', { prefix }).execute();
    const revoked = await this.find(prefix); // a revocation never changes, so whichever was first is what everybody reads
    return revoked && withoutHash(revoked);
  }

  async touch(prefix: string, at: string): Promise<void> {
    await this.rows.createQueryBuilder().update().set({ lastUsedAt: new Date(at) })
      .where('prefix = :prefix and (last_used_at is null or last_used_at < :at)', { prefix, at }).execute();
  }
}

/** A new key has neither been revoked nor used. */
const toRow = ({ prefix, hash, name, roles, scope, createdAt, createdBy, expiresAt }: ApiKeyRecord): ApiKeyRow => ({
  prefix,
  hash,
  name,
  roles: [...roles],
  scope: scope === undefined ? null : { ...(scope.gsrns && { gsrns: [...scope.gsrns] }), ...(scope.customers && { customers: [...scope.customers] }) },
  createdAt: new Date(createdAt),
  createdBy: createdBy ?? null,
  expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  revokedAt: null,
  lastUsedAt: null,
});

/** Whatever stands there limits the key: what cannot be read names nothing. */
const scopeIn = (stored: unknown): Scope => {
  const { gsrns, customers } = (typeof stored === 'object' && stored !== null ? stored : {}) as Readonly<Record<keyof Scope, unknown>>;
  const ids = (list: unknown): string[] => (Array.isArray(list) ? list.filter((id) => typeof id === 'string') : []);
  return { ...(gsrns !== undefined && { gsrns: ids(gsrns) }), ...(customers !== undefined && { customers: ids(customers) }) };
};

/** A role that is no longer known gives no right. */
const fromRow = (row: ApiKeyRow): ApiKeyRecord => ({
  prefix: row.prefix,
  hash: row.hash,
  name: row.name,
  roles: row.roles.filter((role): role is ApiRole => API_ROLES.some((known) => known === role)),
  ...(row.scope !== null && { scope: scopeIn(row.scope) }),
  createdAt: row.createdAt.toISOString(),
  ...(row.createdBy !== null && { createdBy: row.createdBy }),
  ...(row.expiresAt && { expiresAt: row.expiresAt.toISOString() }),
  ...(row.revokedAt && { revokedAt: row.revokedAt.toISOString() }),
  ...(row.lastUsedAt && { lastUsedAt: row.lastUsedAt.toISOString() }),
});
