import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { add, exactText, negate, ofEnergy, ofTime, oereText, priceText, rateText, toOere, unitPriceText, vatOf } from './exact-amount.js';
import { price } from './testing.js';

const Precise = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_EVEN });
const SEED = 4711;

describe('exact amounts', () => {
  it(`rounds energy times price like decimal arithmetic does (seed ${SEED})`, () => fc.assert(fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.bigInt(-(10n ** 16n), 10n ** 16n), (wh, perKwh) => {
    const expected = new Precise(wh.toString()).div(1000).mul(new Precise(perKwh.toString()).div('1e14')).toDecimalPlaces(2).toFixed(2);
    expect(oereText(toOere(ofEnergy(wh * perKwh)))).toBe(expected === '-0.00' ? '0.00' : expected);
  }), { seed: SEED, numRuns: 300 }));

  it('adds days of different months without rounding between', () => {
    // 29.50 × 14/28 + 29.50 × 17/31 = 14.75 + 16.17741935…
    const sum = add(ofTime(price('29.50'), 1n, 14, 28), ofTime(price('29.50'), 1n, 17, 31));
    expect(toOere(sum)).toBe(3093n);
    expect(exactText(sum)).toBe('30.927419354838…');
    expect(toOere(negate(sum))).toBe(-3093n);
  });

  it('takes ties to the even øre on both sides of zero', () => {
    const of = (thousandths: bigint) => toOere({ numerator: thousandths, denominator: 1000n });
    expect([5n, 15n, 25n, -5n, -15n, -25n, 26n, -26n].map(of)).toEqual([0n, 2n, 2n, 0n, -2n, -2n, 3n, -3n]);
  });

  it('shows all decimals where they end, else twelve and an ellipsis', () => {
    expect(exactText({ numerator: 5n, denominator: 4n })).toBe('1.25');
    expect(exactText({ numerator: 1n, denominator: 3n })).toBe('0.333333333333…');
    expect(exactText({ numerator: -1n, denominator: 3n * 10n ** 14n })).toBe('-0.000000000000…');
    expect(exactText({ numerator: 0n, denominator: 7n })).toBe('0.00');
  });

  it('shows a price per unit only where there is quantity', () => {
    expect(unitPriceText({ numerator: 386_508n, denominator: 1000n }, 409_200n)).toBe('0.944545');
    expect(unitPriceText({ numerator: 1n, denominator: 1n }, 0n)).toBeUndefined();
  });

  it('shows prices and rates without needless zeros', () => {
    expect([priceText(price('0.054')), priceText(price('49')), rateText(price('0.25')), rateText(price('0')), rateText(price('1'))]).toEqual(['0.054', '49.00', '0.25', '0', '1']);
  });

  it('rounds VAT once, to even', () => {
    expect([vatOf(58_162n, price('0.25')), vatOf(66_406n, price('0.25')), vatOf(-35n, price('0.25'))]).toEqual([14_540n, 16_602n, -9n]);
  });
});
