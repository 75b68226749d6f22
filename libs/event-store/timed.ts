import type { EventStore } from '#kernel';

/** Runs the work and takes its time, failed or not. */
export type Timing = <T>(work: () => Promise<T>) => Promise<T>;

/** The same store; `time` sees every append. */
export const timedStore = (store: EventStore, time: Timing): EventStore => ({
  append: (append) => time(() => store.append(append)),
  appendBatch: (appends) => time(() => store.appendBatch(appends)),
  readStream: (stream, options) => store.readStream(stream, options),
  readAll: (options) => store.readAll(options),
  subscribe: (options) => store.subscribe(options),
  lastPosition: () => store.lastPosition(),
  ping: () => store.ping(),
  close: () => store.close(),
});
