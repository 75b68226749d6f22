import { describe, expect, it, jest } from '@jest/globals';
import { calendarOf, MARKET_ZONE } from '#energy';
import fc from 'fast-check';
import { settle as settleOne } from '../customer/settle.js';
import type { Settlement } from '../customer/settlement.js';
import type { ChargeCategory, Product, ReadingSeries, SettlementInput } from '../customer/settlement-input.js';
import { type Options, randomPortfolio, sourceOf, type TestPoint, type TestPortfolio } from './random-portfolio.testing.js';
import { MISSING_READING } from './reading-values.js';
import { LINES } from './result-columns.js';
import type { PortfolioResults } from './results.js';
import { settlePortfolio } from './settle-portfolio.js';
import type { PartTerms } from './terms.js';

jest.setTimeout(120_000); // a busy machine is no failure

// The single-point settlement explains every interval and is slow; the portfolio sums and is fast. Both must say the same, to the øre.

const calendar = calendarOf(MARKET_ZONE);
const YEAR_LIMIT_WH = 4_000_000n;
const FROM_MICRO = 10n ** 8n; // single-point prices have 14 decimals
const OWNER = '5790000432752';

/** What both sides can say: one price area, one limit for the year, no D14 series. */
const comparable = (point: TestPoint): TestPoint => {
  const [first] = point.terms.parts;
  const parts = point.terms.parts.map((part, at): PartTerms => ({
    ...part, spotPrices: first!.spotPrices,
    electricHeating: first!.electricHeating?.fullTax.by !== 'limit' || !part.electricHeating ? undefined
      : { ...part.electricHeating, fullTax: at === 0 ? first!.electricHeating.fullTax : { by: 'limitOfPartBefore' } },
  }));
  return { ...point, terms: { ...point.terms, parts } };
};

const micro = (value: number | null | undefined): bigint | undefined => (value === null || value === undefined ? undefined : BigInt(value) * FROM_MICRO);

const inputOf = (portfolio: TestPortfolio, point: TestPoint): SettlementInput => {
  const { grid } = portfolio;
  const dateOf = (day: number) => calendar.addDays(`${grid.month}-01`, day);
  const { parts } = point.terms;
  const spans = parts.map((part) => ({ from: dateOf(part.fromDay), to: dateOf(part.toDay) }));
  const series = (kind: 'importWh' | 'exportWh'): ReadingSeries[] => parts.map((part, at) => ({
    ref: `${kind}[${at}]`, resolution: part.resolution, from: calendar.startOfDay(spans[at]!.from),
    values: Array.from(point.readings[at]![kind]!, (wh) => (wh === MISSING_READING ? null : BigInt(wh))),
  }));
  const dated = (rate: (part: PartTerms) => number | null | undefined) => parts.flatMap((part, at) => {
    const price = micro(rate(part));
    return price === undefined ? [] : [{ ...spans[at]!, ref: `price[${at}]`, price }];
  });
  const charge = (category: ChargeCategory, code: string, type: 'tariff' | 'subscription', rate: (part: PartTerms) => number | null) => ({
    owner: OWNER, type, code, name: code, category, resolution: type === 'tariff' ? 'PT1H' as const : 'P1M' as const, tax: false, notBilled: false, vatExempt: false,
    dated: dated(rate), points: [],
  });
  const always = { from: spans[0]!.from };
  const tariffs = [...new Set(parts.map((part) => part.gridTariff!))].map((index) => ({
    ...charge('grid', `grid-${index}`, 'tariff', () => null), points: [priceSeries(portfolio, index)],
  }));
  const charges = [
    ...tariffs, charge('system', 'system', 'tariff', (part) => part.systemTariff), charge('transmission', 'transmission', 'tariff', (part) => part.transmissionTariff),
    charge('electricityTax', 'tax', 'tariff', (part) => part.electricityTax), charge('grid', 'grid-subscription', 'subscription', (part) => part.gridSubscription),
  ];
  const { spotPrices } = parts[0]!;
  return {
    gsrn: 'test', zone: MARKET_ZONE, priceArea: 'area',
    period: { from: dateOf(0), to: dateOf(grid.days) }, supply: [{ from: spans[0]!.from, to: spans.at(-1)!.to }],
    readings: series('importWh'), exportReadings: point.terms.hasExport ? series('exportWh') : undefined,
    spot: spotPrices === null ? [] : [{ ...priceSeries(portfolio, spotPrices), area: 'area' }],
    products: parts.flatMap((part, at) => productsOf(part, at, spans[at]!)),
    contracts: [{ id: 'contract', ...always, products: parts.flatMap((part, at) => productsOf(part, at, spans[at]!).map(({ id }) => ({ ...spans[at]!, product: id }))) }],
    charges,
    links: charges.flatMap(({ owner, type, code }) => parts.flatMap((part, at) => (
      code.startsWith('grid-') && type === 'tariff' && code !== `grid-${part.gridTariff}` ? [] : [{ owner, type, code, ...spans[at]!, factor: 1n, ref: `links[${at}]` }]))),
    requiredCategories: ['grid', 'system', 'transmission', 'electricityTax'],
    reduction: reductionOf(parts, spans),
    vat: dated((part) => part.vat).map(({ price, ...rest }) => ({ ...rest, rate: price })),
  };
};

const priceSeries = ({ prices, grid }: TestPortfolio, index: number) => {
  const { values, unitsPerDkk } = prices[index]!;
  const scale = 10n ** 14n / BigInt(unitsPerDkk);
  return {
    ref: `series[${index}]`, resolution: values.length === grid.hours ? 'PT1H' as const : 'PT15M' as const, fromDate: `${grid.month}-01`,
    from: calendar.startOfMonth(grid.month), values: Array.from(values, (price) => (Number.isNaN(price) ? null : BigInt(price) * scale)),
  };
};

