import { describe, expect, it } from '@jest/globals';
import { calendarOf, MARKET_ZONE } from '#energy';
import { Chunk } from './chunk.js';
import { marketOf } from './market.js';
import { monthGrid, pricesByLocalHour } from './month-grid.js';
import { pricesFromTexts } from './price-texts.js';
import { lacksPrice, priceSeries } from './prices.js';
import { MISSING_READING, MOST_WH } from './reading-values.js';
import { PortfolioRunFailed } from './runner.js';
import { settlePortfolio } from './settle-portfolio.js';
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

describe('run', () => {
  const giving = (...numbers: number[]) => ({
    fill(chunk: Chunk) {
      for (let point = numbers.shift(); point !== undefined; point = numbers.shift()) chunk.add({ point, hasExport: false, parts: [terms] })![0]!.importWh.fill(1_000);
    },
  });

  it('says which points nobody gave it', async () => {
    const results = await settlePortfolio({ market, points: 2, threads: 0, source: giving(1) });
    expect(results.of(0)).toMatchObject({ outcome: 'stopped', reasons: [{ code: 'NO_TERMS' }] });
    expect(results.of(1)).toMatchObject({ outcome: 'settled', linesDkk: { energy: '372.00', gridTariff: '74.40' }, vatDkk: '111.60', totalDkk: '558.00' });
    expect(() => results.of(2)).toThrow(RangeError);
  });

  it('fails when a point is given twice', async () => {
    await expect(settlePortfolio({ market, points: 2, threads: 0, source: giving(0, 0) })).rejects.toThrow(PortfolioRunFailed);
  });

  it('says how many readings are missing and where the first one is', async () => {
    const source = giving(0);
    const results = await settlePortfolio({
      market, points: 1, threads: 0,
      source: { fill: (chunk) => { source.fill(chunk); chunk.filled().readings.set([MISSING_READING, MISSING_READING], 30); } },
    });
    expect(results.of(0)).toMatchObject({ outcome: 'stopped', missingReadings: 2, firstMissingAfterMs: 30 * 3_600_000, reasons: [{ code: 'MISSING_READINGS' }] });
  });

  it('counts the first missing reading from the start of the month, whatever part it lies in', async () => {
    let given = false;
    const results = await settlePortfolio({
      market, points: 1, threads: 0,
      source: {
        fill(chunk) {
          if (given) return;
          given = true;
          const [before, after] = chunk.add({ point: 0, hasExport: false, parts: [{ ...terms, toDay: 10 }, { ...terms, fromDay: 10, resolution: 'PT15M' }] })!;
          before!.importWh.fill(1);
          after!.importWh.fill(1);
          after!.importWh[6] = MISSING_READING;
        },
      },
    });
    expect(results.of(0)).toMatchObject({ missingReadings: 1, firstMissingAfterMs: 10 * 86_400_000 + 6 * 900_000 });
  });

  it('names the earlier of two holes when import and export both have one', async () => {
    for (const [importHole, exportHole] of [[3, 7], [7, 3]] as const) {
      let given = false;
      const results = await settlePortfolio({
        market, points: 1, threads: 0,
        source: {
          fill(chunk) {
            if (given) return;
            given = true;
            const [part] = chunk.add({ point: 0, hasExport: true, parts: [terms] })!;
            part!.importWh.fill(1)[importHole] = MISSING_READING;
            part!.exportWh!.fill(1)[exportHole] = MISSING_READING;
          },
        },
      });
      expect(results.of(0)).toMatchObject({
        missingReadings: 2, firstMissingAfterMs: 3 * 3_600_000, reasons: [{ code: 'MISSING_READINGS' }, { code: 'MISSING_EXPORT_READINGS' }],
      });
    }
  });

  it('gives a correction below zero back at the rate it was paid at, also in the next part', async () => {
    const heated = { ...terms, electricityTax: 1_000_000 };
    let given = false;
    const results = await settlePortfolio({
      market, points: 1, threads: 0,
      source: {
        fill(chunk) {
          if (given) return;
          given = true;
          const [before, after] = chunk.add({
            point: 0, hasExport: false,
            parts: [
              { ...heated, toDay: 1, electricHeating: { reducedTax: 10_000, fullTax: { by: 'limit', leftWh: 4_000 } } },
              { ...heated, fromDay: 1, electricHeating: { reducedTax: 10_000, fullTax: { by: 'limitOfPartBefore' } } },
            ],
          })!;
          before!.importWh.fill(1_000);
          after!.importWh.fill(0);
          after!.importWh[0] = -21_000;
        },
      },
    });
    // 24 kWh: 4 in full (4.00) and 20 reduced (0.20); then 20 back at the reduced rate and 1 at the full one.
    expect(results.of(0)).toMatchObject({ linesDkk: { electricityTax: '3.00' }, fullTaxKwh: '3.000' });
  });

  it('stops a point whose amounts are beyond what øre can be counted in', async () => {
    const source = giving(0);
    const dear = marketOf(grid, [flat(Number.MAX_SAFE_INTEGER), flat(0)]);
    const results = await settlePortfolio({
      market: dear, points: 1, threads: 0,
      source: { fill: (chunk) => { source.fill(chunk); chunk.filled().readings.fill(MOST_WH, 0, grid.hours); } },
    });
    expect(results.of(0)).toMatchObject({ outcome: 'stopped', reasons: [{ code: 'TOO_LARGE' }] });
  });
});
