import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BEGINNING, fromPosition, later, toPosition } from './position.js';

const text = (commit: bigint, prepare: bigint) => ({ commit: String(commit), prepare: String(prepare) });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('A position of EventStoreDB', () => {
  it('comes back as it went', () => {
    fc.assert(fc.property(u64, u64, (commit, prepare) => {
      expect(fromPosition(toPosition(text(commit, prepare)))).toEqual(text(commit, prepare));
    }));
  });
  it('is ordered as text as it is in the log', () => {
    fc.assert(fc.property(u64, u64, u64, u64, (c1, p1, c2, p2) => {
      const before = c1 < c2 || (c1 === c2 && p1 < p2);
      expect(toPosition(text(c1, p1)) < toPosition(text(c2, p2))).toBe(before);
    }));
  });
  it('of another store is refused with what to do', () => {
    for (const foreign of ['', '17', '0000000000000042', '1-2', ` ${BEGINNING}`]) expect(() => fromPosition(foreign)).toThrow(/Rebuild it/);
  });
  it('never goes back', () => {
    const [one, two] = [1n, 2n].map((n) => toPosition(text(n, n))) as [string, string];
    expect([later(one, two), later(two, one), later(one, undefined), later(one, one)]).toEqual([two, two, one, one]);
  });
});
