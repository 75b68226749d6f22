import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '#kernel';
import { isTransient, meaningOf, StreamTombstoned, TryAgain } from './failures.js';

const call = (code: number, facts: Record<string, string> = {}) => Object.assign(new Error('14 UNAVAILABLE: gone'), { code, details: 'gone', metadata: { getMap: () => facts } });

describe('What a failed call means', () => {
  it('is "try again" for everything that leaves the outcome open', () => {
    for (const code of [1, 2, 4, 8, 10, 13, 14]) expect(meaningOf(call(code))).toBeInstanceOf(TryAgain);
    expect(meaningOf(new Error('Failed to discover after 10 attempts.'))).toBeInstanceOf(TryAgain);
    expect(meaningOf(undefined)).toBeInstanceOf(TryAgain);
  });
  it('is a store that is away, with advice, when the server refuses us', () => {
    for (const refused of [call(7), call(16), call(2, { exception: 'access-denied' })]) {
      expect(meaningOf(refused)).toBeInstanceOf(StoreUnavailable);
      expect(meaningOf(refused).message).toMatch(/user and password/);
    }
  });
  it('is a tombstone by name', () => {
    expect(meaningOf(call(9, { exception: 'stream-deleted' }), 'a-1')).toEqual(new StreamTombstoned('a-1'));
  });
  it('is a bug when only a bug throws such a thing: it is neither repeated nor renamed', () => {
    for (const bug of [new TypeError('x'), new RangeError('x'), new SyntaxError('x')]) {
      expect(meaningOf(bug)).toBe(bug);
      expect(isTransient(meaningOf(bug))).toBe(false);
    }
  });
});
