// What other contexts may rely on: whom we supply where, on which contract, and which charges a point pays.
import type { AsOf } from '#kernel';
import type { Days } from './domain/events.js';
import type { PointTerms } from './domain/terms.js';

export type { BillingFrequency, Days } from './domain/events.js';
export type { ChargeLink, Contract, HeatingEntitlement, PointTerms, Supply } from './domain/terms.js';

/** Questions about the portfolio. */
export interface PortfolioFacts {
  /** By GSRN; a point that is not ours on any of the days has empty lists. */
  terms(gsrns: readonly string[], days: Required<Days>, asOf: AsOf): Promise<ReadonlyMap<string, PointTerms>>;
  /** GSRNs with a contract or supply that touches the days, in order, after a GSRN, at most `limit`. */
  pointsSupplied(days: Required<Days>, after: string | undefined, limit: number, asOf: AsOf): Promise<readonly string[]>;
  /** GSRNs whose contracts name the product, or whose links name the charge, on any of the days; for finding what a new price concerns. */
  pointsWithProduct(product: string, days: Days): Promise<readonly string[]>;
  pointsWithCharge(charge: Readonly<{ owner: string; type: string; code: string }>, days: Days): Promise<readonly string[]>;
}

export const PORTFOLIO_VIEWS = ['portfolio_supplies', 'portfolio_contracts', 'portfolio_charge_links', 'portfolio_heating'] as const;

export type { PortfolioEvent } from './domain/events.js';
