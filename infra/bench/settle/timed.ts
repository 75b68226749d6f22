import type { Chunk } from '../../../libs/settlement/domain/portfolio/chunk.js';
import type { ChunkRunner } from '../../../libs/settlement/domain/portfolio/runner.js';
import type { PortfolioSource } from '../../../libs/settlement/domain/portfolio/settle-portfolio.js';

/** Adds up the seconds something took. */
export class Stopwatch {
  seconds = 0;

  time<T>(work: () => T): T {
    const start = performance.now();
    const result = work();
    this.seconds += (performance.now() - start) / 1_000;
    return result;
  }
}

/** A synchronous source with its seconds taken. */
export const timedSource = (source: PortfolioSource, watch: Stopwatch): PortfolioSource => ({ fill: (chunk: Chunk) => watch.time(() => source.fill(chunk)) });

/** A runner with the seconds of its calls taken: the time of the work itself, when it works in the calling thread. */
export const timedRunner = (runner: ChunkRunner, watch: Stopwatch): ChunkRunner => ({
  chunksInFlight: runner.chunksInFlight,
  settle: (chunk) => watch.time(() => runner.settle(chunk)),
  close: () => runner.close(),
});
