import type { ExplainSettlement } from '#billing';
import { explainSettlement, rulesOf, SettlementQuestions } from '#settlement';
import type { Parts } from './parts.js';

/** How an amount of a document is explained, whoever asks: by the settlement it comes from. */
export const explainSettledOf = ({ pool, calendar, facts }: Pick<Parts, 'pool' | 'calendar' | 'facts'>): ExplainSettlement => {
  const parts = { facts, rules: rulesOf(calendar), questions: new SettlementQuestions(pool) };
  return (gsrn, from, question) => explainSettlement(parts, { gsrn, from, ...question });
};
