import type { ConfigurationTable } from '../postgres/configuration-database.js';
import { AddApiKeyScope1795305600000 } from './add-api-key-scope.js';
import { CreateApiKeys1795219200000 } from './create-api-keys.js';

/** A key as the table holds it. */
export type ApiKeyRow = {
  prefix: string;
  hash: Buffer;
  name: string;
  roles: string[];
  scope: { gsrns?: string[]; customers?: string[] } | null;
  createdAt: Date;
  createdBy: string | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

/** The table of API keys. Who has a key is configuration, not history of the business. */
export const apiKeyTable = {
  columns: {
    name: 'ApiKey',
    tableName: 'platform_api_keys',
    columns: {
      prefix: { type: 'text', primary: true },
      hash: { type: 'bytea' },
      name: { type: 'text' },
      roles: { type: 'text', array: true },
      scope: { type: 'jsonb', nullable: true },
      createdAt: { type: 'timestamptz', name: 'created_at' },
      createdBy: { type: 'text', name: 'created_by', nullable: true },
      expiresAt: { type: 'timestamptz', name: 'expires_at', nullable: true },
      revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
      lastUsedAt: { type: 'timestamptz', name: 'last_used_at', nullable: true },
    },
  },
  migrations: [CreateApiKeys1795219200000, AddApiKeyScope1795305600000],
} as const satisfies ConfigurationTable<ApiKeyRow>;
