import { Worker } from 'node:worker_threads';
import type { FilledChunk } from './chunk.js';
import { type ChunkRunner, PortfolioRunFailed, type RunSetup } from './runner.js';

/** One chunk being settled and one waiting, for each thread: the loader fills the third while the first is worked on. */
const CHUNKS_PER_THREAD = 2;
const MOST_THREADS = 256;

type Waiting = { resolve: () => void; reject: (error: Error) => void };

/** A thread and the chunks it holds; it answers them in the order it got them. */
type Lane = { worker: Worker; waiting: Waiting[] };

/**
 * Settles on `threads` worker threads. A thread that fails or ends by itself fails every open chunk and every later one, and ends the others.
 * `entry` is the compiled worker; another one only for tests.
 * @throws RangeError for a number of threads that is not from 1 to 256
 */
export const onThreads = (setup: RunSetup, threads: number, entry: URL = new URL('./worker.js', import.meta.url)): ChunkRunner => {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) throw new RangeError(`${threads} threads: give a whole number from 1 to ${MOST_THREADS}`);
  return new ThreadRunner(setup, threads, entry);
};

class ThreadRunner implements ChunkRunner {
  readonly chunksInFlight: number;
  private readonly lanes: readonly Lane[];
  private failure: PortfolioRunFailed | undefined;
  private closing = false;

  constructor(setup: RunSetup, threads: number, entry: URL) {
    this.chunksInFlight = threads * CHUNKS_PER_THREAD;
    this.lanes = Array.from({ length: threads }, () => this.start(setup, entry));
  }

  settle(chunk: FilledChunk): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (this.closing) return Promise.reject(new PortfolioRunFailed('The run has been closed'));
    const lane = this.lanes.reduce((least, other) => (other.waiting.length < least.waiting.length ? other : least));
    return new Promise((resolve, reject) => {
      lane.waiting.push({ resolve, reject });
      lane.worker.postMessage(chunk);
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    this.rejectWaiting(new PortfolioRunFailed('The run was closed before the chunk was settled'));
    await Promise.all(this.lanes.map(({ worker }) => worker.terminate()));
  }

  private start(setup: RunSetup, entry: URL): Lane {
    const worker = new Worker(entry, { workerData: setup, name: 'portfolio' });
    const lane: Lane = { worker, waiting: [] };
    worker.on('message', () => lane.waiting.shift()?.resolve());
    worker.on('messageerror', (error) => this.fail(error, 'A message of a settlement thread could not be read'));
    worker.on('error', (error) => this.fail(error, 'A settlement thread failed'));
    worker.on('exit', (code) => this.fail(undefined, `A settlement thread ended by itself with code ${code}`));
    return lane;
  }

  private fail(cause: unknown, what: string): void {
    if (this.closing || this.failure) return;
    const why = typeof cause === 'object' && cause !== null && 'message' in cause ? `: ${String(cause.message)}` : '';
    this.failure = new PortfolioRunFailed(`${what}${why}. Nothing of this run may be used; start it again.`, { cause });
    this.rejectWaiting(this.failure);
  }

  private rejectWaiting(error: PortfolioRunFailed): void {
    for (const lane of this.lanes) {
      for (const { reject } of lane.waiting.splice(0)) reject(error);
    }
  }
}
