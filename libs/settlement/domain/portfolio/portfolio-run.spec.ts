import { describe, expect, it } from '@jest/globals';
import { calendarOf, MARKET_ZONE } from '#energy';
import type { Chunk } from './chunk.js';
import { marketOf } from './market.js';
import { monthGrid } from './month-grid.js';
import { MISSING_READING, MOST_WH } from './reading-values.js';
import type { PortfolioResults } from './results.js';
import { PortfolioRunFailed } from './runner.js';
import { settlePortfolio } from './settle-portfolio.js';
import type { PartTerms } from './terms.js';

const grid = monthGrid(calendarOf(MARKET_ZONE), '2025-01');
const flat = (price: number) => ({ values: new Float64Array(grid.hours).fill(price), unitsPerDkk: 1_000_000 });
const market = marketOf(grid, [flat(500_000), flat(100_000)]);
const terms: PartTerms = {
  fromDay: 0, toDay: 31, resolution: 'PT1H', spotPrices: 0, margin: 0, gridTariff: 1, systemTariff: 0, transmissionTariff: 0,
  electricityTax: 0, gridSubscription: 0, supplierSubscription: 0, vat: 250_000,
};

/** A run whose points all fit one chunk, filled by `give`. */
const settle = (points: number, give: (chunk: Chunk) => void, prices = market): Promise<PortfolioResults> => {
  let given = false;
  const fill = (chunk: Chunk) => {
    if (!given) give(chunk);
    given = true;
  };
  return settlePortfolio({ market: prices, points, threads: 0, source: { fill } });
};

/** Points that used 1 kWh each hour. */
const plain = (...numbers: number[]) => (chunk: Chunk) => {
  for (const point of numbers) chunk.add({ point, hasExport: false, parts: [terms] })![0]!.importWh.fill(1_000);
};

describe('portfolio run', () => {
  it('says which points nobody gave it', async () => {
    const results = await settle(2, plain(1));
    expect(results.of(0)).toMatchObject({ outcome: 'stopped', reasons: [{ code: 'NO_TERMS' }] });
    expect(results.of(1)).toMatchObject({ outcome: 'settled', linesDkk: { energy: '372.00', gridTariff: '74.40' }, vatDkk: '111.60', totalDkk: '558.00' });
    expect(() => results.of(2)).toThrow(RangeError);
  });

  it('fails when a point is given twice', async () => {
    await expect(settle(2, plain(0, 0))).rejects.toThrow(PortfolioRunFailed);
    await expect(settle(2, plain(0, 0))).rejects.toThrow('2 points were given but 1 different ones treated');
  });

  it('says how many readings are missing and where the first one is', async () => {
    const results = await settle(1, (chunk) => {
      plain(0)(chunk);
      chunk.filled().readings.set([MISSING_READING, MISSING_READING], 30);
    });
    expect(results.of(0)).toMatchObject({ outcome: 'stopped', missingReadings: 2, firstMissingAfterMs: 30 * 3_600_000, reasons: [{ code: 'MISSING_READINGS' }] });
  });

  it('counts the first missing reading from the start of the month, whatever part it lies in', async () => {
    const results = await settle(1, (chunk) => {
      const [before, after] = chunk.add({ point: 0, hasExport: false, parts: [{ ...terms, toDay: 10 }, { ...terms, fromDay: 10, resolution: 'PT15M' }] })!;
      before!.importWh.fill(1);
      after!.importWh.fill(1)[6] = MISSING_READING;
    });
    expect(results.of(0)).toMatchObject({ missingReadings: 1, firstMissingAfterMs: 10 * 86_400_000 + 6 * 900_000 });
  });

  it.each([[3, 7], [7, 3]])('names the earlier of two holes, import %s and export %s', async (importHole, exportHole) => {
    const results = await settle(1, (chunk) => {
      const [part] = chunk.add({ point: 0, hasExport: true, parts: [terms] })!;
      part!.importWh.fill(1)[importHole] = MISSING_READING;
      part!.exportWh!.fill(1)[exportHole] = MISSING_READING;
    });
    expect(results.of(0)).toMatchObject({
      missingReadings: 2, firstMissingAfterMs: 3 * 3_600_000, reasons: [{ code: 'MISSING_READINGS' }, { code: 'MISSING_EXPORT_READINGS' }],
    });
  });

  it('gives a correction below zero back at the rate it was paid at, also in the next part', async () => {
    const heated = { ...terms, electricityTax: 1_000_000 };
    const results = await settle(1, (chunk) => {
      const [before, after] = chunk.add({
        point: 0, hasExport: false,
        parts: [
          { ...heated, toDay: 1, electricHeating: { reducedTax: 10_000, fullTax: { by: 'limit', leftWh: 4_000 } } },
          { ...heated, fromDay: 1, electricHeating: { reducedTax: 10_000, fullTax: { by: 'limitOfPartBefore' } } },
        ],
      })!;
      before!.importWh.fill(1_000);
      after!.importWh.fill(0)[0] = -21_000;
    });
    // 24 kWh: 4 in full (4.00) and 20 reduced (0.20); then 20 back at the reduced rate and 1 at the full one.
    expect(results.of(0)).toMatchObject({ linesDkk: { electricityTax: '3.00' }, fullTaxKwh: '3.000' });
  });

  it('stops a point whose amounts are beyond what øre can be counted in', async () => {
    const results = await settle(1, (chunk) => {
      chunk.add({ point: 0, hasExport: false, parts: [terms] })![0]!.importWh.fill(MOST_WH);
    }, marketOf(grid, [flat(Number.MAX_SAFE_INTEGER), flat(0)]));
    expect(results.of(0)).toMatchObject({ outcome: 'stopped', reasons: [{ code: 'TOO_LARGE' }] });
  });
});
