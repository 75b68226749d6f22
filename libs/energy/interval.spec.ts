import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant, parseInstant } from './instant.js';
import { contains, covers, formatInterval, intersection, isEmpty, overlaps, parseInterval, type Span, splitAt, without } from './interval.js';

const NINE = Date.UTC(2026, 0, 14, 21);

describe('instants', () => {
  it('may have seconds, none, or milliseconds', () => {
    expect(['2026-01-14T21:00Z', '2026-01-14T21:00:00Z', '2026-01-14T21:00:00.000Z', '2026-01-14T21:00:00.0000000Z'].map(parseInstant)).toEqual([NINE, NINE, NINE, NINE]);
    expect(parseInstant('2026-01-14T21:00:00.12Z')).toBe(NINE + 120);
    expect(parseInstant('2026-01-14T21:00:00.123000Z')).toBe(NINE + 123);
    expect(parseInstant('9999-12-31T23:59:59Z')).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
  });

  it.each([
    '', '2026-01-14', '2026-01-14T21Z', '2026-01-14T21:00', '2026-01-14 21:00Z', '2026-01-14t21:00z', '2026-01-14T21:00+01:00', '2026-01-14T24:00Z', '2026-01-14T21:60Z',
    '2026-01-14T23:59:60Z', '2026-02-30T00:00Z', '2025-02-29T00:00Z', '2026-13-01T00:00Z', '2026-00-10T00:00Z', '2026-01-00T00:00Z', '0026-01-14T21:00Z', '2026-1-14T21:00Z', '+002026-01-14T21:00Z',
    '2026-01-14T21:00:00.Z', ' 2026-01-14T21:00Z', '2026-01-14T21:00Z\n',
  ])('are not written like %j', (text) => {
    expect(() => parseInstant(text)).toThrow(expect.objectContaining({ code: 'NOT_AN_INSTANT' }));
  });

  it('are not cut in silence', () => {
    expect(() => parseInstant('2026-01-14T21:00:00.1234Z')).toThrow(expect.objectContaining({ code: 'INSTANT_TOO_FINE' }));
  });

  it('are written with seconds, and with milliseconds only when there are some', () => {
    expect([formatInstant(NINE), formatInstant(NINE + 7)]).toEqual(['2026-01-14T21:00:00Z', '2026-01-14T21:00:00.007Z']);
    expect([formatInstant(Date.UTC(1000, 0, 1)), formatInstant(Date.UTC(10000, 0, 1) - 1)]).toEqual(['1000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z']);
    for (const wrong of [NaN, 0.5, Infinity, Date.UTC(10000, 0, 1), Date.UTC(1000, 0, 1) - 1]) expect(() => formatInstant(wrong)).toThrow(expect.objectContaining({ code: 'NOT_AN_INSTANT' }));
  });

  it('come back as they were', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), (date) => {
      expect(parseInstant(formatInstant(date.getTime()))).toBe(date.getTime());
      expect(parseInstant(date.toISOString())).toBe(date.getTime());
    }));
  });
});

describe('intervals', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })).map(([from, to]): Span => ({ from, to }));
  const instants = Array.from({ length: 21 }, (_, at) => at);
  const inside = (spans: readonly Span[]): number[] => instants.filter((instant) => spans.some((each) => contains(each, instant)));

  it('hold their start and not their end', () => {
    expect([1, 2, 4, 5].map((instant) => contains({ from: 2, to: 5 }, instant))).toEqual([false, true, true, false]);
    expect(overlaps({ from: 1, to: 2 }, { from: 2, to: 3 })).toBe(false);
  });

  it('are read from text and written back', () => {
    const read = parseInterval({ from: '2026-01-13T23:00Z', to: '2026-01-14T23:00Z' });
    expect(formatInterval(read)).toEqual({ from: '2026-01-13T23:00:00Z', to: '2026-01-14T23:00:00Z' });
  });

  it('are refused when they end before or when they begin', () => {
    for (const to of ['2026-01-13T23:00Z', '2026-01-12T23:00Z']) {
      expect(() => parseInterval({ from: '2026-01-13T23:00Z', to })).toThrow(expect.objectContaining({ code: 'EMPTY_INTERVAL' }));
    }
  });

  it('behave like sets of instants', () => {
    fc.assert(fc.property(span, span, (a, b) => {
      const [inA, inB] = [inside([a]), inside([b])];
      const common = intersection(a, b);
      expect(inside(common ? [common] : [])).toEqual(inA.filter((instant) => inB.includes(instant)));
      expect(inside(without(a, b))).toEqual(inA.filter((instant) => !inB.includes(instant)));
      expect(overlaps(a, b)).toBe(common !== undefined);
      expect(covers(a, b)).toBe(inB.every((instant) => inA.includes(instant)));
      expect(without(a, b).some(isEmpty)).toBe(false);
    }), { numRuns: 1_000 });
  });

  it('are cut without losing or doubling an instant', () => {
    fc.assert(fc.property(span, fc.array(fc.integer({ min: -5, max: 25 })), (whole, cuts) => {
      const parts = splitAt(whole, cuts);
      expect(inside(parts)).toEqual(inside([whole]));
      expect(parts.every((part, at) => !isEmpty(part) && (at === 0 || parts[at - 1]!.to === part.from))).toBe(true);
      expect(parts.length).toBe(isEmpty(whole) ? 0 : 1 + new Set(cuts.filter((cut) => cut > whole.from && cut < whole.to)).size);
    }));
  });
});
