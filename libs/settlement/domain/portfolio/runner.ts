import type { FilledChunk } from './chunk.js';
import type { Market } from './market.js';
import { ChunkSettler } from './settle-chunk.js';

/** What every thread of a run works on; shared memory throughout. */
export type RunSetup = Readonly<{ market: Market; results: Float64Array }>;

/** Settles chunks somewhere. A chunk belongs to the runner until its promise is done. */
export interface ChunkRunner {
  /** How many chunks it holds while the next one is filled: enough to keep every thread busy. */
  readonly chunksInFlight: number;
  /** @throws PortfolioRunFailed when the chunk was not settled; then nothing the run wrote may be used */
  settle(chunk: FilledChunk): Promise<void>;
  /** Ends all threads; no promise stays open. */
  close(): Promise<void>;
}

/** The run broke: a thread ended, or an error that is no business of any single point. Nothing of it may be used. */
export class PortfolioRunFailed extends Error {
  override readonly name = 'PortfolioRunFailed';
}

/** Settles in the calling thread, one chunk after the other. */
export const inThisThread = (setup: RunSetup): ChunkRunner => {
  const settler = new ChunkSettler(setup.market, setup.results);
  return {
    chunksInFlight: 0,
    settle: async (chunk) => settler.settle(chunk),
    close: async () => undefined,
  };
};
