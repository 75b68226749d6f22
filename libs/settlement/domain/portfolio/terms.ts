/** Readings come per hour or per quarter. */
export type ReadingResolution = 'PT1H' | 'PT15M';

/**
 * What one point pays during some whole days of the month. A change of price, product, tariff, VAT or resolution begins a new part, and each
 * line is rounded once per part. Rates are whole millionths of a krone per kWh, subscriptions millionths of a krone per month;
 * null says that the rate is not known, which stops the point, while 0 is a rate like any other.
 */
export type PartTerms = Readonly<{
  /** Days of the month, from 0; half-open. */
  fromDay: number;
  toDay: number;
  resolution: ReadingResolution;
  /** The index of the area's spot prices in the market. A fixed-price point needs it only to be credited for a surplus. */
  spotPrices: number | null;
  /** The energy price of a fixed-price product; absent for spot. */
  fixedPrice?: number | null;
  margin: number | null;
  /** A spot product whose margin is no line of its own: spot and margin are summed and rounded together. */
  marginInEnergy?: boolean;
  /** The index of the grid company's time-of-use tariff in the market. */
  gridTariff: number | null;
  systemTariff: number | null;
  transmissionTariff: number | null;
  electricityTax: number | null;
  /** Absent = the home is not entitled to reduced tax on these days. */
  electricHeating?: ElectricHeating;
  gridSubscription: number | null;
  /** Absent = the product has none. */
  supplierSubscription?: number | null;
  /** VAT in millionths: 25 % is 250000. */
  vat: number | null;
}>;

/**
 * Electricity tax of an electrically heated home: some energy pays in full, the rest the reduced rate.
 * Source: DataHub's rules, part 3, electrical heating; own rule to follow the D14 series when there is one.
 */
export type ElectricHeating = Readonly<{
  reducedTax: number | null;
  fullTax:
    /** DataHub's D14 series: its sum over the days of the part. */
    | Readonly<{ by: 'hub'; wh: number }>
    /** Own estimate: what is left of the year's limit when the part begins; negative = so far above it. */
    | Readonly<{ by: 'limit'; leftWh: number }>
    /** Own estimate: what the part before left. */
    | Readonly<{ by: 'limitOfPartBefore' }>;
}>;

/** A point of a run and its parts, in order of time, without overlap. */
export type PointTerms = Readonly<{
  /** The point's number in the run, from 0; results are found by it. */
  point: number;
  /** Exports are metered and netted. */
  hasExport: boolean;
  parts: readonly PartTerms[];
}>;

/** Where each value of a part stands in its row of a chunk. Missing rates and absent indexes are NaN there. */
export const COLUMN = {
  point: 0, fromDay: 1, toDay: 2, slotsPerHour: 3, importAt: 4, exportAt: 5, heating: 6,
  energyKind: 7, fixedPrice: 8, spotPrices: 9, margin: 10, gridTariff: 11, systemTariff: 12, transmissionTariff: 13,
  electricityTax: 14, reducedTax: 15, fullTaxWh: 16, gridSubscription: 17, supplierSubscription: 18, vat: 19,
} as const;

export const COLUMNS = 20;

/** The values of the column `energyKind`. */
export const ENERGY = { spot: 0, spotWithMargin: 1, fixed: 2 } as const;

/** The values of the column `heating`. */
export const HEATING = { none: 0, hub: 1, limit: 2, limitOfPartBefore: 3 } as const;
