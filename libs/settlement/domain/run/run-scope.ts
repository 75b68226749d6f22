import type { BillingFrequency } from '../customer/billing-period.js';

/** Local days, half-open. A run settles every planned period that ends after `from` and no later than `to`. */
export type RunPeriod = Readonly<{ from: string; to: string }>;

/** Which points a run is about: those that meet everything given. Nothing given = all that we supply in the period. */
export type RunScope = Readonly<{
  /** These points, also those that are not ours any more: what was settled for them may have to be taken back. */
  gsrns?: readonly string[];
  /** Points that these customers have from us in the period. */
  customers?: readonly string[];
  priceArea?: 'DK1' | 'DK2';
  /** Points with a contract of this frequency that touches the period. */
  billingFrequency?: BillingFrequency;
}>;

/** The same scope in one way of writing: lists sorted, each entry once, keys in order, empty lists kept (they mean nobody). */
export const canonicalScope = ({ gsrns, customers, priceArea, billingFrequency }: RunScope): RunScope => ({
  ...(gsrns && { gsrns: distinct(gsrns) }), ...(customers && { customers: distinct(customers) }), ...(priceArea && { priceArea }), ...(billingFrequency && { billingFrequency }),
});

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
