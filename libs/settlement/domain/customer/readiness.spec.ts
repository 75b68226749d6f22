import { describe, expect, it } from '@jest/globals';
import { settle } from './settle.js';
import type { Charge, Product, SettlementInput } from './settlement-input.js';
import { flatTariff, inputOf, price, readingSeries, spotSeries } from './testing.js';

const FROM = '2025-01-01';
const TO = '2025-01-04';
const SECOND = [{ from: '2025-01-02', to: '2025-01-03' }];
const ALL = [{ from: FROM, to: TO }];
const hours = (count: number, without?: number) => Array.from({ length: count }, (_, hour) => (hour === without ? null : '1'));
const always = { from: '2000-01-01' };

/** What is missing, without its sentences. */
const missing = (more: Partial<SettlementInput>) => {
  const answer = settle(inputOf(FROM, TO, '1', more));
  if (answer.status === 'settled') return [];
  for (const { en, da } of answer.missing) for (const text of [en, da]) expect(text).toMatch(/^[A-Z].{20,}\.$/u);
  return answer.missing.map(({ code, path, spans }) => [code, path, spans]);
};
const withProduct = (product: Omit<Product, 'id' | 'name'>, spot: SettlementInput['spot'] = []): Partial<SettlementInput> =>
  ({ spot, products: [{ id: 'p', name: 'P', ...product }], contracts: [{ id: 'C', ...always, products: [{ ...always, product: 'p' }] }] });
const priced = (more: object) => [{ ref: 'p', ...always, ...more }];
const heated = (more: Partial<NonNullable<SettlementInput['reduction']>> = {}): Partial<SettlementInput> => ({
  charges: [flatTariff('TAX', '1', { category: 'electricityTax' })],
  reduction: {
    entitled: [{ from: FROM, to: '2026-01-01' }], yearStartsInMonth: 1, limits: [{ ref: 'l', ...always, whPerYear: 4_000_000n }], prices: [{ ref: 'r', ...always, price: 1n }], ...more,
  },
});
const tariff = (more: Partial<Charge>) => ({ charges: [flatTariff('T', '1', more)] });
const NAMED = 'grid tariff T';

