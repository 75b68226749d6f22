import { addDays, daysBetween } from '#energy';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { earlier, later, settlementYearOf, splitByYear, yearBefore } from './settlement-year.js';

describe('a settlement year', () => {
  it.each([
    ['2024-01-01', 1, '2024-01-01', '2025-01-01', 366], ['2024-12-31', 1, '2024-01-01', '2025-01-01', 366], ['2024-05-31', 6, '2023-06-01', '2024-06-01', 366],
    ['2024-06-01', 6, '2024-06-01', '2025-06-01', 365], ['2024-02-29', 3, '2023-03-01', '2024-03-01', 366], ['2023-02-28', 3, '2022-03-01', '2023-03-01', 365],
  ])('holds %s when it begins in month %s', (day, month, from, to, days) => expect(settlementYearOf(day, month)).toEqual({ from, to, days }));

  it('follows the year before', () => expect(yearBefore(settlementYearOf('2024-07-01', 6))).toEqual({ from: '2023-06-01', to: '2024-06-01', days: 366 }));

  it('cuts a period without a day lost or doubled', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 12 }), (start, length, month) => {
      const from = addDays('2018-01-01', start);
      const to = addDays(from, length);
      const pieces = splitByYear(from, to, month);
      expect(pieces.reduce((sum, piece) => sum + daysBetween(piece.from, piece.to), 0)).toBe(length);
      pieces.forEach((piece, at) => {
        expect(piece.from >= piece.year.from && piece.to <= piece.year.to && piece.from < piece.to).toBe(true);
        expect(piece.from).toBe(at === 0 ? from : pieces[at - 1]!.to);
        expect([365, 366]).toContain(piece.year.days);
      });
    }));
  });
});

describe('the earlier and the later of two days', () => {
  it('takes an open one as no limit', () => {
    expect([earlier('2024-01-02', undefined), later('2024-01-02', undefined)]).toEqual(['2024-01-02', '2024-01-02']);
    expect([earlier('2024-01-02', '2024-01-01'), later('2024-01-02', '2024-01-01')]).toEqual(['2024-01-01', '2024-01-02']);
    expect([earlier('2024-01-02', '2024-01-03'), later('2024-01-02', '2024-01-03')]).toEqual(['2024-01-02', '2024-01-03']);
  });
});
