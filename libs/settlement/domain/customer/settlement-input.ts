import type { LocalDate, Resolution } from '#energy';

/** Which rules a settlement followed; stored with it, so that a later change of rules cannot change what was said. */
export const RULES_VERSION = 'customer-1';

/** Half-open span of local days; without `to` it is open. */
export type DateSpan = Readonly<{ from: LocalDate; to?: LocalDate }>;

/** A span with both ends. */
export type Period = Readonly<{ from: LocalDate; to: LocalDate }>;

/** Where a figure came from. `ref` is its place in the input (`readings[0]`), by which lines and explanations name it. */
export type Provenance = Readonly<{ ref: string; version?: string; registeredAt?: number; source?: string }>;

/** Values one after another from `from` (epoch milliseconds). `null` is a missing value, which is never zero. */
export type Series<Value> = Provenance & Readonly<{ resolution: Resolution; from: number; values: readonly (Value | null)[]; qualities?: readonly string[] }>;

/** Watt-hours per interval. */
export type ReadingSeries = Series<bigint>;

/** Prices per interval, see `PRICE_SCALE`. */
export type SpotSeries = Series<bigint> & Readonly<{ area: string }>;

/** What kind of price a product has. `spot`: spot and margin on lines of their own; `spotAllIn`: both on one line; `fixed`: one price, no spot; `addOn`: margin beside a main product. */
export type ProductKind = 'spot' | 'spotAllIn' | 'fixed' | 'addOn';

export type ProductPrice = DateSpan & Provenance & Readonly<{ marginPerKwh?: bigint; fixedPerKwh?: bigint; subscriptionPerMonth?: bigint }>;

export type Product = Readonly<{ id: string; name: string; kind: ProductKind; prices: readonly ProductPrice[] }>;

/** Which products the customer had when: on each day exactly one main product and any number of add-ons. */
export type Contract = DateSpan & Readonly<{ id: string; products: readonly (DateSpan & Readonly<{ product: string }>)[] }>;

export type ChargeType = 'tariff' | 'subscription' | 'fee';
export type ChargeCategory = 'grid' | 'system' | 'transmission' | 'balance' | 'electricityTax' | 'other';

/** Charges are one only by owner, type and code together. Source: market facts, §10. */
export type ChargeKey = Readonly<{ owner: string; type: ChargeType; code: string }>;

/** One price, or one for each local hour 0 to 23, in force from a day until the next entry (or `to`). */
export type DatedPrice = DateSpan & Provenance & Readonly<{ price?: bigint; hours?: readonly bigint[] }>;

/** A price of its own for every interval, day or month. Days and months count from `fromDate`. */
export type PricePoints = Series<bigint> & Readonly<{ fromDate: LocalDate }>;

export type Charge = ChargeKey & Readonly<{
  name: string; category: ChargeCategory; resolution: Resolution; tax: boolean;
  /** The supplier bears it: it is not shown to the customer. */
  notBilled: boolean;
  vatExempt: boolean;
  dated: readonly DatedPrice[];
  points: readonly PricePoints[];
}>;

/** The point pays the charge on these days; `factor` multiplies subscriptions and fees, never tariffs. Source: DataHub's rules, part 2 §5 and remarks. */
export type ChargeLink = ChargeKey & DateSpan & Readonly<{ factor: bigint; ref: string }>;

/**
 * Electricity tax of an electrically heated home: full rate until the limit of the settlement year is used up, reduced rate after.
 * The limit is pro rata by entitled days. Source: DataHub's rules, part 3, electrical heating.
 */
export type TaxReduction = Readonly<{
  entitled: readonly DateSpan[];
  /** First month of the settlement year, 1 to 12. */
  yearStartsInMonth: number;
  limits: readonly (DateSpan & Provenance & Readonly<{ whPerYear: bigint }>)[];
  prices: readonly (DateSpan & Provenance & Readonly<{ price: bigint }>)[];
  /** Billed in this settlement year since the entitlement began, before the first settled day. */
  usedBeforeWh?: bigint;
  /** The hub's own D14 series: kWh of each local day that pay the full rate. When given, it decides. */
  fullRate?: readonly ReadingSeries[];
}>;

export type VatRate = DateSpan & Provenance & Readonly<{ rate: bigint }>;

/** Everything one settlement of one point rests on. Whole local days of `zone`; quantities and prices are scaled integers. */
export type SettlementInput = Readonly<{
  gsrn: string; zone: string; priceArea: string;
  period: Period;
  /** When the customer was ours at this point. Nothing outside is settled or corrected. */
  supply: readonly DateSpan[];
  readings: readonly ReadingSeries[];
  /** Given (even empty) when the point also sends energy out. */
  exportReadings?: readonly ReadingSeries[];
  /** When the export is measured; absent = always. */
  exportCoupled?: readonly DateSpan[];
  spot: readonly SpotSeries[];
  products: readonly Product[];
  contracts: readonly Contract[];
  charges: readonly Charge[];
  links: readonly ChargeLink[];
  /** Kinds of charges a point must have before it may be settled. */
  requiredCategories: readonly ChargeCategory[];
  reduction?: TaxReduction;
  vat: readonly VatRate[];
}>;
