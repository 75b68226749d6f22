import type { ApiKeyInfo, ApiKeyRecord } from './api-key.js';
import { withoutHash, type ApiKeyStore } from './api-key-store.js';

/** Keys of one process, for specs. */
export class MemoryApiKeyStore implements ApiKeyStore {
  private readonly records = new Map<string, ApiKeyRecord>();

  async insert(record: ApiKeyRecord): Promise<boolean> {
    if (this.records.has(record.prefix)) return false;
    this.records.set(record.prefix, record);
    return true;
  }

  async find(prefix: string): Promise<ApiKeyRecord | undefined> {
    return this.records.get(prefix);
  }

  async list(): Promise<readonly ApiKeyInfo[]> {
    return [...this.records.values()].map(withoutHash).sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.prefix.localeCompare(b.prefix));
  }

  async revoke(prefix: string, at: string): Promise<ApiKeyInfo | undefined> {
    const record = this.records.get(prefix);
    if (!record) return undefined;
    const revoked = { ...record, revokedAt: record.revokedAt ?? at };
    this.records.set(prefix, revoked);
    return withoutHash(revoked);
  }

  async touch(prefix: string, at: string): Promise<void> {
    const record = this.records.get(prefix);
    if (record && (record.lastUsedAt ?? '') < at) this.records.set(prefix, { ...record, lastUsedAt: at });
  }
}
