export type Backoff = Readonly<{ firstMs: number; mostMs: number }>;

/**
 * How long to wait after the n-th failure in a row (n from 1): doubling, bounded, and by chance between half and all of that,
 * so that many who failed together do not come back together.
 */
export const backoffMs = (failures: number, { firstMs, mostMs }: Backoff, chance: () => number = Math.random): number => {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full / 2 + chance() * full / 2;
};

/** Waits, or returns at once when the signal aborts. Never throws. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) return resolve();
  const done = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', done);
    resolve();
  };
  const timer = setTimeout(done, ms);
  signal.addEventListener('abort', done);
});
