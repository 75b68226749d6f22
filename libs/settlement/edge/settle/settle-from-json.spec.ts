import { describe, expect, it } from '@jest/globals';
import type { SettleResult } from './settle-from-json.js';
import { settleFromJson } from './settle-from-json.js';
import { exampleDocument, type ExampleDocument } from './testing/example-document.js';

const settle = (change: (document: ExampleDocument) => void = () => undefined): SettleResult => {
  const document = exampleDocument();
  change(document);
  return settleFromJson(JSON.stringify(document), { explain: true });
};
const settled = (result: SettleResult) => {
  if (result.status !== 'settled' || !result.settlement) throw new Error(JSON.stringify(result));
  return result.settlement;
};
const amounts = (result: SettleResult) => Object.fromEntries(settled(result).lines.map(({ id, amountDkk }) => [id, amountDkk]));
const problems = (result: SettleResult) => (result.status === 'invalid' ? result.problems.map(({ code, path }) => `${code} ${path}`) : [result.status]);

describe('the settle door', () => {
  it('settles a day with every usual line, in the order of a bill', () => {
    const result = settle();
    // grid: 6 × 0.0923 + 4 × 0.7656 + 14 × 0.2552 = 7.1890
    expect(settled(result).lines.map(({ id, quantity, amountDkk }) => [id, quantity, amountDkk])).toEqual([
      ['spot/consumption', '24.000', '12.00'], ['product/spot/margin', '24.000', '0.96'],
      ['charge/5790001089030/tariff/CD', '24.000', '7.19'], ['charge/5790000432752/tariff/41000', '24.000', '1.30'],
      ['charge/5790000432752/tariff/40000', '24.000', '1.18'], ['charge/5790000432752/tariff/EA-001', '24.000', '17.28'],
      ['charge/5790001089030/subscription/CB', '1', '1.00'], ['product/spot/subscription', '1', '1.00'],
    ]);
    expect(settled(result)).toMatchObject({ subtotalDkk: '41.91', vatDkk: '10.48', totalDkk: '52.39', consumptionKwh: '24.000' });
  });

  it('says which readings and prices each line rests on', () => {
    const { lines, sources } = settled(settle());
    expect(lines[0]).toMatchObject({ readings: ['readings[0]'], prices: ['spot[0]'], unitPriceDkk: '0.500000' });
    expect(sources).toMatchObject({ 'readings[0]': { version: '1', registeredAt: '2025-01-02T06:00:00Z', source: 'rsm-012-1' }, 'spot[0]': { version: '1' }, 'charges[4].prices[0]': {} });
  });

  it('reads bare JSON numbers digit by digit, where a floating-point number would lose some', () => {
    const text = JSON.stringify(exampleDocument()).replace('"values":["1"', '"values":[9007199254740.993');
    const bare = settleFromJson(text);
    expect(settled(bare).consumptionKwh).toBe('9007199254763.993');
  });

  it('takes exponents as the numbers they are', () => {
    expect(amounts(settle((document) => { document.products[0]!.prices = [{ from: '2024-01-01', marginDkkPerKwh: '4e-2' }]; }))['product/spot/margin']).toBe('0.96');
  });

  it('changes its digest with the inputs and only then', () => {
    const digest = (result: SettleResult) => settled(result).inputsDigest;
    expect(digest(settle())).toBe(digest(settle()));
    expect(digest(settle((document) => { document.readings[0]!.version = '2'; }))).not.toBe(digest(settle()));
  });

  it('refuses text that is not JSON, saying where', () => {
    expect(problems(settleFromJson('{"a": [1, }'))).toEqual(['NOT_JSON $.a[1]']);
    expect(problems(settleFromJson('{"a": 1} x'))).toEqual(['NOT_JSON $']);
    expect(problems(settleFromJson('{"zone": 1, "zone": 2}'))).toEqual(['DUPLICATE_KEY $.zone']);
  });

  it.each<[string, (document: ExampleDocument) => void, string]>([
    ['an unknown zone', (d) => { d.zone = 'Europe/Atlantis'; }, 'UNKNOWN_TIME_ZONE $.zone'],
    ['a GSRN with a wrong check digit', (d) => { d.point = { gsrn: '571313180000000006', priceArea: 'DK1' }; }, 'GSRN_CHECK_DIGIT $.point.gsrn'],
    ['a date that is none', (d) => { d.period = { from: '2025-02-30', to: '2025-03-01' }; }, 'NOT_A_DATE $.period.from'],
    ['a period of ten years', (d) => { d.period = { from: '2015-01-01', to: '2025-01-01' }; }, 'PERIOD_TOO_LONG $.period'],
    ['a reading between quarters', (d) => { d.readings[0]!.from = '2024-12-31T23:07Z'; }, 'NOT_ON_A_QUARTER $.readings[0].from'],
    ['too few qualities', (d) => { d.readings[0]!.qualities = ['A04']; }, 'QUALITIES_DO_NOT_FIT $.readings[0].qualities'],
    ['a fixed price on a spot product', (d) => { d.products[0]!.prices = [{ from: '2024-01-01', fixedDkkPerKwh: '1' }]; }, 'PRICE_DOES_NOT_FIT $.products[0].prices[0]'],
    ['a product twice', (d) => { d.products.push(d.products[0]!); }, 'DUPLICATE_PRODUCT $.products[1]'],
    ['overlapping contracts', (d) => { d.contracts.push({ id: 'C2', from: '2024-06-01', products: [{ product: 'spot' }] }); }, 'CONTRACTS_OVERLAP $.contracts[1]'],
    ['a link to no charge', (d) => { d.links[0]!.code = 'XX'; }, 'UNKNOWN_CHARGE $.links[0].code'],
    ['overlapping links', (d) => { d.links.push({ ...d.links[4]!, from: '2024-02-01' }); }, 'LINKS_OVERLAP $.links[5]'],
    ['23 hours of prices', (d) => { (d.charges[0]!.prices as Record<string, unknown>[])[0]!.hours = Array.from({ length: 23 }, () => '1'); }, 'AGAINST_SCHEMA $.charges[0].prices[0].hours'],
    ['a price in two forms', (d) => { (d.charges[0]!.prices as Record<string, unknown>[])[0]!.price = '1'; }, 'PRICE_FORM $.charges[0].prices[0]'],
    ['an hourly subscription', (d) => { d.charges[4]!.resolution = 'PT1H'; }, 'PRICE_FORM $.charges[4].prices[0]'],
    ['an untaxed electricity tax', (d) => { delete d.charges[3]!.tax; }, 'TAX_FLAG $.charges[3].tax'],
    ['VAT of 25', (d) => { d.vat = [{ from: '2000-01-01', rate: '25' }]; }, 'NOT_A_RATE $.vat[0].rate'],
    ['a price of thirteen decimals', (d) => { d.spot[0]!.prices = ['0.1234567890123', ...Array.from({ length: 23 }, () => '1')]; }, 'TOO_MANY_DECIMALS $.spot[0].prices[0]'],
    ['a change that contradicts the readings', (d) => { d.changes = [{ at: '2025-01-01T10:00Z', oldKwh: '2', newKwh: '3' }]; }, 'CHANGE_DOES_NOT_FIT $.changes[0].oldKwh'],
    ['a change between hours', (d) => { d.changes = [{ at: '2025-01-01T10:15Z', oldKwh: '1', newKwh: '3' }]; }, 'NOT_AN_INTERVAL $.changes[0].at'],
    ['rules nobody knows', (d) => { d.rulesVersion = 'customer-9'; }, 'NOT_ALLOWED $.rulesVersion'],
  ])('refuses %s', (_, change, expected) => {
    expect(problems(settle(change))).toContain(expected);
  });

  it('says every problem in both languages', () => {
    const result = settle((document) => { document.zone = 'X'; delete (document as Record<string, unknown>).vat; document.supply = 5; });
    expect(result.status === 'invalid' && result.problems.length).toBe(3);
    expect(result.status === 'invalid' && result.problems.every(({ en, da }) => en.length > 10 && da.length > 10 && en !== da)).toBe(true);
  });

  it('gives no amount when a price is missing, never a zero', () => {
    const result = settle((document) => { (document.spot[0]!.prices as unknown[])[3] = null; });
    expect(result).toMatchObject({ status: 'notReady', missing: [{ code: 'SPOT_MISSING', spans: [{ from: '2025-01-01T02:00:00Z', to: '2025-01-01T03:00:00Z' }] }] });
    expect(Object.keys(result)).toEqual(['status', 'missing']);
  });

  it('asks for a charge of every required kind', () => {
    const result = settle((document) => { document.links = document.links.filter(({ code }) => code !== '41000'); });
    expect(result).toMatchObject({ status: 'notReady', missing: [{ code: 'CHARGE_NOT_LINKED', spans: [{ from: '2025-01-01', to: '2025-01-02' }] }] });
  });

  it('settles spot prices in DKK/MWh and oere/kWh as the same amounts', () => {
    const spot = (unit: string, price: string) => amounts(settle((document) => { document.spot[0]!.unit = unit; document.spot[0]!.prices = Array.from({ length: 24 }, () => price); }))['spot/consumption'];
    expect([spot('DKK/MWh', '350.529999'), spot('oere/kWh', '35.0529999'), spot('DKK/kWh', '0.350529999')]).toEqual(['8.41', '8.41', '8.41']);
  });
});
