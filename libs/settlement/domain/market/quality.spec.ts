import { describe, expect, it } from '@jest/globals';
import { isQuality, NO_QUALITIES, qualitiesIn, qualitySet } from './quality.js';

describe('a set of qualities', () => {
  it('prints in one order, however it was joined', () => {
    expect(qualitiesIn(qualitySet('calculated') | qualitySet('measured') | qualitySet('missing'))).toEqual(['missing', 'measured', 'calculated']);
    expect(qualitiesIn(qualitySet('measured') | qualitySet('estimated'))).toEqual(['estimated', 'measured']);
    expect(qualitiesIn(NO_QUALITIES)).toEqual([]);
  });

  it('holds each quality once', () => expect(qualitiesIn(qualitySet('measured') | qualitySet('measured'))).toEqual(['measured']));

  it('knows its words', () => {
    expect(isQuality('missing')).toBe(true);
    expect(isQuality('A02')).toBe(false);
  });
});