describe('what is missing for a settlement', () => {
  it('is nothing when all is there', () => {
    for (const more of [{}, heated(), tariff({}), { ...tariff({}), requiredCategories: ['grid'] as const }]) expect(missing(more)).toEqual([]);
  });

  it('is said of supply, contract and products, with the days', () => {
    expect(missing({ supply: [] })).toContainEqual(['NO_SUPPLY', '$.supply', []]);
    expect(missing({ contracts: [] })).toEqual([['CONTRACT_MISSING', '$.contracts', ALL]]);
    expect(missing({ contracts: [{ id: 'C', ...always, products: [] }] })).toEqual([['MAIN_PRODUCT_MISSING', '$.contracts', ALL]]);
    const others = [{ from: '2000-01-01', to: '2025-01-02', product: 'none' }, { from: '2025-01-03', product: 'none' }];
    expect(missing({ contracts: [{ id: 'C', ...always, products: others }] })).toEqual([['MAIN_PRODUCT_MISSING', '$.contracts', SECOND]]);
    expect(missing({ contracts: [{ id: 'C', ...always, products: [...others, { ...always, product: 'none' }] }] }).map(([code]) => code)).toEqual(['MAIN_PRODUCT_AMBIGUOUS']);
    expect(missing(withProduct({ kind: 'fixed', prices: [] }))).toEqual([['PRODUCT_PRICE_MISSING', '$.products', ALL]]);
  });

  it.each<[string, Omit<Product, 'id' | 'name'>, boolean]>([
    ['a fixed product without its price', { kind: 'fixed', prices: priced({ marginPerKwh: 1n, subscriptionPerMonth: 1n }) }, false],
    ['a fixed product', { kind: 'fixed', prices: priced({ fixedPerKwh: 0n }) }, true],
    ['a spot product without margin', { kind: 'spot', prices: priced({ subscriptionPerMonth: 1n }) }, false],
    ['a spot product', { kind: 'spot', prices: priced({ marginPerKwh: 0n }) }, true],
    ['an all-in product without margin', { kind: 'spotAllIn', prices: priced({ fixedPerKwh: 1n }) }, false],
  ])('is a price where a product needs it: %s', (_, product, isReady) => {
    const spot = [spotSeries(`${FROM}T00:00Z`, hours(72))];
    expect(missing(withProduct(product, spot)).map(([code]) => code)).toEqual(isReady ? [] : ['PRODUCT_PRICE_MISSING']);
  });

  it('is a margin or a subscription of an add-on, either of which is enough', () => {
    const addOn = (more: object) => missing({
      products: [{ id: 'none', name: 'None', kind: 'fixed', prices: priced({ fixedPerKwh: 0n }) }, { id: 'a', name: 'A', kind: 'addOn', prices: priced(more) }],
      contracts: [{ id: 'C', ...always, products: [{ ...always, product: 'none' }, { ...always, product: 'a' }] }],
    }).map(([code]) => code);
    expect([addOn({ marginPerKwh: 0n }), addOn({ subscriptionPerMonth: 0n }), addOn({ fixedPerKwh: 1n })]).toEqual([[], [], ['PRODUCT_PRICE_MISSING']]);
  });

  it('is said of charges: the link, the price of a day, the price of an interval', () => {
    expect(missing({ requiredCategories: ['grid'] })).toEqual([['CHARGE_NOT_LINKED', '$.links', ALL]]);
    expect(missing({ ...tariff({ type: 'subscription' }), requiredCategories: ['grid'] })).toEqual([['CHARGE_NOT_LINKED', '$.links', ALL]]);
    expect(missing(tariff({ dated: [{ ref: 'd', from: '2025-01-03', price: 1n }] }))).toEqual([['CHARGE_PRICE_MISSING', '$.charges', [{ from: FROM, to: '2025-01-03' }]]]);
    const points = [{ ref: 't', resolution: 'PT1H' as const, from: Date.parse(`${FROM}T00:00Z`), fromDate: FROM, values: hours(72, 30).map((value) => (value === null ? null : 1n)) }];
    expect(missing(tariff({ resolution: 'PT1H', dated: [], points }))).toEqual([['CHARGE_PRICE_MISSING', '$.charges', [{ from: '2025-01-02T06:00:00Z', to: '2025-01-02T07:00:00Z' }]]]);
    const answer = settle(inputOf(FROM, TO, '1', tariff({ resolution: 'PT1H', dated: [], points })));
    expect(answer.status === 'notReady' && answer.missing[0]!.en).toContain(NAMED);
  });

  it('is said of readings, export readings and spot prices', () => {
    const gap = [{ from: '2025-01-01T05:00:00Z', to: '2025-01-01T06:00:00Z' }];
    expect(missing({ readings: [readingSeries(`${FROM}T00:00Z`, hours(72, 5))] })).toEqual([['READINGS_MISSING', '$.readings', gap]]);
    const spot = [spotSeries(`${FROM}T00:00Z`, hours(72))];
    expect(missing({ spot, exportReadings: [readingSeries(`${FROM}T00:00Z`, hours(72, 5))] })).toEqual([['EXPORT_READINGS_MISSING', '$.exportReadings', gap]]);
    const torn = readingSeries(`${FROM}T05:15Z`, ['1'], { resolution: 'PT15M', registeredAt: 1 });
    expect(missing({ readings: [readingSeries(`${FROM}T00:00Z`, hours(72)), torn] }).map(([code, path]) => [code, path])).toEqual([['READINGS_TORN', '$.readings']]);
    expect(missing({ spot, exportReadings: [readingSeries(`${FROM}T00:00Z`, hours(72)), torn] }).map(([code, path]) => [code, path])).toEqual([['EXPORT_READINGS_TORN', '$.exportReadings']]);
    expect(missing(withProduct({ kind: 'spot', prices: priced({ marginPerKwh: 0n }) }, [spotSeries(`${FROM}T00:00Z`, hours(72, 5))]))).toEqual([['SPOT_MISSING', '$.spot', gap]]);
  });

  it('is said of VAT and of the reduced electricity tax', () => {
    expect(missing({ vat: [] })).toEqual([['VAT_MISSING', '$.vat', ALL]]);
    expect(missing({ vat: [{ ref: 'v', from: '2025-01-03', rate: price('0.25') }] })).toEqual([['VAT_MISSING', '$.vat', [{ from: FROM, to: '2025-01-03' }]]]);
    expect(missing(heated({ prices: [] }))).toEqual([['REDUCED_TAX_MISSING', '$.electricityTaxReduction.prices', ALL]]);
    expect(missing(heated({ limits: [] }))).toEqual([['TAX_LIMIT_MISSING', '$.electricityTaxReduction.limits', ALL]]);
    expect(missing(heated({ entitled: [{ from: '2024-06-01' }] }))).toEqual([]); // the year begins with the period
    expect(missing(heated({ entitled: [{ from: '2024-06-01' }], yearStartsInMonth: 3 }))).toEqual([['USED_BEFORE_MISSING', '$.electricityTaxReduction.usedBeforeKwh', []]]);
    expect(missing(heated({ entitled: [{ from: '2024-06-01' }], yearStartsInMonth: 3, usedBeforeWh: 0n }))).toEqual([]);
    expect(missing(heated({ entitled: [{ from: '2024-06-01', to: FROM }], yearStartsInMonth: 3, prices: [], limits: [] }))).toEqual([]);
    const d14 = { ref: 'h', resolution: 'PT1H' as const, from: Date.parse(`${FROM}T00:00Z`), values: [1n, null, 1n] };
    expect(missing(heated({ fullRate: [d14], limits: [] }))).toEqual([['FULL_RATE_SERIES_MISSING', '$.electricityTaxReduction.fullRate', SECOND]]);
  });

  it('names every gap up to twenty and says how many there are', () => {
    const answer = settle(inputOf(FROM, TO, '1', { readings: [readingSeries(`${FROM}T00:00Z`, Array.from({ length: 72 }, (_, hour) => (hour % 2 ? null : '1')))] }));
    if (answer.status === 'settled') throw new Error('settled');
    expect(answer.missing[0]!.spans).toHaveLength(20);
    expect(answer.missing[0]!.en).toContain('First: 2025-01-01T01:00:00Z to 2025-01-01T02:00:00Z, 36 gaps in all.');
    expect(answer.missing[0]!.da).toContain('36 huller i alt.');
  });
});
