// What other contexts may rely on: charges, products, spot prices and rates, each version with how we know it.
import type { AsOf, Heard } from '#kernel';

/** Charges are one only by owner (GLN), type and code together. Source: market facts, identifiers. */
export type ChargeKey = Readonly<{ owner: string; type: 'tariff' | 'subscription' | 'fee'; code: string }>;
export type ChargeCategory = 'grid' | 'system' | 'transmission' | 'balance' | 'electricityTax' | 'other';
export type ChargeResolution = 'PT15M' | 'PT1H' | 'P1D' | 'P1M';

/** Half-open local days; absent `to` = open end. */
export type Days = Readonly<{ from: string; to?: string }>;

/** What a charge is. `notBilled`: the supplier bears it. VAT class D01 = none, D02 = the general rate. */
export type ChargeTerms = ChargeKey & Readonly<{ name: string; category: ChargeCategory; resolution: ChargeResolution; tax: boolean; notBilled: boolean; vatClass: 'D01' | 'D02' }>;

/**
 * A published price of a charge. Exactly one of: `price`, in force until the next entry or `to`; `hours`, 24 prices by local hour, likewise;
 * `points`, one price for each interval of the charge's resolution from local midnight of `from` on, null = no price. DKK as decimal text, without VAT.
 * A later `from` supersedes an earlier one from that day; of two with the same `from` the later registration, then the later in the log counts.
 */
export type ChargePrice = Days & Readonly<{ price?: string; hours?: readonly string[]; points?: readonly (string | null)[]; registeredAt: string }>;

export type ProductKind = 'spot' | 'spotAllIn' | 'fixed' | 'addOn';
export type ProductTerms = Readonly<{ id: string; name: string; kind: ProductKind }>;
/** DKK as decimal text, without VAT. */
export type ProductPrice = Days & Readonly<{ marginDkkPerKwh?: string; fixedDkkPerKwh?: string; subscriptionDkkPerMonth?: string; registeredAt: string }>;

export type PriceArea = 'DK1' | 'DK2';
/** Spot prices of one area from an instant on, DKK per kWh as decimal text; null = missing. Later registration wins, interval by interval. */
export type SpotPrices = Readonly<{ area: PriceArea; resolution: 'PT15M' | 'PT1H'; from: string; prices: readonly (string | null)[]; registeredAt: string }>;

/** Dated figures of law. `vat`: 0.25 is 25 %; `taxLimit`: kWh a year at full electricity tax; `reducedTax`: DKK per kWh above it. */
export type RateName = 'vat' | 'taxLimit' | 'reducedTax';
export type Rate = Days & Readonly<{ name: RateName; value: string; registeredAt: string }>;

export type Known<Fact> = Readonly<{ fact: Fact; heard: Heard }>;

/** A charge with all its prices that touch the asked days, oldest first in the order of the log. */
export type CatalogueCharge = Readonly<{ terms: Known<ChargeTerms>; prices: readonly Known<ChargePrice>[] }>;
export type CatalogueProduct = Readonly<{ terms: Known<ProductTerms>; prices: readonly Known<ProductPrice>[] }>;

/** Key of a charge as text: `5790000432752/tariff/40000`. */
export const chargeKeyText = ({ owner, type, code }: ChargeKey): string => `${owner}/${type}/${code}`;

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
