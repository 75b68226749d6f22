import { describe, expect, it } from '@jest/globals';
import { calendarOf, MARKET_ZONE } from '#energy';
import { checkPoint } from './check-terms.js';
import { splitTotal } from './limit.js';
import { marketOf } from './market.js';
import { monthGrid } from './month-grid.js';
import { lacksPriceOf, priceSeries } from './prices.js';
import { MISSING_READING } from './reading-values.js';
import { reasonsOf, STOP } from './reasons.js';
import { RESULT } from './result-columns.js';
import { PortfolioResults } from './results.js';
import type { ElectricHeating, PartTerms, PointTerms } from './terms.js';
import { tally } from './part-quantities.js';
import { weightedSum } from './weighted-sum.js';

const grid = monthGrid(calendarOf(MARKET_ZONE), '2025-01');
const prices = { values: new Float64Array(grid.hours).fill(1), unitsPerDkk: 1_000_000 };
const market = marketOf(grid, [prices, prices]);
const part: PartTerms = {
  fromDay: 0, toDay: 31, resolution: 'PT1H', spotPrices: 0, margin: 0, gridTariff: 1, systemTariff: 0, transmissionTariff: 0,
  electricityTax: 0, gridSubscription: 0, supplierSubscription: 0, vat: 250_000,
};
const refusal = (terms: Partial<PointTerms>, points = 2): string => {
  try {
    checkPoint({ point: 0, hasExport: false, parts: [part], ...terms }, market, points);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
};
const withPart = (changes: Partial<PartTerms>) => refusal({ parts: [{ ...part, ...changes }] });

describe('terms that cannot be meant', () => {
  it('are named with their days', () => {
    expect(withPart({ margin: 0.5 })).toBe('Terms of point 0 in the run: part of days [0, 31): margin 0.5 must be null or a whole number of millionths');
    expect(withPart({ toDay: 32 })).toBe('Terms of point 0 in the run: part of days [0, 32): must be whole days, not empty, from 0 on and end by 31');
  });

  it.each<[string, Partial<PartTerms>]>([
    ['half a day at the start', { fromDay: 0.5 }], ['half a day at the end', { toDay: 30.5 }], ['a day before the month', { fromDay: -1 }], ['an end before the start', { fromDay: 5, toDay: 4 }],
    ['a resolution of days', { resolution: 'P1D' as 'PT1H' }], ['half a price series', { spotPrices: 0.5 }], ['a price series below 0', { spotPrices: -1 }], ['an unsafe rate', { systemTariff: 2 ** 53 }],
    ['a fixed price with margin in it', { fixedPrice: 1, marginInEnergy: true }], ['half a subscription', { supplierSubscription: 0.5 }],
  ])('are refused: %s', (_, changes) => expect(withPart(changes)).toContain('part of days ['));

  it('are none where a rate is not known, or there is no such thing', () => {
    const unknown: Partial<PartTerms> = { spotPrices: null, margin: null, gridTariff: null, systemTariff: null, transmissionTariff: null, electricityTax: null, gridSubscription: null, supplierSubscription: null, vat: null, fixedPrice: null };
    expect([withPart(unknown), withPart({ supplierSubscription: undefined }), withPart({ fixedPrice: 1 }), withPart({ marginInEnergy: true }), withPart({ resolution: 'PT15M' })]).toEqual(['', '', '', '', '']);
  });

  it('ask for parts in order, and for a number in the run', () => {
    const [first, second] = [{ ...part, toDay: 10 }, { ...part, fromDay: 10 }];
    expect([refusal({ parts: [first, second] }), refusal({ parts: [first, { ...second, fromDay: 12 }] })]).toEqual(['', '']);
    expect(refusal({ parts: [second, first] })).toContain('from 31 on');
    expect(refusal({ parts: [] })).toContain('there must be at least one part');
    for (const point of [-1, 2, 0.5]) expect(refusal({ point })).toContain('its number must be from 0 to 1');
    expect(refusal({ point: 1 })).toBe('');
  });

  it('ask of electric heating what it needs', () => {
    const heated = (...fullTax: (ElectricHeating['fullTax'] | undefined)[]) => refusal({
      parts: fullTax.map((one, at) => ({ ...part, fromDay: at, toDay: at + 1, ...(one && { electricHeating: { reducedTax: 8_000, fullTax: one } }) })),
    });
    const carried = { by: 'limitOfPartBefore' } as const;
    expect([heated({ by: 'hub', wh: 5 }), heated({ by: 'limit', leftWh: -5 }), heated({ by: 'limit', leftWh: 5 }, carried, carried)]).toEqual(['', '', '']);
    for (const wrong of [heated({ by: 'hub', wh: 0.5 }), heated({ by: 'limit', leftWh: 0.5 }), heated(carried), heated({ by: 'hub', wh: 5 }, carried), heated(undefined, carried)]) expect(wrong).toContain('electric heating needs');
    expect(withPart({ electricHeating: { reducedTax: 0.5, fullTax: { by: 'hub', wh: 5 } } })).toContain('electric heating needs');
    expect(withPart({ electricHeating: { reducedTax: null, fullTax: { by: 'hub', wh: 5 } } })).toBe('');
  });
});

describe('reasons', () => {
  it('say of each stop what it is, in both languages', () => {
    const stops = Object.values(STOP);
    const reasons = stops.flatMap((stop) => reasonsOf(stop));
    expect(reasons).toHaveLength(stops.length);
    for (const key of ['code', 'en', 'da'] as const) expect(new Set(reasons.map((reason) => reason[key])).size).toBe(stops.length);
    for (const { en, da } of reasons) expect([en, da].filter((text) => text.length < 20 || /: \./.test(text))).toEqual([]);
    expect(reasonsOf(stops.reduce((all, stop) => all | stop, 0))).toEqual(reasons);
    expect(reasonsOf(0)).toEqual([]);
  });
});

describe('results', () => {
  it('are there for the points of the run only', () => {
    const results = new PortfolioResults(2);
    for (const point of [-1, 2, 0.5, Number.NaN]) expect(() => results.of(point)).toThrow(`Point ${point} is not in the run of 2`);
    expect(results.of(1)).toMatchObject({ outcome: 'stopped', reasons: [{ code: 'NO_TERMS' }], missingReadings: 0, firstMissingAfterMs: undefined });
    expect([results.countTreated(), results.countSettled()]).toEqual([0, 0]);
    results.columns[RESULT.stops] = STOP.missingVat;
    expect([results.countTreated(), results.countSettled(), results.isSettled(0)]).toEqual([1, 0, false]);
    results.columns[RESULT.stops] = 0;
    expect([results.countTreated(), results.countSettled(), results.isSettled(0), results.isSettled(1)]).toEqual([1, 1, true, false]);
  });
});

describe('sums', () => {
  it('take ranges that both arrays have', () => {
    for (const [from, to] of [[0, 3], [-1, 1], [2, 1], [0.5, 1], [0, 1.5]] as const) {
      expect(() => weightedSum(new Int32Array(3), new Int32Array(2), from, to)).toThrow(`Range [${from}, ${to}) does not lie inside the 2 intervals`);
      expect(() => weightedSum(new Int32Array(2), new Int32Array(3), from, to)).toThrow('inside the 2 intervals');
    }
    expect(weightedSum(Int32Array.of(2, 3), Int32Array.of(5, 7, 9), 0, 2)).toBe(31n);
    expect(weightedSum(Int32Array.of(2, 3), Int32Array.of(5, 7, 9), 1, 1)).toBe(0n);
  });

  it('miss a price only where there is something to price', () => {
    const { PT1H } = priceSeries({ values: [1, Number.NaN, 3, Number.NaN], unitsPerDkk: 1_000_000 }, 4);
    const lacks = (from: number, ...wh: number[]) => lacksPriceOf(PT1H, from, Int32Array.from(wh));
    expect([lacks(0, 1, 0, 1, 0), lacks(0, 0, 0), lacks(0, 0, -1), lacks(0, 1, 0, 0, 1), lacks(2, 1), lacks(1, 0, 1), lacks(3, 2)]).toEqual([false, false, true, true, false, false, true]);
  });

  it('count what is missing and take negative readings as they are', () => {
    const of = (...values: number[]) => tally(Int32Array.from(values));
    expect([of(), of(1), of(1, 2), of(1, 2, 3)].map(({ sum, bound, missing, firstMissing }) => [sum, bound, missing, firstMissing])).toEqual([[0, 0, 0, -1], [1, 1, 0, -1], [3, 3, 0, -1], [6, 6, 0, -1]]);
    expect(of(1, -2, 3)).toEqual({ sum: 2, bound: 6, missing: 0, firstMissing: -1 });
    expect(of(1, 2, -3)).toEqual({ sum: 0, bound: 6, missing: 0, firstMissing: -1 });
    expect(of(5, MISSING_READING, -1, MISSING_READING)).toEqual({ sum: 4, bound: 6, missing: 2, firstMissing: 1 });
    expect(of(MISSING_READING)).toEqual({ sum: 0, bound: 0, missing: 1, firstMissing: 0 });
  });

  it('lie below a limit and above it', () => {
    expect([splitTotal(5, 9), splitTotal(9, 5), splitTotal(5, -3), splitTotal(-2, -3), splitTotal(-7, -3), splitTotal(-7, 3), splitTotal(0, 0)].map(({ belowWh, aboveWh }) => [belowWh, aboveWh]))
      .toEqual([[5, 0], [5, 4], [0, 5], [0, -2], [-4, -3], [-7, 0], [0, 0]]);
  });
});