const productsOf = (part: PartTerms, at: number, span: { from: string; to: string }): Product[] => {
  const price = { ...span, ref: `product[${at}]` };
  if (part.supplierSubscription === null) return [{ id: `main-${at}`, name: 'main', kind: 'spot', prices: [] }]; // what the product costs is not known
  const subscriptionPerMonth = micro(part.supplierSubscription);
  const marginPerKwh = micro(part.margin);
  if (part.fixedPrice === undefined) {
    return [{ id: `main-${at}`, name: 'main', kind: part.marginInEnergy ? 'spotAllIn' : 'spot', prices: [{ ...price, marginPerKwh, subscriptionPerMonth }] }];
  }
  return [
    { id: `main-${at}`, name: 'main', kind: 'fixed', prices: [{ ...price, fixedPerKwh: micro(part.fixedPrice), subscriptionPerMonth }] },
    { id: `margin-${at}`, name: 'margin', kind: 'addOn', prices: [{ ...price, marginPerKwh }] },
  ];
};

const reductionOf = (parts: readonly PartTerms[], spans: readonly { from: string; to: string }[]): SettlementInput['reduction'] => {
  const heating = parts[0]!.electricHeating;
  if (heating?.fullTax.by !== 'limit') return undefined;
  const year = spans[0]!.from.slice(0, 4);
  return {
    entitled: [{ from: `${year}-01-01`, to: `${Number(year) + 1}-01-01` }], yearStartsInMonth: 1,
    limits: [{ from: '2000-01-01', ref: 'limit', whPerYear: YEAR_LIMIT_WH }], usedBeforeWh: YEAR_LIMIT_WH - BigInt(heating.fullTax.leftWh),
    prices: parts.flatMap((part, at) => {
      const price = micro(part.electricHeating?.reducedTax);
      return price === undefined ? [] : [{ ...spans[at]!, ref: `reduced[${at}]`, price }];
    }),
  };
};

/** Øre per line of the portfolio, from the many lines of the single point. */
const oreByLine = ({ lines }: Settlement): Record<string, number> => {
  const sums: Record<string, number> = Object.fromEntries(LINES.map((line) => [line, 0]));
  for (const { id, amountOere } of lines) sums[lineOf(id)]! += Number(amountOere);
  return sums;
};

const lineOf = (id: string): (typeof LINES)[number] => {
  if (id === 'spot/surplus') return 'solarCredit';
  if (id.startsWith('spot/') || id.endsWith('/energy') || id.endsWith('/fixed')) return 'energy';
  if (id.endsWith('/margin')) return 'margin';
  if (id.endsWith('grid-subscription')) return 'gridSubscription';
  if (id.endsWith('/subscription')) return 'supplierSubscription';
  if (id.endsWith('/system')) return 'systemTariff';
  if (id.endsWith('/transmission')) return 'transmissionTariff';
  return id.endsWith('/tax') ? 'electricityTax' : 'gridTariff';
};

const isTooLarge = (results: PortfolioResults, point: number): boolean => {
  const found = results.of(point);
  return found.outcome === 'stopped' && found.reasons.every(({ code }) => code === 'TOO_LARGE');
};

const compare = async (seed: number, options: Options): Promise<{ settled: number; stopped: number }> => {
  const random = randomPortfolio(seed, options);
  const portfolio = { ...random, points: random.points.map(comparable) };
  const { market, points } = portfolio;
  const results = await settlePortfolio({ market, points: points.length, source: sourceOf(points), threads: 0, chunk: { readings: 2 ** 14, parts: 64 } });
  const found = { settled: 0, stopped: 0 };
  for (const point of points) {
    const one = settleOne(inputOf(portfolio, point));
    const { point: number } = point.terms;
    if (isTooLarge(results, number)) continue; // the portfolio's own bound of 32 bits after netting; such a point is settled by itself
    expect({ settled: results.isSettled(number) }).toEqual({ settled: one.status === 'settled' });
    if (one.status !== 'settled') { found.stopped++; continue; }
    found.settled++;
    const { settlement } = one;
    expect(Object.fromEntries(LINES.map((line) => [line, results.value(number, line)]))).toEqual(oreByLine(settlement));
    expect([results.value(number, 'vat'), results.value(number, 'total')]).toEqual([settlement.vatOere, settlement.totalOere].map(Number));
    expect(['importedWh', 'exportedWh', 'billedWh', 'creditedWh'].map((column) => results.value(number, column as 'billedWh')))
      .toEqual([settlement.quantities.consumptionWh, settlement.quantities.productionWh, settlement.quantities.billedWh, settlement.quantities.surplusWh].map(Number));
  }
  return found;
};

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

describe('portfolio and single point', () => {
  it('say the same to the øre', async () => {
    let settled = 0;
    await fc.assert(fc.asyncProperty(seeds, async (seed) => {
      settled += (await compare(seed, { points: 3, holes: 0 })).settled;
    }), { numRuns: 12 });
    expect(settled).toBeGreaterThan(30);
  });

  it('stop the same points', async () => {
    const found = { settled: 0, stopped: 0 };
    await fc.assert(fc.asyncProperty(seeds, async (seed) => {
      const { settled, stopped } = await compare(seed, { points: 3, holes: 8 });
      found.settled += settled;
      found.stopped += stopped;
    }), { numRuns: 12 });
    expect(Math.min(found.settled, found.stopped)).toBeGreaterThan(3);
  });
});
