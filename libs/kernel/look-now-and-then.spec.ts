import { describe, expect, it } from '@jest/globals';
import { lookNowAndThen } from './look-now-and-then.js';

describe('Looking now and then', () => {
  it('goes on after trouble, and stops after the look under way', async () => {
    const troubles: string[] = [];
    let looks = 0;
    await new Promise<void>((resolve) => {
      const looking = lookNowAndThen(1, async () => {
        if (++looks === 1) throw new Error('away');
        if (looks === 3) void looking.stop().then(resolve);
      }, (error) => troubles.push((error as Error).message));
    });
    expect([troubles, looks]).toEqual([['away'], 3]);
  });
});
