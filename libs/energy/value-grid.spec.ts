import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarOf } from './calendar.js';
import { addDays } from './local-date.js';
import { RESOLUTIONS } from './resolution.js';
import { countValues, valueBounds } from './value-grid.js';

const calendar = calendarOf('Europe/Copenhagen');
const month = calendar.month('2026-03');

describe('the values of a series', () => {
  it('are counted in local time: March 2026 has a day of 23 hours', () => {
    expect(RESOLUTIONS.map((resolution) => countValues(calendar, month, resolution))).toEqual([2_972, 743, 31, 1]);
    expect(RESOLUTIONS.map((resolution) => countValues(calendar, calendar.month('2026-10'), resolution))).toEqual([2_980, 745, 31, 1]);
  });

  it('end where the next one begins', () => {
    expect([...valueBounds(calendar, month.from, 2, 'P1M')]).toEqual([month.from, month.to, calendar.startOfMonth('2026-05')]);
    expect([...valueBounds(calendar, calendar.startOfDay('2026-03-28'), 2, 'P1D')].map((at) => calendar.dayOf(at))).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    expect([...valueBounds(calendar, month.from, 0, 'PT1H')]).toEqual([month.from]);
  });

  it('must fill the span', () => {
    const late = month.from + 3_600_000;
    for (const resolution of ['P1D', 'P1M'] as const) {
      for (const span of [{ from: late, to: month.to }, { from: month.from, to: month.to - 1 }, { from: month.to, to: month.from }]) {
        expect(() => countValues(calendar, span, resolution)).toThrow(expect.objectContaining({ code: 'NOT_WHOLE' }));
      }
    }
    expect(() => countValues(calendar, { from: calendar.startOfDay('2026-03-02'), to: month.to }, 'P1M')).toThrow('local midnight on the first of a month');
    expect(() => countValues(calendar, { from: month.from, to: month.to - 1 }, 'PT15M')).toThrow(expect.objectContaining({ code: 'NOT_WHOLE' }));
    expect(() => countValues(calendar, { from: month.from, to: month.from + 1 }, 'P1D')).toThrow(expect.objectContaining({ reason: {
      code: 'NOT_WHOLE',
      en: 'From 2026-02-28T23:00:00Z to 2026-02-28T23:00:00.001Z are no whole local days in Europe/Copenhagen. Both must be a local midnight, in this order.',
      da: 'Fra 2026-02-28T23:00:00Z til 2026-02-28T23:00:00.001Z er ikke hele lokale døgn i Europe/Copenhagen. Begge skal være lokal midnat, i denne rækkefølge.',
    } }));
    expect(() => countValues(calendar, { from: late, to: month.to }, 'P1M')).toThrow(expect.objectContaining({ reason: {
      code: 'NOT_WHOLE',
      en: 'From 2026-03-01T00:00:00Z to 2026-03-31T22:00:00Z are no whole local months in Europe/Copenhagen. Both must be a local midnight on the first of a month, in this order.',
      da: 'Fra 2026-03-01T00:00:00Z til 2026-03-31T22:00:00Z er ikke hele lokale måneder i Europe/Copenhagen. Begge skal være lokal midnat den første i en måned, i denne rækkefølge.',
    } }));
    expect(() => valueBounds(calendar, late, 1, 'P1D')).toThrow(expect.objectContaining({ code: 'NOT_WHOLE' }));
  });

  it('are as many as their bounds say', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: 60 }), fc.constantFrom(...RESOLUTIONS), (offset, count, resolution) => {
      const from = resolution === 'P1M' ? calendar.startOfMonth(addDays('2020-01-01', offset).slice(0, 7)) : calendar.startOfDay(addDays('2020-01-01', offset));
      const bounds = valueBounds(calendar, from, count, resolution);
      expect(countValues(calendar, { from, to: bounds.at(-1)! }, resolution)).toBe(count);
      expect(bounds.every((bound, at) => at === 0 || bound > bounds[at - 1]!)).toBe(true);
    }), { numRuns: 300 });
  });
});
