import { API_ROLES, type ApiRole, type NewApiKey } from '#platform';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';
import { who } from '../who.js';
import { scopeText } from './list-keys.js';

export type CreateOptions = Readonly<{ name?: string; role?: readonly string[]; gsrn?: readonly string[]; customer?: readonly string[]; expires?: string }>;

/** Makes a key and shows it, this once. */
export const createKey = async (run: Run, options: CreateOptions): Promise<void> => {
  const { request, problems } = keyRequest(options, Date.now());
  if (problems.length > 0) throw wrongUsage(problems);
  const { keys } = await openCommandParts(run);
  const made = await keys.create({ ...request, createdBy: who() });
  await run.out.answer(made, () => made.key);
  if (made.scope) run.out.say(`It sees ${scopeText(made)} and nothing else.`);
  run.out.say(`This is the key of ${made.name} (${made.roles.join(', ')}${made.expiresAt === undefined ? '' : `, until ${made.expiresAt}`}). It is shown now and never again; its name is ${made.prefix}.`);
};

/** What is asked for, checked: all problems at once. */
export const keyRequest = ({ name = '', role = [], gsrn = [], customer = [], expires }: CreateOptions, nowMs: number): Readonly<{ request: NewApiKey; problems: readonly string[] }> => {
  const problems: string[] = [];
  const isRole = (one: string): one is ApiRole => (API_ROLES as readonly string[]).includes(one);
  if (name.trim() === '') problems.push('--name must say who or what uses the key.');
  if (role.length === 0) problems.push(`--role must say what the key may do: ${API_ROLES.join(', ')}.`);
  for (const one of role) if (!isRole(one)) problems.push(`--role ${one} is none: use ${API_ROLES.join(', ')}.`);
  for (const one of gsrn) if (!/^\d{18}$/.test(one)) problems.push(`--gsrn ${one} is none: it takes 18 digits.`);
  for (const one of customer) if (!/^[\x21-\x7e]{1,100}$/.test(one)) problems.push(`--customer ${JSON.stringify(one)} cannot be the id of a customer: it takes 1 to 100 printable characters without blanks.`);
  const expiresAt = expires === undefined ? undefined : instantOf(expires);
  if (expires !== undefined && expiresAt === undefined) problems.push(`--expires must be a day (2026-12-31) or an instant in UTC (2026-12-31T12:00:00Z), not ${JSON.stringify(expires)}.`);
  if (expiresAt !== undefined && Date.parse(expiresAt) <= nowMs) problems.push('--expires must lie in the future.');
  const scope = { ...(gsrn.length > 0 && { gsrns: gsrn }), ...(customer.length > 0 && { customers: customer }) };
  return { request: { name, roles: role.filter(isRole), ...(Object.keys(scope).length > 0 && { scope }), ...(expiresAt !== undefined && { expiresAt }) }, problems };
};

/** In full, undefined for what is no day or instant (31 February included). */
const instantOf = (text: string): string | undefined => {
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(full) || Number.isNaN(Date.parse(full))) return undefined;
  const instant = new Date(full).toISOString();
  return instant.startsWith(full.slice(0, 10)) ? instant : undefined;
};
