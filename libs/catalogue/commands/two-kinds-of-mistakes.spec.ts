import { describe, expect, it } from '@jest/globals';
import { InvalidInput, validationPipe } from '#platform';
import { PublishChargePrices } from './publish-charge-prices.js';
import { PublishProductPrices } from './publish-product-prices.js';
import { PublishRate } from './publish-rate.js';
import { PublishSpotPrices } from './publish-spot-prices.js';

type Body = new () => object;
const told = async (metatype: Body, body: object): Promise<readonly (readonly [code: string, path: string | undefined])[]> => {
  try {
    await validationPipe().transform(body, { type: 'body', metatype });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    for (const { en, da } of error.reasons) expect([en, da].every((text) => text.length > 10)).toBe(true);
    return error.reasons.map(({ code, path }) => [code, path] as const);
  }
};

describe('Prices with mistakes in their form and in their texts', () => {
  it.each<[what: string, body: Body, json: object, reasons: readonly (readonly [string, string])[]]>([
    ['charge', PublishChargePrices, { prices: [{ from: 'today', price: 'x' }, { from: '2025-01-01', hours: ['0.1', 'y'] }, { from: '2025-02-01', to: '2025-01-01', price: '1' }, { from: '2025-03-01', points: ['z', null, 3] }] }, [
      ['IS_LOCAL_DAY', '$.prices[0].from'], ['IS_STRING', '$.prices[3].points'], ['NOT_A_DECIMAL', '$.prices[0].price'], ['HOURS_NOT_24', '$.prices[1].hours'], ['NOT_A_DECIMAL', '$.prices[1].hours[1]'],
      ['PERIOD_EMPTY', '$.prices[2].to'], ['NOT_A_DECIMAL', '$.prices[3].points[0]'],
    ]],
    ['product', PublishProductPrices, { prices: [{ from: '2025-01-01', marginDkkPerKwh: '0.1234567890123', colour: 'red' }, { from: '2025-01-01' }] }, [
      ['UNKNOWN_FIELD', '$.prices[0].colour'], ['TOO_MANY_DECIMALS', '$.prices[0].marginDkkPerKwh'], ['PRICE_MISSING', '$.prices[1]'],
    ]],
    ['figure of law', PublishRate, { name: 'vta', from: '2025-01-01', value: 'a quarter' }, [['IS_IN', '$.name'], ['NOT_A_DECIMAL', '$.value']]],
    ['spot price', PublishSpotPrices, { area: 'SE3', resolution: 'PT1H', from: '2025-01-01T00:00:00Z', prices: ['free', null, '0.5', '1,5'] }, [['IS_IN', '$.area'], ['NOT_A_DECIMAL', '$.prices[0]'], ['NOT_A_DECIMAL', '$.prices[3]']]],
  ])('of a %s are told in one answer', async (_, body, json, reasons) => expect(await told(body, json)).toEqual(reasons));

  it.each<[what: string, body: Body, json: object, path: string]>([
    ['a text for a list', PublishChargePrices, { prices: 'x' }, '$.prices'], ['a list of what is no price', PublishProductPrices, { prices: [null, 'x', 7] }, '$.prices'], ['nothing', PublishChargePrices, {}, '$.prices'],
    ['a number for a text', PublishChargePrices, { prices: [{ from: '2025-01-01', price: 1 }] }, '$.prices[0].price'], ['a text for a list of spot prices', PublishSpotPrices, { area: 'DK1', resolution: 'PT1H', from: '2025-01-01T00:00:00Z', prices: 'x' }, '$.prices'],
  ])('have nothing said of their texts where there is %s', async (_, body, json, path) => {
    const reasons = await told(body, json);
    expect(reasons.map(([code]) => code).filter((code) => !/^(IS_|ARRAY_|NESTED_)/.test(code))).toEqual([]);
    expect(reasons.every(([, place]) => place!.startsWith(path))).toBe(true);
  });
  it('have none of it when their form is right: the rules are asked where they are carried out', async () => {
    expect(await told(PublishRate, { name: 'vat', from: '2025-01-01', value: 'x' })).toEqual([]);
  });
});
