import { Chunk, type ChunkSize, DEFAULT_CHUNK } from './chunk.js';
import type { Market } from './market.js';
import { PortfolioResults } from './results.js';
import { type ChunkRunner, inThisThread, PortfolioRunFailed, type RunSetup } from './runner.js';
import { onThreads } from './threads.js';

/** Where the points of a run come from: a loader over stored readings, a generator. */
export interface PortfolioSource {
  /**
   * Adds further points to the empty chunk until `chunk.add` says it is full or no point is left. An empty chunk ends the run.
   * Readings are written in place; what is not written is missing.
   */
  fill(chunk: Chunk): void | Promise<void>;
}

export type PortfolioRun = Readonly<{
  market: Market;
  /** How many points the run has; those the source never adds end as stopped with NO_TERMS. */
  points: number;
  source: PortfolioSource;
  /** Worker threads beside the calling one, which loads; 0 = everything in the calling thread. */
  threads: number;
  chunk?: ChunkSize;
  /** Where chunks are settled; by default worker threads, or this one when `threads` is 0. */
  runner?: (setup: RunSetup, threads: number) => ChunkRunner;
}>;

/**
 * Settles one month of a portfolio. Points stream through a fixed number of chunks, so that memory is bounded by
 * results + (2 × threads + 1) chunks, whatever the number of points. The results are the same for every number of threads.
 * @throws PortfolioRunFailed when a thread or the source breaks, or a point was given twice; RangeError for terms that cannot be meant
 */
export const settlePortfolio = async ({ market, points, source, threads, chunk, runner = defaultRunner }: PortfolioRun): Promise<PortfolioResults> => {
  const results = new PortfolioResults(points);
  const crew = runner({ market, results: results.columns }, threads);
  try {
    const added = await stream(source, crew, () => new Chunk(market, points, chunk ?? DEFAULT_CHUNK));
    const treated = results.countTreated();
    if (treated !== added) throw new PortfolioRunFailed(`${added} points were given but ${treated} different ones treated: the source gave a point twice`);
    return results;
  } finally {
    await crew.close();
  }
};

const defaultRunner = (setup: RunSetup, threads: number): ChunkRunner => (threads === 0 ? inThisThread(setup) : onThreads(setup, threads));

/** Fills and settles until the source has nothing left; the number of points it gave. Chunks take turns, so that the oldest is waited for. */
const stream = async (source: PortfolioSource, crew: ChunkRunner, newChunk: () => Chunk): Promise<number> => {
  const turns: Turn[] = Array.from({ length: crew.chunksInFlight + 1 }, () => ({ chunk: newChunk(), outcome: Promise.resolve(undefined) }));
  let added = 0;
  for (let count = 0; ; count++) {
    const turn = turns[count % turns.length]!;
    await settled(turn);
    turn.chunk.clear();
    await source.fill(turn.chunk);
    if (turn.chunk.isEmpty) break;
    added += turn.chunk.pointCount;
    turn.outcome = crew.settle(turn.chunk.filled()).then(() => undefined, (failure: unknown) => ({ failure }));
  }
  for (const turn of turns) await settled(turn);
  return added;
};

/** A chunk and what became of it when it was last settled. A failure is kept as a value until somebody looks, so that it is never unhandled. */
type Turn = { readonly chunk: Chunk; outcome: Promise<{ failure: unknown } | undefined> };

const settled = async ({ outcome }: Turn): Promise<void> => {
  const broken = await outcome;
  if (broken) throw broken.failure;
};
