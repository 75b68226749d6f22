import { addDays } from '#energy';
import type { AsOf } from '#kernel';
import type { ReadingFacts } from '#metering/published';
import type { PointTerms, PortfolioFacts } from '#portfolio/published';
import type { RunPeriod, RunScope } from '../../domain/run/run-scope.js';

/** The price area of each point on a local day, by GSRN; a point nobody has stated anything about is not in the answer. */
export type PriceAreas = (gsrns: readonly string[], day: string, asOf: AsOf) => Promise<ReadonlyMap<string, string>>;

export type ScopeParts = Readonly<{ portfolio: Pick<PortfolioFacts, 'pointsSupplied' | 'terms'>; priceAreas: PriceAreas; pageSize?: number }>;

const PAGE = 5_000;

/** The points that a scope is about, in order, page by page; with an `asOf` that names a position the same points for ever. */
export async function* pointsOfScope({ portfolio, priceAreas, pageSize = PAGE }: ScopeParts, scope: RunScope, period: RunPeriod, asOf: AsOf): AsyncGenerator<readonly string[]> {
  const narrowed = async (gsrns: readonly string[]): Promise<readonly string[]> => {
    let left = gsrns;
    if (scope.customers || scope.billingFrequency) {
      const terms = await portfolio.terms(left, period, asOf);
      left = left.filter((gsrn) => meets(terms.get(gsrn), scope));
    }
    if (scope.priceArea && left.length > 0) {
      const areas = await priceAreas(left, addDays(period.to, -1), asOf);
      left = left.filter((gsrn) => areas.get(gsrn) === scope.priceArea);
    }
    return left;
  };
  if (scope.gsrns) {
    const asked = [...new Set(scope.gsrns)].sort();
    for (let at = 0; at < asked.length; at += pageSize) yield await narrowed(asked.slice(at, at + pageSize));
    return;
  }
  for (let after: string | undefined; ;) {
    const page = await portfolio.pointsSupplied(period, after, pageSize, asOf);
    if (page.length > 0) yield await narrowed(page);
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}

const meets = (terms: PointTerms | undefined, { customers, billingFrequency }: RunScope): boolean => {
  if (!terms) return false;
  const isTheirs = !customers || [...terms.supplies, ...terms.contracts].some(({ customerId }) => customers.includes(customerId));
  return isTheirs && (!billingFrequency || terms.contracts.some((contract) => contract.billingFrequency === billingFrequency));
};

/** Price areas from the master data: the statement that holds on the day. */
export const priceAreasOf = (metering: Pick<ReadingFacts, 'points'>): PriceAreas => async (gsrns, day, asOf) => {
  const areas = new Map<string, string>();
  for (const [gsrn, { statements }] of await metering.points(gsrns, asOf)) {
    let inForce: (typeof statements)[number] | undefined;
    for (const statement of statements) if (statement.validFrom <= day && (!inForce || statement.validFrom >= inForce.validFrom)) inForce = statement;
    if (inForce) areas.set(gsrn, inForce.masterData.priceArea);
  }
  return areas;
};
