import { dividedHalfEven, type Exact, exactProduct, exactSum } from './exact.js';
import { STOP } from './reasons.js';
import { LINES, RESULT, RESULT_COLUMNS } from './result-columns.js';

const VAT_UNITS = 1_000_000;

/** What the parts of a point have come to so far. One object per thread, reset for every point. */
export type PointSums = {
  /** Øre per line, in the order of `LINES`. */
  lines: Exact[];
  vat: Exact;
  /** Rounded lines since VAT was last taken, and the rate they are under. */
  untaxed: Exact;
  vatRate: number;
  importedWh: number;
  exportedWh: number;
  billedWh: number;
  creditedWh: number;
  fullTaxWh: number;
  /** NaN when the point has no reduced tax. */
  fullTaxLeftWh: number;
  stops: number;
  missingReadings: number;
  firstMissingQuarter: number;
};

export const newSums = (): PointSums => ({
  lines: LINES.map(() => 0), vat: 0, untaxed: 0, vatRate: Number.NaN, importedWh: 0, exportedWh: 0, billedWh: 0, creditedWh: 0,
  fullTaxWh: 0, fullTaxLeftWh: Number.NaN, stops: 0, missingReadings: 0, firstMissingQuarter: 0,
});

export const resetSums = (sums: PointSums, fullTaxLeftWh: number): void => {
  sums.lines.fill(0);
  sums.vat = sums.untaxed = 0;
  sums.vatRate = Number.NaN;
  sums.importedWh = sums.exportedWh = sums.billedWh = sums.creditedWh = sums.fullTaxWh = 0;
  sums.fullTaxLeftWh = fullTaxLeftWh;
  sums.stops = sums.missingReadings = sums.firstMissingQuarter = 0;
};

/** Adds a rounded line of a part. */
export const addLine = (sums: PointSums, line: number, ore: Exact): void => {
  sums.lines[line] = exactSum(sums.lines[line]!, ore);
  sums.untaxed = exactSum(sums.untaxed, ore);
};

/** Parts under one VAT rate share one rounding; another rate closes what came before. Source: VAT once on the subtotal of rounded lines. */
export const beginVatRate = (sums: PointSums, rate: number): void => {
  if (rate === sums.vatRate) return;
  takeVat(sums);
  sums.vatRate = rate;
};

const takeVat = (sums: PointSums): void => {
  if (sums.untaxed !== 0) sums.vat = exactSum(sums.vat, dividedHalfEven(productOf(sums.untaxed, sums.vatRate), VAT_UNITS));
  sums.untaxed = 0;
};

const productOf = (a: Exact, b: number): Exact => (typeof a === 'number' ? exactProduct(a, b) : a * BigInt(b));

/** Closes the point: VAT, total, and its row of results. */
export const writeSums = (sums: PointSums, point: number, results: Float64Array): void => {
  const row = results.subarray(point * RESULT_COLUMNS, (point + 1) * RESULT_COLUMNS);
  row.fill(0);
  if (sums.stops === 0) writeAmounts(sums, row);
  row[RESULT.importedWh] = sums.importedWh;
  row[RESULT.exportedWh] = sums.exportedWh;
  row[RESULT.billedWh] = sums.billedWh;
  row[RESULT.creditedWh] = sums.creditedWh;
  row[RESULT.fullTaxWh] = sums.fullTaxWh;
  row[RESULT.stops] = sums.stops;
  row[RESULT.missingReadings] = sums.missingReadings;
  row[RESULT.firstMissingQuarter] = sums.firstMissingQuarter;
};

const writeAmounts = (sums: PointSums, row: Float64Array): void => {
  takeVat(sums);
  let total = sums.vat;
  for (let line = 0; line < LINES.length; line++) {
    total = exactSum(total, sums.lines[line]!);
    row[line] = Number(sums.lines[line]!);
  }
  row[RESULT.vat] = Number(sums.vat);
  row[RESULT.total] = Number(total);
  if (!row.every(Number.isSafeInteger)) {
    sums.stops = STOP.tooLarge;
    row.fill(0);
  }
};
