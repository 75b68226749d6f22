import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slices } from './slices.js';

const of = (...bytes: number[]) => bytes.map((size) => ({ value: Buffer.alloc(size) }));
const sizes = (limits: { mostMessages: number; mostBytes: number }, ...bytes: number[]) => [...slices(of(...bytes), limits)].map((slice) => slice.map(({ value }) => value.length));

describe('slices', () => {
  it('end at the number of messages or of bytes, whichever comes first', () => {
    expect(sizes({ mostMessages: 2, mostBytes: 10 }, 1, 1, 1, 9, 5, 6)).toEqual([[1, 1], [1, 9], [5], [6]]);
  });
  it('hold a message above the limit alone', () => expect(sizes({ mostMessages: 9, mostBytes: 10 }, 3, 50, 3)).toEqual([[3], [50], [3]]));
  it('count a message without a body as nothing', () => expect([...slices([{ value: null }, { value: null }], { mostMessages: 9, mostBytes: 1 })]).toHaveLength(1));
  it('lose nothing and keep the order', () => {
    fc.assert(fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 }), (bytes, mostMessages, mostBytes) => {
      const cut = sizes({ mostMessages, mostBytes }, ...bytes);
      expect(cut.flat()).toEqual(bytes);
      for (const slice of cut) {
        expect(slice.length).toBeLessThanOrEqual(mostMessages);
        if (slice.length > 1) expect(slice.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(mostBytes);
      }
    }));
  });
});
