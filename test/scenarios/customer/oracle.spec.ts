import { describe, expect, it } from '@jest/globals';
import { compare } from '../../oracle/compare.js';

const CASES = Number(process.env.ORACLE_CASES ?? '1000');
const FIRST_SEED = Number(process.env.ORACLE_SEED ?? '20250101');
const BATCH = 500;

describe(`an independent oracle, ${CASES} random point-months from seed ${FIRST_SEED}`, () => {
  for (let first = FIRST_SEED; first < FIRST_SEED + CASES; first += BATCH) {
    const last = Math.min(first + BATCH, FIRST_SEED + CASES) - 1;
    it(`agrees to the øre on seeds ${first} to ${last}`, () => {
      const differences = [];
      for (let seed = first; seed <= last; seed++) {
        const { settled, expected } = compare(seed);
        if (settled !== expected) differences.push({ seed, settled, expected });
      }
      expect({ differences: differences.length, first: differences[0] }).toEqual({ differences: 0, first: undefined });
    }, 600_000);
  }
});
