import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Preview } from '#settlement';
import { readPreviewOptions } from './preview-options.js';
import { previewText } from './preview-text.js';
import { supposedPrice, supposedReadings } from './supposed.js';

const GSRN = '571313900000000016';
const days = { from: '2025-10-01', to: '2025-11-01' };

describe('The options of settle preview', () => {
  it('read other prices of charges, products and rates', () => {
    expect(supposedPrice('5790000432752/tariff/40000=0.05', days)).toEqual({ field: 'charges', value: { owner: '5790000432752', type: 'tariff', code: '40000', price: '0.05', from: '2025-10-01' } });
    expect(supposedPrice('rate/vat=0.20@2025-10-16..2025-10-20', days)).toEqual({ field: 'rates', value: { name: 'vat', value: '0.20', from: '2025-10-16', to: '2025-10-20' } });
    expect(supposedPrice('product/green=margin:0.05,subscription:29', days)).toEqual({ field: 'products', value: { id: 'green', marginDkkPerKwh: '0.05', subscriptionDkkPerMonth: '29', from: '2025-10-01' } });
  });
  it('read other readings, of the one point or of a named one', () => {
    expect(supposedReadings('2025-10-01T22:00Z/PT1H=0.1,0.2', [GSRN])).toEqual({ gsrn: GSRN, from: '2025-10-01T22:00Z', resolution: 'PT1H', kwh: ['0.1', '0.2'] });
    expect(supposedReadings('2025-10-01T22:00Z/PT1H=0.1', [GSRN, '2'])).toMatch(/of which point/);
  });
  it('become one question', async () => {
    expect(await readPreviewOptions({ gsrn: [GSRN], ...days, price: ['rate/vat=0.20'], product: ['green'] })).toMatchObject({ gsrns: [GSRN], run: days, changes: { rates: [{ name: 'vat', value: '0.20' }], contract: { products: [{ product: 'green' }] } } });
    expect(await readPreviewOptions({ gsrn: [GSRN], ...days })).toEqual({ gsrns: [GSRN], run: days });
  });
  it('are told everything that is wrong with them at once', async () => {
    await expect(readPreviewOptions({ gsrn: ['12'], from: '2025-10-40', to: '2025-11-01', price: ['foo', 'rate/vat=x'], reading: ['bla'], changes: '/nowhere.json' }))
      .rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(/nowhere\.json[\s\S]*"foo"[\s\S]*"bla"[\s\S]*--gsrn[\s\S]*--from[\s\S]*rates\[0\]\.value/) });
    await expect(readPreviewOptions({ gsrn: [GSRN], from: '2025-11-01', to: '2025-10-01' })).rejects.toMatchObject({ message: expect.stringMatching(/--to: RANGE_TOO_LONG/) });
  });
});

describe('A preview for people', () => {
  const line = { id: 'spot/consumption', name: 'Spot', unit: 'kWh', quantity: '1.000', amountDkk: '12.00' };
  const period = { gsrn: GSRN, ...days };
  const preview = { asOf: '17', periods: [
    { period, status: 'settled', comparedWith: 'settled', figures: { lines: [line], vat: [], subtotalDkk: '12.00', vatDkk: '3.00', totalDkk: '15.00' },
      difference: { lines: [{ ...line, amountDkk: '2.00' }, { ...line, id: 'gone', name: 'Gone', amountDkk: '-9.00' }], vat: [{ rate: '0.25', baseDkk: '-7.00', vatDkk: '-1.75' }], subtotalDkk: '-7.00', vatDkk: '-1.75', totalDkk: '-8.75' } },
    { period, status: 'blocked', reasons: [{ code: 'SPOT_MISSING', en: 'Deliver spot prices.', da: 'x' }] },
  ] } as unknown as Preview;
  it('shows each line with its difference, lines that go, and what is missing, in 100 columns', () => {
    const text = previewText(preview);
    for (const shown of [/what was settled$/m, /Spot \[spot\/consumption\] +12\.00 +2\.00$/m, /Gone \[gone\] +0\.00 +-9\.00$/m, /^Total DKK +15\.00 +-8\.75$/m, /SPOT_MISSING: Deliver/, /Nothing was written/]) expect(text).toMatch(shown);
    for (const one of text.split('\n')) expect([...one].length).toBeLessThanOrEqual(100);
  });
  it('says so when no period ends in the days', () => expect(previewText({ ...preview, periods: [] })).toMatch(/No period/));
});
