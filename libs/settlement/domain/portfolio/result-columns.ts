/**
 * The lines of a point, each rounded by itself. `energy` is spot, or the fixed price of a fixed-price product.
 * The solar credit is negative or 0.
 */
export const LINES = [
  'energy', 'margin', 'gridTariff', 'systemTariff', 'transmissionTariff', 'electricityTax', 'gridSubscription', 'supplierSubscription', 'solarCredit',
] as const;

export type LineName = (typeof LINES)[number];

/** Where each value stands in a point's row of results. Lines in øre first, in the order of `LINES`. */
export const RESULT = {
  energy: 0, margin: 1, gridTariff: 2, systemTariff: 3, transmissionTariff: 4, electricityTax: 5, gridSubscription: 6, supplierSubscription: 7, solarCredit: 8,
  vat: 9, total: 10,
  importedWh: 11, exportedWh: 12, billedWh: 13, creditedWh: 14, fullTaxWh: 15,
  stops: 16, missingReadings: 17, firstMissingQuarter: 18,
} as const;

export const RESULT_COLUMNS = 19;
