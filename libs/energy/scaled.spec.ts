import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { InvalidValue } from './invalid-value.js';
import { decimalFromScaled, dkkFromMicro, exact, kwhFromWh, microFromDkk, safe, safeScaledFromText, scaledFromText, textFromScaled, whFromKwh } from './scaled.js';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidValue) return error.code;
    throw error;
  }
  return 'none';
};

describe('energy and prices as whole numbers', () => {
  it.each([
    ['0', 0], ['0.001', 1], ['-0.005', -5], ['1.5', 1500], ['12.340', 12340], ['1.5000', 1500], ['007.5', 7500], ['1e2', 100_000], ['1.2E-1', 120], ['5e-3', 5],
    ['9007199254740.991', Number.MAX_SAFE_INTEGER], ['-9007199254740.991', -Number.MAX_SAFE_INTEGER],
  ])('reads %s kWh as %d Wh', (kwh, wh) => {
    expect(whFromKwh(kwh)).toBe(wh);
  });

  it.each(['-0', '-0.000', '0e5', '-0.0000'])('has no negative zero: %s', (text) => {
    expect(Object.is(whFromKwh(text), 0)).toBe(true);
  });

  it.each(['0.0001', '1.2345', '1e-4', '-0.0005', '100000000.0001', '12345678901234567890.0001'])('refuses %s: a fourth decimal would be lost', (kwh) => {
    expect(codeOf(() => whFromKwh(kwh))).toBe('TOO_MANY_DECIMALS');
  });

  it.each(['9007199254740.992', '-9007199254740.992', '1e13', '123456789012345678901234567890'])('refuses %s: it could not be kept exactly', (kwh) => {
    expect(codeOf(() => whFromKwh(kwh))).toBe('OUT_OF_RANGE');
  });

  it.each(['', '-', '.', '1.', '.5', '+1', ' 1', '1 ', '1,5', '0x10', 'NaN', 'Infinity', '1e', '1e1234', '--1', '1.2.3', '١', '1_000', '1'.repeat(65)])(
    'refuses %j: no decimal number', (kwh) => {
      expect(codeOf(() => whFromKwh(kwh))).toBe('NOT_A_DECIMAL');
      expect(codeOf(() => scaledFromText(kwh, 3))).toBe('NOT_A_DECIMAL');
    });

  it('reads at most 64 characters', () => {
    expect(scaledFromText('1'.repeat(64), 0)).toBe(BigInt('1'.repeat(64)));
    expect(codeOf(() => scaledFromText('1'.repeat(65), 0))).toBe('NOT_A_DECIMAL');
  });

  it.each([5, null, undefined, ['1'], {}])('refuses %j: amounts are text', (value) => {
    expect(codeOf(() => whFromKwh(value as unknown as string))).toBe('NOT_A_DECIMAL');
  });

  it('says in both languages what to do', () => {
    expect(() => whFromKwh('1.2345')).toThrow('"1.2345" has more than 3 decimals. Send it rounded to 3.');
    try {
      whFromKwh('1.2345');
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect((error as InvalidValue).reasonAt('$.Point[3]')).toEqual({
        code: 'TOO_MANY_DECIMALS', path: '$.Point[3]',
        en: '"1.2345" has more than 3 decimals. Send it rounded to 3.', da: '"1.2345" har mere end 3 decimaler. Send det afrundet til 3.',
      });
    }
  });

  it('writes always all decimals and never a negative zero', () => {
    expect([kwhFromWh(0), kwhFromWh(-0), kwhFromWh(0n), kwhFromWh(-5), kwhFromWh(123456), kwhFromWh(10n ** 20n)])
      .toEqual(['0.000', '0.000', '0.000', '-0.005', '123.456', '100000000000000000.000']);
    expect([dkkFromMicro(-1), dkkFromMicro(302867), textFromScaled(-7n, 0)]).toEqual(['-0.000001', '0.302867', '-7']);
    expect(decimalFromScaled(-1234567890123456789012345n, 6).toFixed()).toBe('-1234567890123456789.012345');
  });

  it('refuses numbers that may already have lost something', () => {
    for (const value of [0.5, NaN, Infinity, 2 ** 53, -(2 ** 53)]) {
      expect(codeOf(() => kwhFromWh(value))).toBe('NOT_EXACT');
      expect(codeOf(() => exact(value))).toBe('NOT_EXACT');
      expect(codeOf(() => safe(value))).toBe('NOT_EXACT');
    }
    expect(codeOf(() => safe(Number.MAX_SAFE_INTEGER + 1))).toBe('NOT_EXACT');
  });

  it('gives back what it took', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (whole) => {
      expect(whFromKwh(kwhFromWh(whole))).toBe(whole);
      expect(microFromDkk(dkkFromMicro(whole))).toBe(whole);
    }));
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.integer({ min: 0, max: 12 }), (whole, scale) => {
      expect(scaledFromText(textFromScaled(whole, scale), scale)).toBe(whole);
    }));
  });

  it('agrees with decimal.js on any text it takes', () => {
    const text = fc.tuple(fc.constantFrom('', '-'), fc.nat(10 ** 9), fc.option(fc.stringMatching(/^\d{1,8}$/)), fc.option(fc.integer({ min: -5, max: 5 })))
      .map(([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`);
    fc.assert(fc.property(text, fc.integer({ min: 0, max: 9 }), (number, scale) => {
      const expected = new Decimal(number).times(new Decimal(10).pow(scale));
      if (!expected.isInteger()) expect(codeOf(() => safeScaledFromText(number, scale))).toBe('TOO_MANY_DECIMALS');
      else if (expected.abs().gt(Number.MAX_SAFE_INTEGER)) expect(codeOf(() => safeScaledFromText(number, scale))).toBe('OUT_OF_RANGE');
      else expect(safeScaledFromText(number, scale)).toBe(expected.toNumber() + 0);
    }), { numRuns: 1_000 });
  });
});
