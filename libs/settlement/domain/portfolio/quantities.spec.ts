import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitSeries, splitTotal } from './limit.js';
import { alongIntervals, sumByLocalHour, weightedByLocalHour } from './local-hours.js';
import { netPerInterval } from './netting.js';
import { tally } from './part-quantities.js';
import { MISSING_READING, MOST_WH } from './reading-values.js';
import { weightedSum } from './weighted-sum.js';

const wh = fc.integer({ min: 0, max: 5_000_000 });
const anyWh = fc.integer({ min: -MOST_WH, max: MOST_WH });

describe('limit', () => {
  it('cuts the interval that crosses it', () => {
    const [below, above] = [new Int32Array(3), new Int32Array(3)];
    expect(splitSeries(Int32Array.of(500, 500, 500), 700, below, above)).toEqual({ belowWh: 700, aboveWh: 800 });
    expect([[...below], [...above]]).toEqual([[500, 200, 0], [0, 300, 500]]);
  });

  it('leaves nothing below when it was used up before', () => {
    expect(splitTotal(500, -3)).toEqual({ belowWh: 0, aboveWh: 500 });
    expect(splitTotal(500, 0)).toEqual({ belowWh: 0, aboveWh: 500 });
  });

  it('takes a correction back from above the limit first', () => {
    expect(splitTotal(-10, -4)).toEqual({ belowWh: -6, aboveWh: -4 });
  });

  it('cut in two at any place gives the same two sums', () => {
    fc.assert(fc.property(anyWh, anyWh, anyWh, (first, second, leftWh) => {
      const [once, a, b] = [splitTotal(first + second, leftWh), splitTotal(first, leftWh), splitTotal(second, leftWh - first)];
      expect([a.belowWh + b.belowWh, a.aboveWh + b.aboveWh]).toEqual([once.belowWh, once.aboveWh]);
    }));
  });

  it('is the same by total and by interval, also where readings are negative', () => {
    fc.assert(fc.property(fc.array(anyWh, { maxLength: 60 }), fc.integer({ min: -10, max: 4_000_000_000 }), (values, leftWh) => {
      const quantities = Float64Array.from(values);
      const [below, above] = [new Float64Array(values.length), new Float64Array(values.length)];
      const split = splitSeries(quantities, leftWh, below, above);
      expect(split).toEqual(splitTotal(values.reduce((sum, value) => sum + value, 0), leftWh));
      expect(Array.from(quantities, (_, i) => below[i]! + above[i]!)).toEqual(values);
      expect(below.reduce((sum, value) => sum + value, 0)).toBe(split.belowWh);
    }));
  });
});

describe('netting', () => {
  it('bills or credits each interval, never both', () => {
    fc.assert(fc.property(fc.array(fc.tuple(wh, wh), { maxLength: 60 }), (rows) => {
      const [billed, credited] = [new Int32Array(rows.length), new Int32Array(rows.length)];
      const imported = Int32Array.from(rows, ([a]) => a);
      const exported = Int32Array.from(rows, ([, b]) => b);
      expect(netPerInterval(imported, exported, billed, credited)).toBe(true);
      rows.forEach(([a, b], i) => {
        expect(billed[i]! - credited[i]!).toBe(a - b);
        expect(Math.min(billed[i]!, credited[i]!)).toBe(0);
      });
    }));
  });

  it('bills a negative import as it is when nothing was exported', () => {
    const [billed, credited] = [new Int32Array(2), new Int32Array(2)];
    netPerInterval(Int32Array.of(-5, -5), Int32Array.of(0, 3), billed, credited);
    expect([[...billed], [...credited]]).toEqual([[-5, 0], [0, 8]]);
  });

  it('says so when a difference does not fit', () => {
    const one = () => new Int32Array(1);
    expect(netPerInterval(Int32Array.of(MOST_WH), Int32Array.of(0), one(), one())).toBe(true);
    expect(netPerInterval(Int32Array.of(MOST_WH), Int32Array.of(-1), one(), one())).toBe(false);
    expect(netPerInterval(Int32Array.of(-MOST_WH), Int32Array.of(1), one(), one())).toBe(false);
  });
});

describe('tally', () => {
  it('sums, bounds and finds what is missing, wherever it stands', () => {
    const reading = fc.oneof({ weight: 5, arbitrary: wh }, { weight: 1, arbitrary: fc.integer({ min: -MOST_WH, max: MOST_WH }) }, { weight: 1, arbitrary: fc.constant(MISSING_READING) });
    fc.assert(fc.property(fc.array(reading, { maxLength: 9 }), (values) => {
      const present = values.filter((value) => value !== MISSING_READING);
      expect(tally(Int32Array.from(values))).toEqual({
        sum: present.reduce((sum, value) => sum + value, 0), bound: present.reduce((sum, value) => sum + Math.abs(value), 0),
        missing: values.length - present.length, firstMissing: values.indexOf(MISSING_READING),
      });
    }), { numRuns: 1_000 });
  });

  it('sees a last reading that is missing in a month with an odd number of hours', () => {
    expect(tally(Int32Array.of(1, 2, MISSING_READING))).toEqual({ sum: 3, bound: 3, missing: 1, firstMissing: 2 });
  });
});

describe('local hours', () => {
  it('weighs 24 sums as a plain sum weighs the intervals', () => {
    const row = fc.tuple(anyWh, fc.integer({ min: 0, max: 23 }));
    const day = fc.array(fc.integer({ min: -4_000_000, max: 4_000_000 }), { minLength: 24, maxLength: 24 });
    fc.assert(fc.property(fc.array(row, { maxLength: 100 }), day, (rows, prices) => {
      const quantities = Int32Array.from(rows, ([value]) => value);
      const hours = Uint8Array.from(rows, ([, hour]) => hour);
      const plain = weightedSum(quantities, alongIntervals(prices, hours), 0, rows.length);
      expect(BigInt(weightedByLocalHour(sumByLocalHour(quantities, hours), prices))).toBe(plain);
    }));
  });
});
