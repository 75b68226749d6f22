import { describe, expect, it } from '@jest/globals';
import { qualityOfCode, codeOfQuality, QUALITIES } from './quality.js';
import { countBetween, HOUR_MS, isFixed, isResolution, parseResolution, RESOLUTIONS, startOfValue } from './resolution.js';

describe('resolutions', () => {
  it('are four, two of them of fixed length', () => {
    expect(RESOLUTIONS.map(parseResolution)).toEqual(['PT15M', 'PT1H', 'P1D', 'P1M']);
    expect(RESOLUTIONS.filter(isFixed)).toEqual(['PT15M', 'PT1H']);
    expect([isResolution('PT30M'), isResolution(undefined), isResolution('toString')]).toEqual([false, false, false]);
    expect(() => parseResolution('PT30M')).toThrow(expect.objectContaining({ code: 'UNKNOWN_RESOLUTION' }));
    expect(() => parseResolution('PT30M')).toThrow('"PT30M" is not a resolution. Use PT15M, PT1H, P1D or P1M.');
  });

  it('count whole values only', () => {
    expect([countBetween(0, 25 * HOUR_MS, 'PT15M'), countBetween(0, 23 * HOUR_MS, 'PT1H'), countBetween(5, 5, 'PT1H')]).toEqual([100, 23, 0]);
    for (const to of [HOUR_MS / 2, -HOUR_MS, NaN]) expect(() => countBetween(0, to, 'PT1H')).toThrow(expect.objectContaining({ code: 'NOT_WHOLE' }));
  });

  it('place the values of a series', () => {
    expect(startOfValue(HOUR_MS, 3, 'PT15M')).toBe(HOUR_MS + 2_700_000);
  });
});

describe('qualities', () => {
  it('have a word and a code', () => {
    expect(QUALITIES.map(codeOfQuality)).toEqual(['A02', 'A03', 'A04', 'A05', 'A06']);
    expect(QUALITIES.map(codeOfQuality).map(qualityOfCode)).toEqual(QUALITIES);
  });

  it('are measured when left out, and refused when unknown', () => {
    expect(qualityOfCode(undefined)).toBe('measured');
    for (const code of ['A07', '', 'toString']) expect(() => qualityOfCode(code)).toThrow(expect.objectContaining({ code: 'UNKNOWN_QUALITY' }));
  });
});
