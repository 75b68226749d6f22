import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { glnReasons, isGln, parseGln } from './gln.js';
import { gs1CheckDigit, hasGs1CheckDigit } from './gs1.js';
import { gsrnReasons, isGsrn, parseGsrn } from './gsrn.js';

const codes = (reasons: readonly { code: string }[]): string[] => reasons.map(({ code }) => code);

describe('metering point numbers', () => {
  it.each(['571313180000000005', '571313100000012341'])('takes %s', (gsrn) => {
    expect(parseGsrn(gsrn)).toBe(gsrn);
  });

  it('collects everything that is wrong, with the place', () => {
    expect(codes(gsrnReasons('579999993331812345', { path: '$.Series[0].marketEvaluationPoint.mRID.value' }))).toEqual(['GSRN_PREFIX', 'GSRN_CHECK_DIGIT']);
    expect(gsrnReasons('571313100000012345', { path: '$.gsrn' })).toEqual([{
      code: 'GSRN_CHECK_DIGIT', path: '$.gsrn',
      en: '571313100000012345 has a wrong check digit; 1 would fit. Look for a mistyped digit.',
      da: '571313100000012345 har et forkert kontrolciffer; 1 ville passe. Se efter et fejltastet ciffer.',
    }]);
    expect(() => parseGsrn('571313100000012345')).toThrow('1 would fit');
  });

  it('lets published samples through when told so, but never another length', () => {
    expect(isGsrn('571313100000012345', { strict: false })).toBe(true);
    expect(isGsrn('579999993331812345', { strict: false })).toBe(true);
    for (const text of ['57131318000000000', '5713131800000000050', '57131318000000000x', ' 571313180000000005', '571313180000000005\n', '', 571313180000000005, undefined, null]) {
      expect(codes(gsrnReasons(text, { strict: false }))).toEqual(['GSRN_LENGTH']);
    }
  });
});

describe('participant numbers', () => {
  it.each(['5790001330552', '5790000432752', '5790001089030'])('takes %s', (gln) => {
    expect(parseGln(gln)).toBe(gln);
  });

  it('refuses a wrong check digit unless told otherwise', () => {
    expect(codes(glnReasons('1000000000000'))).toEqual(['GLN_CHECK_DIGIT']);
    expect(isGln('5790002000000')).toBe(false);
    expect(isGln('1000000000000', { strict: false })).toBe(true);
    expect(glnReasons('579000133055', { strict: false, path: '$.gln' })).toEqual([expect.objectContaining({ code: 'GLN_LENGTH', path: '$.gln' })]);
    expect(glnReasons('1000000000000', { path: '$.gln' })).toEqual([expect.objectContaining({ code: 'GLN_CHECK_DIGIT', path: '$.gln' })]);
    for (const reasons of [glnReasons('1'), glnReasons('1000000000000'), gsrnReasons('1'), gsrnReasons('571313100000012345')]) expect(reasons.map((reason) => 'path' in reason)).toEqual([false]);
    expect(() => parseGln('1')).toThrow(expect.objectContaining({ code: 'GLN_LENGTH' }));
    for (const text of ['57900013305520', '579000133055x', ' 5790001330552', '5790001330552\n', 5790001330552, null]) expect(isGln(text)).toBe(false);
    expect(() => parseGln('1000000000000')).toThrow('wrong check digit');
  });
});

describe('the check digit', () => {
  const digits = fc.stringMatching(/^\d{17}$/);

  it('finds every single mistyped digit', () => {
    fc.assert(fc.property(digits, fc.nat(17), fc.integer({ min: 1, max: 9 }), (body, place, change) => {
      const good = `${body}${gs1CheckDigit(body)}`;
      const wrong = [...good].map((digit, at) => (at === place ? String((Number(digit) + change) % 10) : digit)).join('');
      expect([hasGs1CheckDigit(good), hasGs1CheckDigit(wrong)]).toEqual([true, false]);
    }), { numRuns: 1_000 });
  });

  it('makes the weighted sum a multiple of ten', () => {
    fc.assert(fc.property(digits, (body) => {
      const weighted = [...`${body}${gs1CheckDigit(body)}`].map((digit, at) => Number(digit) * (at % 2 === 0 ? 3 : 1));
      expect(weighted.reduce((sum, value) => sum + value, 0) % 10).toBe(0);
    }));
  });
});
