import { TryAgain, unavailable } from './failures.js';

/** Resolves after `ms` or when aborted, whichever is first. Never rejects. */
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal?.aborted) return resolve();
  const done = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', done);
    resolve();
  };
  const timer = setTimeout(done, ms);
  signal?.addEventListener('abort', done, { once: true });
});

/** The outcome of `work`, or `TryAgain` when it takes longer than `ms`. What arrives later goes to `late`; its failure is nobody's business any more. */
export const within = <T>(ms: number, what: string, work: Promise<T>, late: (result: T) => void = () => undefined): Promise<T> => new Promise((resolve, reject) => {
  let waiting = true;
  const timer = setTimeout(() => {
    waiting = false;
    reject(new TryAgain(`${what} took longer than ${ms} ms`));
  }, ms);
  work.then(
    (result) => {
      clearTimeout(timer);
      if (waiting) resolve(result);
      else late(result);
    },
    (error: unknown) => {
      clearTimeout(timer);
      reject(error as Error);
    },
  );
});

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/** Pause before the n-th try in a row (from 1), doubling up to a second. */
export const pauseBefore = (attempt: number): number => Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);

/**
 * Does `work` until it is known how it ended. `work` gets the milliseconds it may take; only `TryAgain` is tried again.
 * @throws StoreUnavailable when that takes longer than `giveUpAfterMs` altogether
 */
export const untilKnown = async <T>(limits: Readonly<{ deadlineMs: number; giveUpAfterMs: number }>, work: (ms: number) => Promise<T>): Promise<T> => {
  const giveUpAt = Date.now() + limits.giveUpAfterMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(Math.max(1, Math.min(limits.deadlineMs, giveUpAt - Date.now())));
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const pauseMs = pauseBefore(attempt);
      if (Date.now() + pauseMs >= giveUpAt) throw unavailable(error);
      await sleep(pauseMs);
    }
  }
};

/** Lets at most `most` pieces of work run at a time; the others wait in the order they came. */
export class Turnstile {
  readonly #queue: (() => void)[] = [];
  #inside = 0;

  constructor(private readonly most: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.most) await new Promise<void>((resolve) => { this.#queue.push(resolve); });
    else this.#inside++;
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next(); // the place goes straight to the next
      else this.#inside--;
    }
  }
}
