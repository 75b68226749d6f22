import { describe, expect, it } from '@jest/globals';
import { calendarOf, MARKET_ZONE } from '#energy';
import { Chunk } from './chunk.js';
import { marketOf } from './market.js';
import { monthGrid, pricesByLocalHour } from './month-grid.js';
import { pricesFromTexts } from './price-texts.js';
import { lacksPrice, priceSeries } from './prices.js';
import { MISSING_READING } from './reading-values.js';
import type { PartTerms } from './terms.js';
import { NotAnInteger } from './weighted-sum.js';

const copenhagen = calendarOf(MARKET_ZONE);
const grid = monthGrid(copenhagen, '2025-01');
const flat = (price: number) => ({ values: new Float64Array(grid.hours).fill(price), unitsPerDkk: 1_000_000 });
const market = marketOf(grid, [flat(500_000), flat(100_000)]);
const terms: PartTerms = {
  fromDay: 0, toDay: 31, resolution: 'PT1H', spotPrices: 0, margin: 0, gridTariff: 1, systemTariff: 0, transmissionTariff: 0,
  electricityTax: 0, gridSubscription: 0, supplierSubscription: 0, vat: 250_000,
};

describe('month grid', () => {
  it('knows the short and the long day', () => {
    const [march, october] = [monthGrid(copenhagen, '2025-03'), monthGrid(copenhagen, '2025-10')];
    expect([march.hours, october.hours]).toEqual([743, 745]);
    const hoursOf = (month: typeof march, day: number) => [...month.localHours.subarray(month.dayStarts[day]!, month.dayStarts[day + 1]!)];
    expect(hoursOf(march, 29).slice(0, 5)).toEqual([0, 1, 3, 4, 5]);
    expect(hoursOf(october, 25).slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
    expect(hoursOf(october, 25)).toHaveLength(25);
  });

  it('gives the repeated hour its price twice, and a missing one as NaN', () => {
    const october = monthGrid(copenhagen, '2025-10');
    const prices = pricesByLocalHour(october, (day) => Array.from({ length: 23 }, (_, hour) => day * 100 + hour));
    const start = october.dayStarts[25]!;
    expect([...prices.subarray(start + 1, start + 5)]).toEqual([2501, 2502, 2502, 2503]);
    expect(prices[start + 24]).toBeNaN();
  });

  it('refuses a zone whose days do not have whole hours', () => {
    expect(() => monthGrid(calendarOf('Australia/Lord_Howe'), '2025-04')).toThrow(RangeError);
  });
});

describe('prices', () => {
  it('means of quarters stay exact', () => {
    const { PT1H, PT15M } = priceSeries({ values: [1, 2, 2, 2, 5, 5, 5, 5], unitsPerDkk: 1_000_000 }, 2);
    expect([[...PT1H.values], PT1H.unitsPerDkk, PT1H.largest]).toEqual([[7, 20], 4_000_000, 20]);
    expect([[...PT15M.values], PT15M.unitsPerDkk]).toEqual([[1, 2, 2, 2, 5, 5, 5, 5], 1_000_000]);
  });

  it('an hour lacks its price when one of its quarters does', () => {
    const { PT1H, PT15M } = priceSeries({ values: [1, 2, Number.NaN, 2, 5, 5, 5, 5], unitsPerDkk: 1_000_000 }, 2);
    expect([lacksPrice(PT1H, 0, 1), lacksPrice(PT1H, 1, 2), lacksPrice(PT15M, 0, 2), lacksPrice(PT15M, 2, 3)]).toEqual([true, false, false, true]);
  });

  it('refuses fractions, other lengths and unknown units', () => {
    expect(() => priceSeries({ values: [0.5], unitsPerDkk: 1e6 }, 1)).toThrow(NotAnInteger);
    expect(() => priceSeries({ values: [1, 2, 3], unitsPerDkk: 1e6 }, 1)).toThrow(/give 1 hourly or 4 quarterly/);
    for (const unitsPerDkk of [0, 1, 1_500_000, 1e10, Number.NaN]) expect(() => priceSeries({ values: [1], unitsPerDkk }, 1)).toThrow(RangeError);
  });

  it('texts take the coarsest unit that holds them', () => {
    expect(pricesFromTexts(['0.5', null, '-1.25'])).toMatchObject({ ok: true, prices: { unitsPerDkk: 1_000_000, values: Float64Array.of(500_000, Number.NaN, -1_250_000) } });
    expect(pricesFromTexts(['0.573048261'])).toMatchObject({ ok: true, prices: { unitsPerDkk: 1_000_000_000, values: Float64Array.of(573_048_261) } });
    expect(pricesFromTexts(['0.57304826'])).toMatchObject({ ok: true, prices: { unitsPerDkk: 100_000_000 } });
  });

  it('texts that are no prices are all named', () => {
    const read = pricesFromTexts(['one', '1', '0.0000000001', '99999999999'], '$.spot');
    expect(read.ok ? [] : read.problems.map(({ code, path }) => [code, path])).toEqual([
      ['NOT_A_DECIMAL', '$.spot[0]'], ['TOO_MANY_DECIMALS', '$.spot[2]'], ['OUT_OF_RANGE', '$.spot[3]'],
    ]);
  });
});

describe('chunk', () => {
  it('holds missing readings until somebody writes, also when used again', () => {
    const chunk = new Chunk(market, 2, { readings: 744, parts: 1 });
    chunk.add({ point: 0, hasExport: false, parts: [terms] })![0]!.importWh.fill(7);
    chunk.clear();
    const [part] = chunk.add({ point: 1, hasExport: false, parts: [terms] })!;
    expect(part!.importWh.every((value) => value === MISSING_READING)).toBe(true);
  });

  it('says when it is full, and refuses a point that never fits', () => {
    const chunk = new Chunk(market, 2, { readings: 744, parts: 4 });
    expect(chunk.add({ point: 0, hasExport: false, parts: [terms] })).toHaveLength(1);
    expect(chunk.add({ point: 1, hasExport: false, parts: [terms] })).toBeUndefined();
    chunk.clear();
    expect(() => chunk.add({ point: 1, hasExport: true, parts: [terms] })).toThrow(/1488 readings/);
  });

  const mistakes: [what: string, part: Partial<PartTerms>, message: RegExp][] = [
    ['a part outside the month', { toDay: 32 }, /end by 31/],
    ['an empty part', { toDay: 0 }, /not empty/],
    ['a fraction of a millionth', { margin: 0.5 }, /margin 0.5/],
    ['NaN for a rate', { vat: Number.NaN }, /vat NaN/],
    ['prices that are not there', { gridTariff: 2 }, /gridTariff 2/],
    ['a limit carried on from nowhere', { electricHeating: { reducedTax: 0, fullTax: { by: 'limitOfPartBefore' } } }, /part before/],
  ];

  it.each(mistakes)('refuses %s', (_, part, message) => {
    expect(() => new Chunk(market, 1).add({ point: 0, hasExport: false, parts: [{ ...terms, ...part }] })).toThrow(message);
  });

  it('names all mistakes of a point at once', () => {
    const add = () => new Chunk(market, 1).add({ point: 5, hasExport: false, parts: [{ ...terms, margin: 0.1 }, terms] });
    expect(add).toThrow(/from 0 to 0.*margin 0.1.*from 31 on/);
  });
});
