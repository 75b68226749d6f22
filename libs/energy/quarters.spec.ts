import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { hoursOfQuarters, type QuartersOfHour, quartersOfHour, quartersOfHours, roundHourWithCarry, roundWithCarry } from './quarters.js';

/** The rule as the hub writes it, in decimals of kWh: an independent way to the same figures. */
const byTheRule = (quartersKwh: readonly Decimal[]): string[] => {
  let carry = new Decimal(0);
  return quartersKwh.map((quarter) => {
    const exactly = quarter.plus(carry);
    const rounded = exactly.toDecimalPlaces(3, Decimal.ROUND_HALF_UP);
    carry = exactly.minus(rounded);
    return rounded.times(1000).plus(0).toFixed();
  });
};

describe('hours and quarters', () => {
  it.each([
    [3, [1, 1, 0, 1]], [1, [0, 1, 0, 0]], [2, [1, 0, 1, 0]], [4, [1, 1, 1, 1]], [7, [2, 2, 1, 2]], [-3, [-1, -1, 0, -1]], [0, [0, 0, 0, 0]],
  ])('gives the quarters of %d Wh as the hub does', (hour, quarters) => {
    expect(quartersOfHour(hour)).toEqual(quarters);
  });

  it('keeps every hour equal to the sum of its quarters, negative and huge ones too', () => {
    fc.assert(fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 50 }), (hours) => {
      expect([...hoursOfQuarters(quartersOfHours(hours))]).toEqual(hours.map((hour) => hour + 0));
    }), { numRuns: 500 });
  });

  it('follows the written rule for any hour', () => {
    fc.assert(fc.property(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer()), (hour) => {
      const quarter = new Decimal(hour).div(1000).div(4);
      expect(quartersOfHour(hour).map(String)).toEqual(byTheRule([quarter, quarter, quarter, quarter]));
    }), { numRuns: 1_000 });
  });

  it('follows the written rule for sums of many points, in quarters of a watt-hour', () => {
    const fine = fc.oneof(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }));
    fc.assert(fc.property(fc.tuple(fine, fine, fine, fine), (values) => {
      const expected = byTheRule(values.map((value) => new Decimal(value).div(4000)));
      expect(roundWithCarry(values.map(BigInt), 4n).map(String)).toEqual(expected);
      expect(roundHourWithCarry(values as QuartersOfHour).map(String)).toEqual(expected);
    }), { numRuns: 1_000 });
  });

  it('drops less than a watt-hour at the end of the hour, and nothing when the hour is whole', () => {
    const fine = fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer());
    fc.assert(fc.property(fine, fc.integer({ min: 2, max: 1_000 }), (values, finePerUnit) => {
      const exactly = values.reduce((sum, value) => sum + value, 0);
      const rounded = roundHourWithCarry(values, finePerUnit).reduce((sum, value) => sum + value, 0) * finePerUnit;
      expect(2 * Math.abs(exactly - rounded)).toBeLessThanOrEqual(finePerUnit);
      if (exactly % finePerUnit === 0) expect(rounded).toBe(exactly + 0);
    }), { numRuns: 1_000 });
  });

  it('has no negative zero', () => {
    for (const hour of [-1, -2, -3, -0]) expect(quartersOfHour(hour).some((quarter) => Object.is(quarter, -0))).toBe(false);
    expect(roundHourWithCarry([-1, 0, 0, 0]).some((quarter) => Object.is(quarter, -0))).toBe(false);
  });

  it('refuses what is not whole or not exact', () => {
    expect(() => quartersOfHour(0.5)).toThrow('may already be inexact');
    expect(() => quartersOfHour(2 ** 53)).toThrow('may already be inexact');
    expect(() => hoursOfQuarters([1, 2, 3])).toThrow('3 quarters are not whole hours');
    expect(() => hoursOfQuarters([Number.MAX_SAFE_INTEGER, 1, 0, 0])).toThrow('may already be inexact');
    expect(() => roundHourWithCarry([Number.MAX_SAFE_INTEGER, 0, 0, 0], 1_000)).toThrow('may already be inexact');
  });
});
