import type { Position, Reason } from '#kernel';
import type { Period } from '../../domain/customer/settlement-input.js';
import type { Figures, SettledPeriod } from '../../domain/events.js';
import { figuresOf } from '../../domain/period/figures.js';
import { type Delta, deltaTo, NOTHING_SAID, plus } from '../../domain/period/said.js';
import type { SettlementQuestions } from '../../views/settlement-questions.js';
import type { Gathered, SettlementFacts, SettlementRules } from '../gather/facts.js';
import { gatherInputs } from '../gather/gather-inputs.js';
import { calculationFailed } from '../gather/own-reasons.js';
import { PriceSheets } from '../../domain/customer/sums/price-sheets.js';
import { settleGathered } from '../gather/settle-gathered.js';
import { planPoints } from '../plan-points.js';
import { changedFacts } from './changed-facts.js';
import type { PreviewChanges } from './changes.js';

export type PreviewParts = Readonly<{ questions: Pick<SettlementQuestions, 'versions'>; facts: SettlementFacts; rules: SettlementRules; asOfNow(): Promise<Position> }>;
export type PreviewAsked = Readonly<{ gsrns: readonly string[]; run: Period; changes?: PreviewChanges }>;

export type PreviewedPeriod = Readonly<{ period: Gathered['period'] }> & (
  | Readonly<{
    status: 'settled'; figures: Figures;
    /** Against what the difference is: what was settled, else what would be settled as things are, else nothing. */
    comparedWith: 'settled' | 'as-is' | 'nothing'; difference: Delta;
  }>
  | Readonly<{ status: 'blocked'; reasons: readonly Reason[] }>);

export type Preview = Readonly<{ asOf: Position; periods: readonly PreviewedPeriod[] }>;

/**
 * What a settlement would say now, or would say if something were otherwise, and the difference line by line. The way is that of a real run
 * (plan, gather, settle); nothing is written. @throws when the views show nothing yet
 */
export const previewSettlement = async (parts: PreviewParts, { gsrns, run, changes }: PreviewAsked): Promise<Preview> => {
  const asOf = await parts.asOfNow();
  const computed = await compute(parts, changes ? changedFacts(parts.facts, changes, parts.rules.calendar) : parts.facts, { gsrns, run }, asOf);
  const asIs = changes ? await compute(parts, parts.facts, { gsrns, run }, asOf) : [];
  const periods = await Promise.all(computed.map(async (one): Promise<PreviewedPeriod> => {
    if (one.status === 'blocked') return one;
    const { gsrn, from } = one.period;
    const settled = (await parts.questions.versions(gsrn, from)).at(-1)?.said;
    if (settled && 'lines' in settled) return { ...one, comparedWith: 'settled', difference: deltaTo(one.figures, plus(NOTHING_SAID, settled)) };
    const before = asIs.find((other) => other.period.gsrn === gsrn && other.period.from === from);
    if (before?.status === 'settled') return { ...one, comparedWith: 'as-is', difference: deltaTo(one.figures, plus(NOTHING_SAID, before.figures)) };
    return { ...one, comparedWith: 'nothing', difference: deltaTo(one.figures, NOTHING_SAID) };
  }));
  return { asOf, periods };
};

type Computed = Readonly<{ period: SettledPeriod; status: 'settled'; figures: Figures }> | Readonly<{ period: Gathered['period']; status: 'blocked'; reasons: readonly Reason[] }>;

const compute = async ({ rules }: PreviewParts, facts: SettlementFacts, { gsrns, run }: PreviewAsked, position: Position): Promise<readonly Computed[]> => {
  const batch = await planPoints(facts.portfolio, gsrns, run, { position });
  const inputs = await gatherInputs(facts, rules, batch, { position });
  const sheets = new PriceSheets();
  return inputs.map((gather, at): Computed => {
    const { gsrn, from, to } = batch.periods[at]!;
    try {
      const gathered = gather();
      const answer = settleGathered(gathered, sheets);
      return answer.status === 'blocked' ? { period: gathered.period, ...answer } : { period: gathered.period as SettledPeriod, status: 'settled', figures: figuresOf(answer.figures) };
    } catch (error) {
      return { period: { gsrn, from, to }, status: 'blocked', reasons: [calculationFailed(error instanceof Error ? error.message : String(error))] };
    }
  });
};
