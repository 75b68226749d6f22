import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarOf, HOUR_MS, QUARTER_MS } from '#energy';
import { gaps } from './gaps.js';
import { resampled } from './resampled.js';
import { timeline, type Version } from './timeline.js';

const calendar = calendarOf('Europe/Copenhagen');
const day = calendar.day('2025-10-26');
const quarters = (of: Partial<Version> & { energyWh: readonly (number | null)[] }): Version => ({ seriesId: 'a', registeredAt: 1, resolution: 'PT15M', from: day.from, to: day.from + of.energyWh.length * QUARTER_MS, ...of });
const hours = (of: Partial<Version> & { energyWh: readonly (number | null)[] }): Version => quarters({ resolution: 'PT1H', to: day.from + of.energyWh.length * HOUR_MS, ...of });
const hour = (versions: readonly Version[]) => resampled(timeline(day.from, day.from + HOUR_MS, versions), day.from + HOUR_MS, 'PT1H', calendar)[0]!;

describe('The timeline of a point', () => {
  it('lets the latest registration win for each quarter it covers', () => {
    const first = quarters({ energyWh: [1, 2, 3, 4] });
    const later = quarters({ seriesId: 'b', registeredAt: 2, from: day.from + QUARTER_MS, energyWh: [20, 30] });
    expect(hour([later, first])).toMatchObject({ kwh: '0.055', versions: ['a', 'b'] });
  });
  it('takes the greater series id when two were registered at the same instant, whichever came first', () => {
    const [a, b] = [quarters({ energyWh: [1, 1, 1, 1] }), quarters({ seriesId: 'b', energyWh: [2, 2, 2, 2] })];
    expect(hour([a, b])).toEqual(hour([b, a]));
    expect(hour([a, b]).kwh).toBe('0.008');
  });
  it('keeps a missing value missing, also when an earlier series had one', () => {
    expect(hour([quarters({ energyWh: [1, 2, 3, 4] }), quarters({ seriesId: 'b', registeredAt: 2, energyWh: [null, 2, 3, 4] })])).toMatchObject({ kwh: '0.009', quality: 'incomplete', missingQuarters: 1 });
  });
  it('says missing, not 0, when nothing is there', () => {
    expect(hour([])).toMatchObject({ kwh: null, quality: 'missing', missingQuarters: 4, versions: [] });
    expect(hour([hours({ energyWh: [null] })])).toMatchObject({ kwh: null, quality: 'missing', versions: ['a'] });
    expect(hour([hours({ energyWh: [0] })])).toMatchObject({ kwh: '0.000', quality: 'measured' });
  });
  it('is estimated when any part is', () => {
    expect(hour([quarters({ energyWh: [1, 2, 3, 4], qualities: ['measured', 'estimated', 'measured', 'measured'] })]).quality).toBe('estimated');
  });
  it('splits an hour into quarters with carry: 0.003 gives 0.001, 0.001, 0.000, 0.001', () => {
    const line = timeline(day.from, day.from + HOUR_MS, [hours({ energyWh: [3] })]);
    expect(resampled(line, day.from + HOUR_MS, 'PT15M', calendar).map(({ kwh }) => kwh)).toEqual(['0.001', '0.001', '0.000', '0.001']);
  });
  it('lays quarters over an hour and keeps the rest of the hour', () => {
    expect(hour([hours({ energyWh: [400] }), quarters({ seriesId: 'b', registeredAt: 2, energyWh: [7] })]).kwh).toBe('0.307');
  });
  it('has 25 hours and 100 quarters on the autumn day, and they are one day', () => {
    const line = timeline(day.from, day.to, [quarters({ energyWh: Array.from({ length: 100 }, (_, i) => i) })]);
    expect(resampled(line, day.to, 'PT1H', calendar)).toHaveLength(25);
    expect(resampled(line, day.to, 'P1D', calendar)).toEqual([{ from: '2025-10-25T22:00:00Z', to: '2025-10-26T23:00:00Z', kwh: '4.950', quality: 'measured', versions: ['a'] }]);
  });
  it('adds values beyond 2^53 exactly', () => {
    const big = 9_999_999_999_999;
    const line = timeline(day.from, day.to, [quarters({ energyWh: Array.from({ length: 100 }, () => big) })]);
    const year = Array.from({ length: 20 }, (_, at) => quarters({ seriesId: String(at), from: day.from + at * 100 * QUARTER_MS, to: day.from + (at + 1) * 100 * QUARTER_MS, energyWh: Array.from({ length: 100 }, () => big) }));
    expect(resampled(line, day.to, 'P1D', calendar)[0]!.kwh).toBe('999999999999.900');
    const to = day.from + 2_000 * QUARTER_MS;
    const sums = resampled(timeline(day.from, to, year), to, 'P1D', calendar).map(({ kwh }) => BigInt(kwh!.replace('.', '')));
    expect(sums.reduce((a, b) => a + b)).toBe(2_000n * BigInt(big));
  });

  const seed = 20251026;
  it(`hours are the sum of their quarters, days of their hours, in any order of arrival (seed ${seed})`, () => {
    const value = fc.option(fc.integer({ min: 0, max: 5_000_000_000 }), { nil: null, freq: 5 });
    const version = fc.record({
      seriesId: fc.uuid(), registeredAt: fc.integer({ min: 1, max: 4 }), hourly: fc.boolean(), start: fc.integer({ min: -4, max: 24 }), values: fc.array(value, { minLength: 1, maxLength: 100 }),
    }).map(({ seriesId, registeredAt, hourly, start, values }): Version => {
      const from = day.from + start * HOUR_MS;
      return hourly ? hours({ seriesId, registeredAt, from, to: from + values.length * HOUR_MS, energyWh: values }) : quarters({ seriesId, registeredAt, from, to: from + values.length * QUARTER_MS, energyWh: values });
    });
    fc.assert(fc.property(fc.array(version, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (versions, shuffle) => {
      const shuffled = versions.map((one) => ({ one, key: shuffle.next().value! })).sort((a, b) => a.key - b.key).map(({ one }) => one);
      const line = timeline(day.from, day.to, versions);
      const [q, h, d] = (['PT15M', 'PT1H', 'P1D'] as const).map((resolution) => resampled(line, day.to, resolution, calendar));
      const wh = (of: typeof q) => of!.reduce((sum, { kwh }) => sum + BigInt((kwh ?? '0').replace('.', '')), 0n);
      const missing = (of: typeof q) => of!.reduce((sum, { missingQuarters = 0 }) => sum + missingQuarters, 0);
      expect([wh(h), wh(d), missing(h), missing(d)]).toEqual([wh(q), wh(q), missing(q), missing(q)]);
      expect(resampled(timeline(day.from, day.to, shuffled), day.to, 'PT15M', calendar)).toEqual(q);
      expect(gaps(line).reduce((sum, gap) => sum + gap.quarters, 0)).toBe(missing(q));
    }), { seed, numRuns: 300 });
  });
});

describe('Gaps', () => {
  it('tell what was never received from what was reported missing, and by whom', () => {
    const line = timeline(day.from, day.from + 2 * HOUR_MS, [quarters({ energyWh: [1, null, null, 4, 5] })]);
    expect(gaps(line)).toEqual([
      { from: '2025-10-25T22:15:00Z', to: '2025-10-25T22:45:00Z', quarters: 2, why: 'reported-missing', seriesId: 'a' },
      { from: '2025-10-25T23:15:00Z', to: '2025-10-26T00:00:00Z', quarters: 3, why: 'not-received' },
    ]);
  });
});
