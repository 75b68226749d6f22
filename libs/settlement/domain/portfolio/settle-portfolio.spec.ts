import { describe, expect, it, jest } from '@jest/globals';
import { textFromScaled } from '#energy';
import fc from 'fast-check';
import { expected } from './oracle.testing.js';
import { type Options, randomPortfolio, sourceOf, type TestPortfolio } from './random-portfolio.testing.js';
import type { PortfolioResults } from './results.js';
import { settlePortfolio } from './settle-portfolio.js';

jest.setTimeout(120_000); // a busy machine is no failure

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

const settle = ({ market, points }: TestPortfolio): Promise<PortfolioResults> =>
  settlePortfolio({ market, points: points.length, source: sourceOf(points), threads: 0, chunk: { readings: 2 ** 14, parts: 64 } });

const compare = async (seed: number, options: Options): Promise<{ settled: number; stopped: number }> => {
  const portfolio = randomPortfolio(seed, options);
  const results = await settle(portfolio);
  const found = { settled: 0, stopped: 0 };
  for (const point of portfolio.points) {
    const wanted = expected(portfolio, point);
    const got = results.of(point.terms.point);
    if ('stops' in wanted) {
      found.stopped++;
      expect(got.outcome === 'stopped' && got.reasons.map(({ code }) => code).sort()).toEqual(wanted.stops);
    } else {
      found.settled++;
      const linesDkk = Object.fromEntries(Object.entries(wanted.lines).map(([line, ore]) => [line, textFromScaled(ore, 2)]));
      expect(got).toMatchObject({
        outcome: 'settled', linesDkk, vatDkk: textFromScaled(wanted.vat, 2), totalDkk: textFromScaled(wanted.total, 2), fullTaxKwh: textFromScaled(wanted.fullTaxWh, 3),
      });
    }
  }
  return found;
};

describe('portfolio', () => {
  it('settles every point as the slow oracle does', async () => {
    let settled = 0;
    await fc.assert(fc.asyncProperty(seeds, async (seed) => {
      settled += (await compare(seed, { points: 4, holes: 0 })).settled;
    }), { numRuns: 25 });
    expect(settled).toBeGreaterThan(60);
  });

  it('stops what lacks something with all its reasons, and settles the rest', async () => {
    const found = { settled: 0, stopped: 0 };
    await fc.assert(fc.asyncProperty(seeds, async (seed) => {
      const { settled, stopped } = await compare(seed, { points: 4, holes: 8 });
      found.settled += settled;
      found.stopped += stopped;
    }), { numRuns: 25 });
    expect(Math.min(found.settled, found.stopped)).toBeGreaterThan(10);
  });
});
