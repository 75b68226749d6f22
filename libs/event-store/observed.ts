import type { EventStore } from '#kernel';

/** The same store; every append tells how many events it held and how many milliseconds it took. */
export const observedStore = (store: EventStore, observe: (appended: { events: number; ms: number; ok: boolean }) => void): EventStore => {
  const timed = async <T>(events: number, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    let ok = false;
    try {
      const result = await work();
      ok = true;
      return result;
    } finally {
      observe({ events, ms: performance.now() - from, ok });
    }
  };
  return {
    append: (append) => timed(append.events.length, () => store.append(append)),
    appendBatch: (appends) => timed(appends.reduce((sum, { events }) => sum + events.length, 0), () => store.appendBatch(appends)),
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (options) => store.readAll(options),
    subscribe: (options) => store.subscribe(options),
    lastPosition: () => store.lastPosition(),
    ping: () => store.ping(),
    close: () => store.close(),
  };
};
