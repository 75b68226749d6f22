import { describe, expect, it } from '@jest/globals';
import { parseInstant, QUARTER_MS } from '#energy';
import { priceAt } from './price-at.js';
import { QuarterGrid } from './quarter-grid.js';
import { placeText } from './place.js';
import { readingSeries, spotSeries } from './testing.js';

const START = '2025-01-01T00:00Z';
const span = { from: parseInstant(START), to: parseInstant('2025-01-01T03:00Z') };
const intervals = (...series: ReturnType<typeof readingSeries>[]) => {
  const { whole, missing, torn } = new QuarterGrid(series, span).intervals();
  const quarter = (instant: number) => (instant - span.from) / QUARTER_MS;
  return {
    whole: whole.map(({ from, quarters, value, place }) => [quarter(from), quarters, Number(value), placeText(place)]),
    missing: missing.map(({ from, to }) => [quarter(from), quarter(to)]), torn: torn.map(({ from, to }) => [quarter(from), quarter(to)]),
  };
};

describe('series laid over quarters', () => {
  it('keeps hours and quarters as they are and joins what is missing', () => {
    expect(intervals(readingSeries(START, ['1', null]), readingSeries('2025-01-01T02:00Z', ['0.1', '0.2', '0.3'], { ref: 'r1', resolution: 'PT15M' }))).toEqual({
      whole: [[0, 4, 1000, 'readings[0]#1'], [8, 1, 100, 'r1#1'], [9, 1, 200, 'r1#2'], [10, 1, 300, 'r1#3']], missing: [[4, 8], [11, 12]], torn: [],
    });
  });

  it('puts the newest registration on top, wherever it stands in the list', () => {
    const [old, now] = [readingSeries(START, ['1', '1', '1'], { registeredAt: 1 }), readingSeries('2025-01-01T01:00Z', ['2'], { ref: 'new', registeredAt: 2 })];
    for (const order of [[old, now], [now, old]]) expect(intervals(...order).whole.map(([, , value]) => value)).toEqual([1000, 2000, 1000]);
  });

  it('compares versions as numbers, and takes the later of equals', () => {
    const of = (version: string, kwh: string) => readingSeries(START, [kwh, kwh, kwh], { version });
    expect(intervals(of('10', '10'), of('9', '9')).whole[0]![2]).toBe(10_000);
    expect(intervals(of('b', '2'), of('a', '1')).whole[0]![2]).toBe(2000);
    expect(intervals(of('1', '1'), of('1', '2')).whole[0]![2]).toBe(2000);
  });

  it('hides an older value under a newer "missing"', () => {
    expect(intervals(readingSeries(START, ['1', '1', '1'], { registeredAt: 1 }), readingSeries('2025-01-01T01:00Z', [null], { registeredAt: 2 })).missing).toEqual([[4, 8]]);
  });

  it('tears an hour of which newer quarters replace a part', () => {
    expect(intervals(readingSeries(START, ['1', '1', '1'], { registeredAt: 1 }), readingSeries('2025-01-01T01:15Z', ['0.5'], { resolution: 'PT15M', registeredAt: 2 }))).toMatchObject({ torn: [[4, 5], [6, 8]] });
  });

  it('cuts series at the ends of the span', () => {
    expect(intervals(readingSeries('2024-12-31T22:00Z', ['7', '7', '1', '2', '3', '8']))).toEqual({
      whole: [[0, 4, 1000, 'readings[0]#3'], [4, 4, 2000, 'readings[0]#4'], [8, 4, 3000, 'readings[0]#5']], missing: [], torn: [],
    });
  });
});

describe('the price of an interval', () => {
  const quarters = new QuarterGrid([spotSeries(START, ['0.1', '0.2', '0.3', '0.5', '0.1', null, '0.1', '0.1'], { resolution: 'PT15M' }), spotSeries('2025-01-01T02:00Z', ['-0.7'], { ref: 'spot[1]' })], span);

  it('is the exact mean of four quarters for an hour, with all four places', () => {
    expect(priceAt(quarters, span.from, 4)).toMatchObject({ price: 27_500_000_000_000n });
    expect(priceAt(quarters, span.from, 4)!.places.map(placeText)).toEqual(['spot[0]#1', 'spot[0]#2', 'spot[0]#3', 'spot[0]#4']);
  });

  it('is unknown when one quarter is', () => {
    expect(priceAt(quarters, parseInstant('2025-01-01T01:00Z'), 4)).toBeUndefined();
    expect(priceAt(quarters, parseInstant('2025-01-01T01:15Z'), 1)).toBeUndefined();
  });

  it('is the hour’s price for a quarter, and one place for an hour', () => {
    expect(priceAt(quarters, parseInstant('2025-01-01T02:30Z'), 1)).toMatchObject({ price: -70_000_000_000_000n });
    expect(priceAt(quarters, parseInstant('2025-01-01T02:00Z'), 4)!.places.map(placeText)).toEqual(['spot[1]#1']);
  });
});
