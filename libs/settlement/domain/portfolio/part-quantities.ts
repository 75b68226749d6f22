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

/** Sums of a series. Nearly always no reading is negative or missing, which the sign bits of all of them together tell; only else they are looked at singly. */
export const tally = (values: Int32Array): Tally => {
  const { length } = values;
  let a = 0, b = 0, signs = 0, i = 0;
  for (; i + 1 < length; i += 2) {
    const x = values[i]!;
    const y = values[i + 1]!;
    a += x;
    b += y;
    signs |= x | y;
  }
  if (i < length) {
    a += values[i]!;
    signs |= values[i]!;
  }
  return signs >= 0 ? { sum: a + b, bound: a + b, missing: 0, firstMissing: -1 } : tallySingly(values);
};

const tallySingly = (values: Int32Array): Tally => {
  let sum = 0, bound = 0, missing = 0, firstMissing = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === MISSING_READING) {
      missing++;
      if (firstMissing < 0) firstMissing = i;
    } else {
      sum += value;
      bound += Math.abs(value);
    }
  }
  return { sum, bound, missing, firstMissing };
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
