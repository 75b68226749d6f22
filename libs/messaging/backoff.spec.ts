import { describe, expect, it } from '@jest/globals';
import { backoffMs, pause } from './backoff.js';

const BOUNDS = { firstMs: 100, mostMs: 5_000 };

describe('backing off', () => {
  it('doubles up to the bound', () => expect([1, 2, 3, 6, 7, 1_000].map((n) => backoffMs(n, BOUNDS, () => 1))).toEqual([100, 200, 400, 3_200, 5_000, 5_000]));
  it('spreads over half of it by chance', () => expect([0, 0.5].map((chance) => backoffMs(2, BOUNDS, () => chance))).toEqual([100, 150]));
});

describe('a pause', () => {
  it('ends at once when the signal aborts, before or during it', async () => {
    const abort = new AbortController();
    const began = performance.now();
    const paused = pause(60_000, abort.signal);
    abort.abort();
    await paused;
    await pause(60_000, abort.signal);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
