import { derivedId, type Reason } from '#kernel';
import { PriceSheets } from '../../domain/customer/sums/price-sheets.js';
import { settleSums } from '../../domain/customer/sums/settle-sums.js';
import { RULES_VERSION } from '../../domain/customer/settlement-input.js';
import type { Figures } from '../../domain/customer/settlement.js';
import type { Gathered } from './facts.js';

/** What became of one planned period. */
export type SettledOrNot =
  | Readonly<{ status: 'settled'; figures: Figures; digest: string }>
  | Readonly<{ status: 'blocked'; reasons: readonly Reason[] }>;

/** The figures of one period, or all that it lacks. `sheets` may be shared by many points. */
export const settleGathered = (gathered: Gathered, sheets = new PriceSheets()): SettledOrNot => {
  const answer = settleSums(gathered.input, sheets);
  const reasons = [...gathered.reasons, ...(answer.status === 'notReady' ? answer.missing : [])].map(({ code, en, da, path }): Reason => ({ code, en, da, ...(path !== undefined && { path }) }));
  if (answer.status === 'notReady' || reasons.length > 0) return { status: 'blocked', reasons };
  return { status: 'settled', figures: answer.figures, digest: digestOf(gathered, answer.figures) };
};

/** Names of all versions that the figures rest on, in order: readings and prices in force as the lines name them, terms, master data, rates, limits. */
export const versionsOf = ({ versions, otherReadings }: Gathered, { lines }: Pick<Figures, 'lines'>): readonly string[] =>
  [...new Set([...lines.flatMap(({ readings, prices }) => [...readings, ...prices]), ...versions.map(({ ref }) => ref), ...otherReadings])].sort();

/** Another digest means that another version of something is in force; values have no part in it. */
export const digestOf = (gathered: Gathered, figures: Pick<Figures, 'lines'>): string => derivedId('settlement-basis', RULES_VERSION, ...versionsOf(gathered, figures));
