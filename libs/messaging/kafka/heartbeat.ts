/**
 * Tells the group that we are alive while a handler works. When the group does not take it, we have lost our partitions or the broker:
 * `lost` aborts, and `check` throws what happened.
 */
export const keepBeating = (beat: () => Promise<void>, everyMs: number): Readonly<{ lost: AbortSignal; check(): void; stop(): void }> => {
  const lost = new AbortController();
  const timer = setInterval(() => { beat().catch((error: unknown) => lost.abort(error)); }, everyMs);
  return { lost: lost.signal, check: () => lost.signal.throwIfAborted(), stop: () => clearInterval(timer) };
};
