import { dividedHalfEven, type Exact, exactSum, times } from './exact.js';
import { STOP } from './reasons.js';
import { LINES, RESULT, RESULT_COLUMNS } from './result-columns.js';

const VAT_UNITS = 1_000_000;

/** What the parts of a point have come to so far. One object per thread, reset for every point. */
export type PointSums = {
  /** Øre per line, in the order of `LINES`. */
  lines: Exact[];
  /** The rounded lines under each VAT rate; nearly always there is one. */
  vatRates: number[];
  vatBases: Exact[];
  importedWh: number;
  exportedWh: number;
  billedWh: number;
  creditedWh: number;
  fullTaxWh: number;
  /** What is left of the limit of electrical heating; meaningful once a part has set it. */
  fullTaxLeftWh: number;
  stops: number;
  missingReadings: number;
  firstMissingQuarter: number;
};

export const newSums = (): PointSums => ({
  lines: LINES.map(() => 0), vatRates: [], vatBases: [], importedWh: 0, exportedWh: 0, billedWh: 0, creditedWh: 0,
  fullTaxWh: 0, fullTaxLeftWh: 0, stops: 0, missingReadings: 0, firstMissingQuarter: 0,
});

export const resetSums = (sums: PointSums): void => {
  sums.lines.fill(0);
  sums.vatRates.length = sums.vatBases.length = 0;
  sums.importedWh = sums.exportedWh = sums.billedWh = sums.creditedWh = sums.fullTaxWh = sums.fullTaxLeftWh = 0;
  sums.stops = sums.missingReadings = sums.firstMissingQuarter = 0;
};

/** Adds a rounded line of a part, and to the base of the part's VAT rate. */
export const addLine = (sums: PointSums, line: number, ore: Exact, vatBase: number): void => {
  sums.lines[line] = exactSum(sums.lines[line]!, ore);
  sums.vatBases[vatBase] = exactSum(sums.vatBases[vatBase]!, ore);
};

/** The place of a VAT rate's base. Parts under one rate share one rounding. */
export const vatBaseOf = (sums: PointSums, rate: number): number => {
  const known = sums.vatRates.indexOf(rate);
  if (known >= 0) return known;
  sums.vatBases.push(0);
  return sums.vatRates.push(rate) - 1;
};

/** Source: VAT once on the subtotal of rounded lines, half even. */
const vatOf = ({ vatRates, vatBases }: PointSums): Exact => {
  let vat: Exact = 0;
  for (let at = 0; at < vatRates.length; at++) vat = exactSum(vat, dividedHalfEven(times(vatBases[at]!, vatRates[at]!), VAT_UNITS));
  return vat;
};

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
  const vat = vatOf(sums);
  let total = vat;
  for (let line = 0; line < LINES.length; line++) {
    total = exactSum(total, sums.lines[line]!);
    row[line] = Number(sums.lines[line]!);
  }
  row[RESULT.vat] = Number(vat);
  row[RESULT.total] = Number(total);
  if (!row.every(Number.isSafeInteger)) {
    sums.stops = STOP.tooLarge;
    row.fill(0);
  }
};
