import type { LoadPlan } from '../load-plan.js';
import type { FactDocument } from './fact-document.js';
import { madeUpPortfolio } from './made-up-portfolio.js';
import { madeUpPrices } from './made-up-prices.js';

/** What may be made up besides readings. */
export const FACT_KINDS = ['prices', 'contracts'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** Everything that settling the plan's points needs besides master data and readings, prices first. The same for the same plan, byte for byte. */
export function* generatedFacts(plan: LoadPlan, kinds: readonly FactKind[]): Generator<FactDocument> {
  for (const make of makers(plan, kinds)) yield make();
}

/** How many documents that is. */
export const countFacts = (plan: LoadPlan, kinds: readonly FactKind[]): number => {
  let count = 0;
  for (const _ of makers(plan, kinds)) count++;
  return count;
};

function* makers(plan: LoadPlan, kinds: readonly FactKind[]): Generator<() => FactDocument> {
  if (kinds.includes('prices')) yield* madeUpPrices(plan);
  if (kinds.includes('contracts')) yield* madeUpPortfolio(plan);
}
