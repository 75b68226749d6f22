import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { dividedHalfEven, exactProduct, exactSum, times } from './exact.js';

const SAFE = Number.MAX_SAFE_INTEGER;
const safe = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(SAFE, -SAFE, SAFE - 1, 0, 1, -1));
const Wide = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });

describe('exact arithmetic', () => {
  it('adds and multiplies at any size', () => {
    fc.assert(fc.property(safe, safe, (a, b) => {
      expect(BigInt(exactProduct(a, b))).toBe(BigInt(a) * BigInt(b));
      expect(BigInt(times(BigInt(a), b))).toBe(BigInt(a) * BigInt(b));
      expect(BigInt(exactSum(a, b))).toBe(BigInt(a) + BigInt(b));
      expect(BigInt(exactSum(BigInt(a), b))).toBe(BigInt(a) + BigInt(b));
    }));
  });

  it('rounds like decimal arithmetic, as number and as bigint', () => {
    fc.assert(fc.property(safe, fc.integer({ min: 1, max: 40_000_000_000 }), (numerator, divisor) => {
      const expected = new Wide(numerator).div(divisor).toDecimalPlaces(0).toFixed(0);
      expect(BigInt(dividedHalfEven(numerator, divisor))).toBe(BigInt(expected));
      expect(dividedHalfEven(BigInt(numerator), divisor)).toBe(BigInt(expected));
    }), { numRuns: 2_000 });
  });

  it('sends ties to the even neighbour on both sides of zero', () => {
    fc.assert(fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (below, half) => {
      const tie = (below * 2 + 1) * half;
      const even = below % 2 === 0 ? below : below + 1;
      expect(dividedHalfEven(tie, 2 * half)).toBe(even + 0);
      expect(dividedHalfEven(BigInt(tie), 2 * half)).toBe(BigInt(even));
    }));
  });

  it('has no negative zero', () => {
    expect(Object.is(dividedHalfEven(-4, 10), 0)).toBe(true);
    expect(Object.is(dividedHalfEven(-5, 10), 0)).toBe(true);
    expect(Object.is(exactProduct(0, -3), 0)).toBe(true);
  });
});
