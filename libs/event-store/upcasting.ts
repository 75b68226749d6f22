import type { Event, EventStore, Page, ReadAll, RecordedEvent } from '#kernel';

/** Lifts the data of one event type from one version of its shape to the next. Pure. */
export type Upcaster = Readonly<{ type: string; fromVersion: number; upcast(data: unknown): unknown }>;

/** The same store, with every event that is read lifted to its latest shape. Everyone else knows only that. */
export const withUpcasters = (store: EventStore, upcasters: readonly Upcaster[]): EventStore => {
  const steps = new Map<string, Upcaster>();
  for (const upcaster of upcasters) {
    const key = `${upcaster.type}@${upcaster.fromVersion}`;
    if (steps.has(key)) throw new Error(`Two upcasters for ${key}`);
    steps.set(key, upcaster);
  }
  const lift = <E extends Event>(event: RecordedEvent<E>): RecordedEvent<E> => {
    let version = Number(event.metadata.schemaVersion ?? '1');
    let step = steps.get(`${event.type}@${version}`);
    if (!step) return event;
    let data: unknown = event.data;
    for (; step; step = steps.get(`${event.type}@${version}`)) {
      data = step.upcast(data);
      version++;
    }
    return { ...event, data, metadata: { ...event.metadata, schemaVersion: String(version) } };
  };
  const liftPage = <E extends Event>(page: Page<E>): Page<E> => ({ ...page, events: page.events.map(lift) });
  return {
    append: (append) => store.append(append),
    appendBatch: (appends) => store.appendBatch(appends),
    async *readStream<E extends Event>(stream: string, options?: { fromRevision?: number; limit?: number }) {
      for await (const event of store.readStream<E>(stream, options)) yield lift(event);
    },
    async *readAll<E extends Event>(options?: ReadAll) {
      for await (const page of store.readAll<E>(options)) yield liftPage(page);
    },
    async *subscribe<E extends Event>(options: ReadAll & { signal: AbortSignal }) {
      for await (const page of store.subscribe<E>(options)) yield liftPage(page);
    },
    lastPosition: () => store.lastPosition(),
    ping: () => store.ping(),
    close: () => store.close(),
  };
};
