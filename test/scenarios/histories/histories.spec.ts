import { describe, expect, it } from '@jest/globals';
import { liveThrough } from './live-through.js';

const HISTORIES = Number(process.env.HISTORIES ?? '1000');
const FIRST_SEED = Number(process.env.HISTORIES_SEED ?? '20250101');
const BATCH = 250;

describe(`Whole histories of a small world, ${HISTORIES} of them from seed ${FIRST_SEED}`, () => {
  for (let first = FIRST_SEED; first < FIRST_SEED + HISTORIES; first += BATCH) {
    const last = Math.min(first + BATCH, FIRST_SEED + HISTORIES) - 1;
    it(`end as if everything had been known from the start, seeds ${first} to ${last}`, async () => {
      const broken: { seed: number; why: string }[] = [];
      const diary = HISTORIES === 1 ? (lines: readonly string[]) => console.log(lines.join('\n')) : undefined;
      for (let seed = first; seed <= last; seed++) {
        await liveThrough(seed, diary).catch((error: Error) => broken.push({ seed, why: error.name === 'Broken' ? error.message : error.stack ?? error.message }));
      }
      expect({ broken: broken.length, seeds: broken.map(({ seed }) => seed), first: broken[0]?.why }).toEqual({ broken: 0, seeds: [], first: undefined });
    }, 3_600_000);
  }
});
