import { addDays, calendarOf, MARKET_ZONE } from '#energy';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { type CapacityPeriod, capacitySettlement } from './capacity-settlement.js';
import type { Measurement } from './measurement-input.js';

const calendar = calendarOf(MARKET_ZONE);
const WH = 10n ** 9n;
const period = (changes: Partial<CapacityPeriod> = {}): CapacityPeriod => ({ meteringPointId: 'p', from: '2020-01-01', childId: 'c', childFrom: '2020-01-01', ...changes });
const run = (measurements: readonly Measurement[], changes: Partial<CapacityPeriod> = {}) =>
  capacitySettlement({ periods: [period(changes)], measurements: new Map([['p', measurements]]), month: '2025-03', calendar });
const hour = (date: string, wh: number, of = 0): Measurement => ({ time: calendar.startOfDay(date) + of * 3_600_000, quantity: BigInt(wh) * WH });

describe('capacity settlement', () => {
  it('is the mean of the ten largest hours, half up', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 364 }), fc.integer({ min: 0, max: 10_000_000 })), { minLength: 1, maxLength: 40, selector: ([day]) => day }), (hours) => {
      const results = run(hours.map(([day, wh]) => hour(addDays('2024-04-01', day), wh)));
      const largest = hours.map(([, wh]) => wh).sort((a, b) => b - a).slice(0, 10);
      const mean = Decimal.sum(...largest).div(largest.length).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed();
      expect(results).toHaveLength(31);
      expect(new Set(results.map(({ wh }) => `${wh}`))).toEqual(new Set([mean]));
    }));
  });

  it('looks at the twelve months that end with the month', () => {
    expect(run([hour('2024-03-31', 9, 22), hour('2025-04-01', 9)])).toEqual([]);
    expect(run([hour('2024-04-01', 4), hour('2025-03-31', 6, 23)])[0]!.wh).toBe(5n);
  });

  it('adds the quarters of an hour', () => {
    const quarters = [0, 1, 2, 3].map((at) => ({ ...hour('2025-01-01', 5), time: calendar.startOfDay('2025-01-01') + at * 900_000 }));
    expect(run(quarters)[0]!.wh).toBe(20n);
  });

  it('holds for the days on which customer and child are active', () => {
    const measured = [hour('2025-03-12', 7)];
    const dates = (changes: Partial<CapacityPeriod>) => run(measured, changes).map(({ date }) => date);
    expect(dates({ from: '2025-03-10', to: '2025-03-14', childFrom: '2025-03-11', childTo: '2025-03-13' })).toEqual(['2025-03-11', '2025-03-12']);
    expect(dates({ from: '2025-03-12', to: '2025-03-13' })).toEqual(['2025-03-12']);
    expect(dates({ from: '2025-03-13' })).toEqual([]);
    expect(dates({ to: '2025-03-12' })).toEqual([]);
    expect(dates({ to: '2025-03-01' })).toEqual([]);
    expect(dates({ from: '2025-04-01' })).toEqual([]);
    expect(dates({ childFrom: '2025-04-01' })).toEqual([]);
  });
});
