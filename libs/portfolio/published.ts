// What other contexts may rely on: whom we supply where, on which contract, and which charges a point pays.
import type { AsOf, Heard } from '#kernel';

/** Half-open local days; absent `to` = open end. */
export type Days = Readonly<{ from: string; to?: string }>;
export type BillingFrequency = 'daily' | 'weekly' | 'monthly' | 'quarterly';

/** A supply of the point by us. `supplyId` stays the same when its days are corrected (BRS-011). A supply that should not have been (BRS-003) is not in the answer. */
export type Supply = Days & Readonly<{ supplyId: string; customerId: string; heard: Heard }>;

/** What a customer agreed for one point. Products: one main product a day and any add-ons; days absent = as the contract. */
export type Contract = Days & Readonly<{
  contractId: string; gsrn: string; customerId: string; payerId: string;
  products: readonly Readonly<{ product: string; from?: string; to?: string }>[];
  billingFrequency: BillingFrequency;
  /** Days from the issue of an invoice until it is due. */
  paymentDays: number;
  heard: Heard;
}>;

/** The point pays the charge on these days; `factor` multiplies subscriptions and fees. Source: RSM-031. */
export type ChargeLink = Days & Readonly<{ owner: string; type: 'tariff' | 'subscription' | 'fee'; code: string; factor: number; heard: Heard }>;

/** Days on which the home is entitled to reduced electricity tax, and what was used of the year's limit before we could know. */
export type HeatingEntitlement = Days & Readonly<{ usedBeforeKwh?: string; heard: Heard }>;

/** Everything agreed about one point that touches the asked days. */
export type PointTerms = Readonly<{ gsrn: string; supplies: readonly Supply[]; contracts: readonly Contract[]; links: readonly ChargeLink[]; heating: readonly HeatingEntitlement[] }>;

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
