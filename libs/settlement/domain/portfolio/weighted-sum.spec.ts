import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { absoluteSum, guardedDot, type Integers, largest, NotAnInteger, weightedSum } from './weighted-sum.js';

const SAFE = Number.MAX_SAFE_INTEGER;
const INT32 = 2 ** 31 - 1;

const oracle = (quantities: Integers, prices: Integers, from: number, to: number): bigint =>
  Array.from({ length: to - from }, (_, k) => BigInt(quantities[from + k]!) * BigInt(prices[from + k]!)).reduce((sum, product) => sum + product, 0n);

const whole = (most: number): fc.Arbitrary<number> => fc.oneof(fc.integer({ min: -most, max: most }), fc.constantFrom(-most, most, 0, 1, -1, most - 1));

const pairs = (mostQuantity: number, mostPrice: number): fc.Arbitrary<[number, number][]> =>
  fc.array(fc.tuple(whole(mostQuantity), whole(mostPrice)), { maxLength: 120 });

describe('weighted sum', () => {
  const regimes: [name: string, mostQuantity: number, mostPrice: number][] = [
    ['a household', 20_000, 4_000_000],
    ['the edge of plain arithmetic', 2 ** 23, 2 ** 23],
    ['prices split into high and low', INT32, INT32],
    ['prices split, quantities small', 1_000, SAFE],
    ['quantities huge, prices small', SAFE, 1_000],
    ['only BigInt will do', SAFE, SAFE],
  ];

  it.each(regimes)('is exact for %s', (_, mostQuantity, mostPrice) => {
    fc.assert(fc.property(pairs(mostQuantity, mostPrice), fc.nat(), fc.nat(), (rows, a, b) => {
      const quantities = Float64Array.from(rows, ([quantity]) => quantity);
      const prices = Float64Array.from(rows, ([, price]) => price);
      const [from, to] = [a % (rows.length + 1), b % (rows.length + 1)].sort((x, y) => x - y) as [number, number];
      expect(weightedSum(quantities, prices, from, to)).toBe(oracle(quantities, prices, from, to));
    }), { numRuns: 400 });
  });

  it('is the same for 32-bit arrays', () => {
    fc.assert(fc.property(pairs(INT32, INT32), (rows) => {
      const quantities = Int32Array.from(rows, ([quantity]) => quantity);
      const prices = Int32Array.from(rows, ([, price]) => price);
      expect(weightedSum(quantities, prices, 0, rows.length)).toBe(oracle(quantities, prices, 0, rows.length));
    }));
  });

  it('is exact one step below, at and one step above the guard', () => {
    for (const [quantity, price] of [[1, SAFE - 1], [1, SAFE], [2, 2 ** 52 - 1], [2, 2 ** 52], [3, SAFE / 3], [SAFE, 1], [SAFE, 2], [94_906_265, 94_906_265], [94_906_266, 94_906_266], [SAFE, SAFE]] as const) {
      for (const sign of [1, -1]) {
        const quantities = Float64Array.of(quantity, -1, 1);
        const prices = Float64Array.of(sign * Math.floor(price), 1, 1);
        expect(weightedSum(quantities, prices, 0, 3)).toBe(oracle(quantities, prices, 0, 3));
      }
    }
  });

  it('is right where unguarded doubles are wrong: a month of a huge meter', () => {
    const quantities = Int32Array.from({ length: 744 }, (_, i) => INT32 - i * 7_919);
    const prices = Int32Array.from({ length: 744 }, (_, i) => 3_999_999 - i * 13);
    let unguarded = 0;
    for (let i = 0; i < 744; i++) unguarded += quantities[i]! * prices[i]!;
    const exact = oracle(quantities, prices, 0, 744);
    expect(BigInt(unguarded)).not.toBe(exact);
    expect(weightedSum(quantities, prices, 0, 744)).toBe(exact);
  });

  it('is zero for an empty range, never negative zero', () => {
    expect(weightedSum(Int32Array.of(5), Int32Array.of(7), 1, 1)).toBe(0n);
    expect(Object.is(guardedDot(Int32Array.of(0), 0, Float64Array.of(-1), 1), 0)).toBe(true);
  });

  it('refuses what is not an integer, and names the place', () => {
    for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, SAFE + 1]) {
      expect(() => weightedSum(Float64Array.of(1, bad), Float64Array.of(1, 1), 0, 2)).toThrow(new NotAnInteger(1, bad));
      expect(() => weightedSum(Float64Array.of(1, 1), Float64Array.of(1, bad), 0, 2)).toThrow(NotAnInteger);
    }
  });

  it('refuses a range that leaves one of the arrays', () => {
    for (const [from, to] of [[0, 3], [-1, 1], [2, 1], [0, 0.5]] as const) {
      expect(() => weightedSum(new Int32Array(3), new Int32Array(2), from, to)).toThrow(RangeError);
    }
  });

  it('bounds quantities and prices', () => {
    expect(absoluteSum(Int32Array.of(-3, 4))).toBe(7);
    expect(largest(Int32Array.of(-9, 4))).toBe(9);
    expect(largest(new Int32Array(0))).toBe(0);
    expect(absoluteSum(new Float64Array(4).fill(SAFE))).toBeGreaterThan(SAFE);
  });
});
