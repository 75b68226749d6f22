import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { marketOf } from './market.js';
import { monthGrid, pricesByLocalHour } from './month-grid.js';
import { RESULT } from './result-columns.js';
import type { PortfolioResults } from './results.js';
import { settlePortfolio } from './settle-portfolio.js';
import type { PartTerms } from './terms.js';

// The published golden masters of January 2025, in UTC: figures from elsewhere, exact to the øre. The product has its margin in the energy line.

const byHour = (bands: readonly [until: number, value: number][]): number[] =>
  Array.from({ length: 24 }, (_, hour) => bands.find(([until]) => hour < until)![1]);

const CONSUMPTION_WH = byHour([[6, 300], [16, 500], [20, 1_200], [24, 400]]);
const PRODUCTION_WH = byHour([[8, 0], [10, 200], [15, 600], [16, 300], [17, 100], [24, 0]]);
const SPOT = byHour([[6, 450_000], [16, 850_000], [20, 1_250_000], [24, 550_000]]);
const GRID = byHour([[6, 60_000], [16, 180_000], [20, 540_000], [24, 60_000]]);
const DEARER_GRID = GRID.map((price) => (price * 3) / 2);

const grid = monthGrid(calendarOf('UTC'), '2025-01');
const market = marketOf(grid, [SPOT, GRID, DEARER_GRID].map((day) => ({ values: pricesByLocalHour(grid, () => day), unitsPerDkk: 1_000_000 })));

const terms: PartTerms = {
  fromDay: 0, toDay: 31, resolution: 'PT1H', spotPrices: 0, margin: 40_000, marginInEnergy: true, gridTariff: 1, systemTariff: 54_000, transmissionTariff: 49_000,
  electricityTax: 8_000, gridSubscription: 49_000_000, supplierSubscription: 39_000_000, vat: 250_000,
};

const settle = async (parts: readonly PartTerms[], hasExport = false): Promise<PortfolioResults> => {
  let given = false;
  return settlePortfolio({
    market, points: 1, threads: 0,
    source: {
      fill(chunk) {
        if (given) return;
        given = true;
        for (const { importWh, exportWh } of chunk.add({ point: 0, hasExport, parts })!) {
          importWh.forEach((_, i) => { importWh[i] = CONSUMPTION_WH[i % 24]!; });
          exportWh?.forEach((_, i) => { exportWh[i] = PRODUCTION_WH[i % 24]!; });
        }
      },
    },
  });
};

const figures = (results: PortfolioResults): Record<string, string> => {
  const point = results.of(0);
  if (point.outcome === 'stopped') throw new Error(`stopped: ${point.reasons.map(({ code }) => code).join(', ')}`);
  return { ...point.linesDkk, vat: point.vatDkk, total: point.totalDkk };
};

const january = {
  energy: '386.51', margin: '0.00', gridTariff: '114.58', systemTariff: '22.10', transmissionTariff: '20.05', electricityTax: '3.27',
  gridSubscription: '49.00', supplierSubscription: '39.00', solarCredit: '0.00', vat: '158.63', total: '793.14',
};

describe('published figures', () => {
  it('a full month', async () => {
    expect(figures(await settle([terms]))).toEqual(january);
  });

  it('a month from the sixteenth on', async () => {
    expect(figures(await settle([{ ...terms, fromDay: 15 }]))).toEqual({
      energy: '199.49', margin: '0.00', gridTariff: '59.14', systemTariff: '11.40', transmissionTariff: '10.35', electricityTax: '1.69',
      gridSubscription: '25.29', supplierSubscription: '20.13', solarCredit: '0.00', vat: '81.87', total: '409.36',
    });
  });

  it('electrical heating that passes its limit in mid-month', async () => {
    const results = await settle([{ ...terms, electricHeating: { reducedTax: 5_000, fullTax: { by: 'limit', leftWh: 200_000 } } }]);
    expect(figures(results)).toEqual({ ...january, electricityTax: '2.65', vat: '158.47', total: '792.36' });
    expect(results.value(0, 'fullTaxWh')).toBe(200_000);
  });

  it('a day with sun: netted hour by hour, the credit half-even and without margin', async () => {
    const results = await settle([{ ...terms, toDay: 1 }], true);
    expect(figures(results)).toEqual({
      energy: '9.49', margin: '0.00', gridTariff: '3.07', systemTariff: '0.53', transmissionTariff: '0.49', electricityTax: '0.08',
      gridSubscription: '1.58', supplierSubscription: '1.26', solarCredit: '-0.42', vat: '4.02', total: '20.10',
    });
    expect(results.of(0)).toMatchObject({ importedKwh: '13.200', billedKwh: '9.900', creditedKwh: '0.500' });
  });

  it('a tariff that changes on the sixteenth: two rounded parts, one VAT', async () => {
    expect(figures(await settle([{ ...terms, toDay: 15 }, { ...terms, fromDay: 15, gridTariff: 2 }]))).toEqual({
      ...january, gridTariff: '144.14', systemTariff: '22.09', vat: '166.02', total: '830.08',
    });
  });

  it('has a place for every line in the results', () => {
    expect(Object.values(RESULT)).toEqual(Array.from({ length: Object.keys(RESULT).length }, (_, at) => at));
  });
});
