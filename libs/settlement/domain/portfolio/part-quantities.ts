import { netPerInterval } from './netting.js';
import { MISSING_READING } from './reading-values.js';

/** One part's energy after checking and netting. */
export type PartQuantities = {
  importedWh: number;
  exportedWh: number;
  billed: Int32Array;
  billedWh: number;
  /** Σ|billed|, which bounds every sum over it. */
  billedBound: number;
  credited: Int32Array;
  creditedWh: number;
};

/** What one pass over a series finds. A missing reading counts in neither sum. */
export type Tally = Readonly<{ sum: number; bound: number; missing: number; firstMissing: number }>;

const NOTHING = new Int32Array(0);

/** Sums of a series, in one pass; the missing readings are looked for only when there are any. */
export const tally = (values: Int32Array): Tally => {
  const { length } = values;
  let a = 0, b = 0, boundA = 0, boundB = 0, least = 0, i = 0;
  for (; i + 1 < length; i += 2) {
    const x = values[i]!;
    const y = values[i + 1]!;
    a += x;
    b += y;
    boundA += x < 0 ? -x : x;
    boundB += y < 0 ? -y : y;
    least = Math.min(least, x, y);
  }
  if (i < length) {
    const last = values[i]!;
    a += last;
    boundA += last < 0 ? -last : last;
    least = Math.min(least, last);
  }
  return least === MISSING_READING ? tallyWithHoles(values) : { sum: a + b, bound: boundA + boundB, missing: 0, firstMissing: -1 };
};

const tallyWithHoles = (values: Int32Array): Tally => {
  const missing = values.reduce((count, value) => count + (value === MISSING_READING ? 1 : 0), 0);
  const present = values.filter((value) => value !== MISSING_READING);
  const { sum, bound } = tally(present);
  return { sum, bound, missing, firstMissing: values.indexOf(MISSING_READING) };
};

/** The quantities of a point without export: what was metered is billed. */
export const withoutExport = (importWh: Int32Array, { sum, bound }: Tally): PartQuantities => ({
  importedWh: sum, exportedWh: 0, billed: importWh, billedWh: sum, billedBound: bound, credited: NOTHING, creditedWh: 0,
});

/** The quantities of a point with export, netted into the scratch; undefined when a difference does not fit 32 bits. */
export const netted = (importWh: Int32Array, exportWh: Int32Array, imported: Tally, exported: Tally, scratch: Scratch): PartQuantities | undefined => {
  const billed = scratch.billed.subarray(0, importWh.length);
  const credited = scratch.credited.subarray(0, importWh.length);
  if (!netPerInterval(importWh, exportWh, billed, credited)) return undefined;
  const { sum: billedWh, bound: billedBound } = tally(billed);
  const { sum: creditedWh } = tally(credited);
  return { importedWh: imported.sum, exportedWh: exported.sum, billed, billedWh, billedBound, credited, creditedWh };
};

/** Room for the netted series of one part, used again for every point. */
export type Scratch = Readonly<{ billed: Int32Array; credited: Int32Array }>;

export const newScratch = (slots: number): Scratch => ({ billed: new Int32Array(slots), credited: new Int32Array(slots) });
