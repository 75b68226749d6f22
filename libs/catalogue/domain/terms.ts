// What the catalogue speaks of: exactly the JSON that is stored. Amounts are decimal text in DKK without VAT, days are local, instants UTC.

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

/** Key of a charge as text: `5790000432752/tariff/40000`. */
export const chargeKeyText = ({ owner, type, code }: ChargeKey): string => `${owner}/${type}/${code}`;
