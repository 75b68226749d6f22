import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CompiledWorker } from './compiled-worker.testing.js';
import { randomPortfolio, sourceOf, type TestPortfolio } from './random-portfolio.testing.js';
import type { PortfolioResults } from './results.js';
import { type ChunkRunner, PortfolioRunFailed, type RunSetup } from './runner.js';
import { type PortfolioSource, settlePortfolio } from './settle-portfolio.js';
import { onThreads } from './threads.js';

jest.setTimeout(120_000); // a busy machine is no failure

const SEED = 20_250_101;
const SMALL = { readings: 2 ** 13, parts: 16 };

let worker: CompiledWorker;
let portfolio: TestPortfolio;

beforeAll(async () => {
  worker = await CompiledWorker.create();
  portfolio = randomPortfolio(SEED, { points: 60, holes: 12 });
});
afterAll(() => worker.remove());

const settle = (threads: number, entry = worker.entry, source: PortfolioSource = sourceOf(portfolio.points)): Promise<PortfolioResults> =>
  settlePortfolio({
    market: portfolio.market, points: portfolio.points.length, source, threads, chunk: SMALL,
    runner: threads === 0 ? undefined : (setup, count) => onThreads(setup, count, entry),
  });

describe('portfolio on threads', () => {
  it('comes to the same figures whatever the number of threads', async () => {
    const alone = await settle(0);
    expect(alone.countSettled()).toBeGreaterThan(10);
    expect(alone.countSettled()).toBeLessThan(60);
    for (const threads of [1, 2, 3]) expect((await settle(threads)).columns).toEqual(alone.columns);
  });

  const broken: [what: string, code: string, message: RegExp][] = [
    ['throws', "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('out of coffee'); });", /out of coffee/],
    ['ends in the middle', "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(7));", /ended by itself with code 7/],
    ['ends at once and cleanly', 'export {};', /ended by itself with code 0/],
    ['is no program', 'this is not JavaScript', /Unexpected identifier/],
  ];

  it.each(broken)('fails as a whole when a thread %s, and never hangs', async (what, code, message) => {
    const entry = await worker.entryOf(`${what.replaceAll(' ', '-')}.js`, code);
    const run = settle(2, entry);
    await expect(run).rejects.toThrow(PortfolioRunFailed);
    await expect(run).rejects.toThrow(message);
  });

  it('fails when the worker cannot be found', async () => {
    await expect(settle(2, new URL('./no-such-worker.js', worker.entry))).rejects.toThrow(/no-such-worker/);
  });

  it('refuses further chunks after a failure and after closing', async () => {
    const setup: RunSetup = { market: portfolio.market, results: new Float64Array(new SharedArrayBuffer(0)) };
    const empty = { readings: new Int32Array(0), parts: new Float64Array(0), partCount: 0 };
    const failing = onThreads(setup, 1, await worker.entryOf('failing.js', "throw new Error('no');"));
    await expect(failing.settle(empty)).rejects.toThrow(PortfolioRunFailed);
    await expect(failing.settle(empty)).rejects.toThrow(PortfolioRunFailed);
    await failing.close();
    const closed = onThreads(setup, 1, worker.entry);
    await closed.close();
    await expect(closed.settle(empty)).rejects.toThrow(/closed/);
  });

  it('ends its threads when the source breaks', async () => {
    let ended = false;
    const source: PortfolioSource = { fill: () => { throw new Error('no readings today'); } };
    const run = settlePortfolio({
      market: portfolio.market, points: 1, source, threads: 2,
      runner: (setup, threads) => {
        const threaded = onThreads(setup, threads, worker.entry);
        const close = () => threaded.close().then(() => { ended = true; });
        return { chunksInFlight: threaded.chunksInFlight, settle: (chunk) => threaded.settle(chunk), close } satisfies ChunkRunner;
      },
    });
    await expect(run).rejects.toThrow('no readings today');
    expect(ended).toBe(true);
  });

  it('refuses a number of threads that cannot be meant', async () => {
    for (const threads of [-1, 1.5, 257, Number.NaN]) await expect(settle(threads)).rejects.toThrow(RangeError);
  });
});
