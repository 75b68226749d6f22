import type { ApiKeyInfo, ApiKeyRecord } from './api-key.js';

/** Where keys are kept. Adapters: memory (specs) and Postgres; both pass `apiKeyStoreContract`. */
export interface ApiKeyStore {
  /** False when the prefix is taken; nothing is written then. */
  insert(record: ApiKeyRecord): Promise<boolean>;
  find(prefix: string): Promise<ApiKeyRecord | undefined>;
  /** Oldest first, without hashes. */
  list(): Promise<readonly ApiKeyInfo[]>;
  /** The key as it is now, undefined when there is none. The first revocation counts. */
  revoke(prefix: string, at: string): Promise<ApiKeyInfo | undefined>;
  /** Notes a use; never moves `lastUsedAt` back. */
  touch(prefix: string, at: string): Promise<void>;
}

export const withoutHash = ({ hash: _hash, ...info }: ApiKeyRecord): ApiKeyInfo => info;
