import { describe, expect, it } from '@jest/globals';
import { fineFromKwh, plainKwh, whFromFine } from './quantity.js';

describe('energy finer than a watt-hour', () => {
  it.each([['0.0005', 1n], ['0.0004999999', 0n], ['-0.0005', -1n], ['1.2345', 1235n], ['10', 10_000n]])('%s kWh is %s Wh, half up and away from zero', (kwh, wh) => {
    expect(whFromFine(fineFromKwh(kwh))).toBe(wh);
  });

  it.each([['2.500', '2.5'], ['100', '100'], ['0.000', '0'], ['-0.0010', '-0.001'], ['0.1234567891', '0.1234567891']])('%s is printed as %s', (kwh, plain) => {
    expect(plainKwh(fineFromKwh(kwh))).toBe(plain);
  });

  it('refuses what it cannot keep exactly', () => {
    expect(() => fineFromKwh('0.00000000001')).toThrow(expect.objectContaining({ code: 'TOO_MANY_DECIMALS' }));
    expect(() => fineFromKwh('1,5')).toThrow(expect.objectContaining({ code: 'NOT_A_DECIMAL' }));
  });
});
