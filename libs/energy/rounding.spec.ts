import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { divideHalfEven, divideHalfUp, divideHalfUpSafe, roundHalfEven, roundHalfUp } from './rounding.js';

const Wide = Decimal.clone({ precision: 200 });
const decimalText = (value: bigint, rounding: Decimal.Rounding, from: number, to: number): string =>
  new Wide(value.toString()).div(new Wide(10).pow(from)).toDecimalPlaces(to, rounding).times(new Wide(10).pow(to)).plus(0).toFixed();

describe('rounding', () => {
  it('sends ties away from zero on the market side', () => {
    expect([5n, 15n, 25n, -5n, -15n, 4n, -4n, 14n].map((value) => roundHalfUp(value, 1, 0))).toEqual([1n, 2n, 3n, -1n, -2n, 0n, 0n, 1n]);
  });

  it('sends ties to the even neighbour on the customer side', () => {
    expect([5n, 15n, 25n, -5n, -15n, -25n, 6n, -6n].map((value) => roundHalfEven(value, 1, 0))).toEqual([0n, 2n, 2n, 0n, -2n, -2n, 1n, -1n]);
  });

  it('gives the daily price of a subscription as the hub does: 0.908602 over 3 days is 0.302867', () => {
    expect(divideHalfUp(908602n, 3n)).toBe(302867n);
    expect(divideHalfUp(49_000_000n, 31n) * 3n).toBe(4741935n); // three points, one day; 31 days make 146.999985 and not 147
    expect(divideHalfUp(49_000_000n, 31n) * 3n * 31n).toBe(146_999_985n);
  });

  it('only adds zeros when there are more decimals to come', () => {
    expect([roundHalfUp(-12n, 3, 6), roundHalfEven(-12n, 3, 6), roundHalfUp(7n, 2, 2)]).toEqual([-12000n, -12000n, 7n]);
  });

  it('knows no division by zero', () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow(RangeError);
    expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
  });

  it('agrees with decimal.js, ties included', () => {
    const value = fc.oneof(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -200, max: 200 }).map((n) => BigInt(n) * 5n));
    fc.assert(fc.property(value, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (whole, from, to) => {
      expect(roundHalfUp(whole, from, to).toString()).toBe(decimalText(whole, Decimal.ROUND_HALF_UP, from, to));
      expect(roundHalfEven(whole, from, to).toString()).toBe(decimalText(whole, Decimal.ROUND_HALF_EVEN, from, to));
    }), { numRuns: 1_000 });
  });

  it('divides alike by positive and negative numbers', () => {
    fc.assert(fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 1_000n }), (dividend, divisor) => {
      expect(divideHalfUp(dividend, -divisor)).toBe(-divideHalfUp(dividend, divisor));
      expect(divideHalfEven(-dividend, divisor)).toBe(-divideHalfEven(dividend, divisor));
    }));
  });

  it('is the same in numbers as in bigint, to the ends of the safe range', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.maxSafeNat().map((n) => n || 1)), (dividend, divisor) => {
      const rounded = divideHalfUpSafe(dividend, divisor);
      expect(BigInt(rounded)).toBe(divideHalfUp(BigInt(dividend), BigInt(divisor)));
      expect(Object.is(rounded, -0)).toBe(false);
    }), { numRuns: 1_000 });
    expect(() => divideHalfUpSafe(2 ** 53, 4)).toThrow('may already be inexact');
  });
});
