// What other contexts may rely on: charges, products, spot prices and rates, each version with how we know it.
import type { AsOf, Heard } from '#kernel';
import type { ChargeKey, ChargePrice, ChargeTerms, Days, PriceArea, ProductPrice, ProductTerms, Rate, SpotPrices } from './domain/terms.js';

export type {
  ChargeCategory, ChargeKey, ChargePrice, ChargeResolution, ChargeTerms, Days, PriceArea, ProductKind, ProductPrice, ProductTerms, Rate, RateName, SpotPrices,
} from './domain/terms.js';
export { chargeKeyText } from './domain/terms.js';

export type Known<Fact> = Readonly<{ fact: Fact; heard: Heard }>;

/** A charge with all its prices that touch the asked days, oldest first in the order of the log. */
export type CatalogueCharge = Readonly<{ terms: Known<ChargeTerms>; prices: readonly Known<ChargePrice>[] }>;
export type CatalogueProduct = Readonly<{ terms: Known<ProductTerms>; prices: readonly Known<ProductPrice>[] }>;

/** Questions about prices. Every version in force or superseded on the days is in the answer; which one counts is the settlement's rule. */
export interface CatalogueFacts {
  /** By `chargeKeyText`; a charge that is not known is absent. */
  charges(keys: readonly ChargeKey[], days: Required<Days>, asOf: AsOf): Promise<ReadonlyMap<string, CatalogueCharge>>;
  /** By product id. */
  products(ids: readonly string[], days: Required<Days>, asOf: AsOf): Promise<ReadonlyMap<string, CatalogueProduct>>;
  /** All versions that touch the local days, oldest registration first. */
  spot(areas: readonly PriceArea[], days: Required<Days>, asOf: AsOf): Promise<readonly Known<SpotPrices>[]>;
  /** All rates that touch the days. */
  rates(days: Required<Days>, asOf: AsOf): Promise<readonly Known<Rate>[]>;
}

/** Names of the views the facts are read from: who wants to know how new they are asks for these. */
export const CATALOGUE_VIEWS = ['catalogue_charges', 'catalogue_charge_prices', 'catalogue_products', 'catalogue_product_prices', 'catalogue_spot', 'catalogue_rates'] as const;

export type { CatalogueEvent } from './domain/events.js';
