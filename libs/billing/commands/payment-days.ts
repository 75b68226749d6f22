import type { PortfolioFacts } from '#portfolio/published';
import type { Part } from '../domain/part.js';

/** Payment days of the contracts that these parts were settled on, by contract. A contract that is not known is absent. */
export const paymentDaysOf = async (portfolio: Pick<PortfolioFacts, 'terms'>, parts: readonly Pick<Part, 'gsrn' | 'from' | 'to'>[]): Promise<ReadonlyMap<string, number>> => {
  if (parts.length === 0) return new Map();
  const days = { from: parts.map(({ from }) => from).sort()[0]!, to: parts.map(({ to }) => to).sort().at(-1)! };
  const terms = await portfolio.terms([...new Set(parts.map(({ gsrn }) => gsrn))], days, {});
  return new Map([...terms.values()].flatMap(({ contracts }) => contracts.map(({ contractId, paymentDays }) => [contractId, paymentDays] as const)));
};
