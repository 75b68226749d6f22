import { derivedId, type Reason } from '#kernel';
import { settle } from '../../domain/customer/settle.js';
import { RULES_VERSION } from '../../domain/customer/settlement-input.js';
import type { Settlement } from '../../domain/customer/settlement.js';
import type { Gathered } from './facts.js';

/** What became of one planned period. */
export type SettledOrNot =
  | Readonly<{ status: 'settled'; settlement: Settlement; digest: string }>
  | Readonly<{ status: 'blocked'; reasons: readonly Reason[] }>;

/** The figures of one period, or all that it lacks. */
export const settleGathered = (gathered: Gathered): SettledOrNot => {
  const answer = settle(gathered.input);
  const reasons = [...gathered.reasons, ...(answer.status === 'notReady' ? answer.missing : [])].map(({ code, en, da, path }): Reason => ({ code, en, da, ...(path !== undefined && { path }) }));
  if (answer.status === 'notReady' || reasons.length > 0) return { status: 'blocked', reasons };
  return { status: 'settled', settlement: answer.settlement, digest: digestOf(gathered, answer.settlement) };
};

/** Names of all versions that the figures rest on, in order: readings and prices in force as the lines name them, terms, master data, rates, limits. */
export const versionsOf = ({ versions, otherReadings }: Gathered, { lines }: Pick<Settlement, 'lines'>): readonly string[] =>
  [...new Set([...lines.flatMap(({ readings, prices }) => [...readings, ...prices]), ...versions.map(({ ref }) => ref), ...otherReadings])].sort();

/** Another digest means that another version of something is in force; values have no part in it. */
export const digestOf = (gathered: Gathered, settlement: Pick<Settlement, 'lines'>): string => derivedId('settlement-basis', RULES_VERSION, ...versionsOf(gathered, settlement));
