import type { ApiKeyInfo } from '#platform';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { textTable } from '../text-table.js';

export const listKeys = async (run: Run): Promise<void> => {
  const { keys } = await openCommandParts(run);
  const found = await keys.list();
  await run.out.answer(found, () => keysText(found, new Date().toISOString()));
};

/** What a key sees, short enough for a column; everything stands in --json. */
export const scopeText = ({ scope }: Pick<ApiKeyInfo, 'scope'>): string => {
  if (scope === undefined) return 'everything';
  const part = (ids: readonly string[] = [], one: string, many: string) => (ids.length === 0 ? [] : [ids.length === 1 ? `${one} ${ids[0]}` : `${ids.length} ${many}`]);
  return [...part(scope.gsrns, 'point', 'points'), ...part(scope.customers, 'customer', 'customers')].join(', ') || 'nothing';
};

export const keysText = (keys: readonly ApiKeyInfo[], now: string): string => textTable(keys, [
  { title: 'prefix', of: ({ prefix }) => prefix },
  { title: 'name', of: ({ name }) => name },
  { title: 'roles', of: ({ roles }) => roles.join(', ') },
  { title: 'sees', of: scopeText },
  { title: 'created', of: ({ createdAt }) => createdAt },
  { title: 'last used', of: ({ lastUsedAt }) => lastUsedAt ?? 'never' },
  { title: 'state', of: ({ revokedAt, expiresAt }) => (revokedAt !== undefined ? `revoked ${revokedAt}` : expiresAt === undefined ? 'valid' : expiresAt <= now ? `expired ${expiresAt}` : `valid until ${expiresAt}`) },
], 'There is no key yet. Make one: gridtally keys create --name <name> --role <role>');
