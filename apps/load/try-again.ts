import { type Backoff, backoffMs, pause } from '#messaging';
import { EXIT, OperatorError } from '#platform';
import { NotNow } from './load-target.js';

export type TryAgain = Readonly<{
  /** How long to go on trying, from the first failure, in milliseconds. */
  patienceMs: number;
  signal: AbortSignal;
  /** Told before each pause. */
  onPause?: (why: string, pauseMs: number) => void;
  now?: () => number;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}>;

const BACKOFF: Backoff = { firstMs: 200, mostMs: 5_000 };

/**
 * Does the work, again and again while it fails for the moment (`NotNow`), with growing pauses.
 * @throws OperatorError when patience has run out; whatever else the work throws, at once
 */
export const tryAgain = async <T>(work: () => Promise<T>, { patienceMs, signal, onPause, now = () => performance.now(), wait = pause }: TryAgain): Promise<T> => {
  let firstFailureAt: number | undefined;
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotNow) || signal.aborted) throw error;
      firstFailureAt ??= now();
      const pauseMs = Math.max(error.retryAfterMs, backoffMs(failures, BACKOFF));
      if (now() + pauseMs - firstFailureAt > patienceMs) {
        throw new OperatorError(`${error.message} Tried for ${Math.round(patienceMs / 1000)} s. What was sent is kept; run the same command again once it answers: sending twice changes nothing.`, { exitCode: EXIT.unavailable, cause: error });
      }
      onPause?.(error.message, pauseMs);
      await wait(pauseMs, signal);
    }
  }
};
