/** A look that failed is repeated after this long at the latest, however seldom one looks. */
const AGAIN_AFTER_MS = 10_000;

/**
 * Looks at once and then every so often, one look at a time. A look that fails is told and comes again soon. `stop` aborts the signal of the look under way
 * and resolves when it has ended.
 */
export const lookNowAndThen = (everyMs: number, look: (signal: AbortSignal) => Promise<unknown>, onTrouble: (error: unknown) => void): Readonly<{ stop(): Promise<void> }> => {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    let pauseMs = everyMs;
    try {
      await look(stopping.signal);
    } catch (error) {
      onTrouble(error);
      pauseMs = Math.min(everyMs, AGAIN_AFTER_MS);
    }
    if (!stopping.signal.aborted) timer = setTimeout(() => { underWay = turn(); }, pauseMs);
  };
  let underWay = turn();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await underWay;
    },
  };
};
