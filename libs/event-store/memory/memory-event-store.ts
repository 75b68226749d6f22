import {
  type AppendAnswer, type Appended, categoryOf, type Clock, type Event, type EventMetadata, type EventStore, NO_STREAM, type Page, type Position, type ReadAll,
  type RecordedEvent, type StreamAppend, systemClock, WrongExpectedRevision,
} from '#kernel';
import { storedForm } from '../stored-form.js';
import { Wakeup } from '../wakeup.js';

type Entry = Readonly<{ id: string; stream: string; revision: number; type: string; data: string; metadata: string; recordedAt: string }>;

const positionOf = (index: number): Position => String(index + 1).padStart(16, '0');

/** Keeps events in an array. For unit specs and trials: everything is gone with the process. Stores text, so that nobody shares objects with the log. */
export class MemoryEventStore implements EventStore {
  readonly #log: Entry[] = [];
  readonly #streams = new Map<string, number[]>();
  readonly #wakeup = new Wakeup();

  constructor(private readonly clock: Clock = systemClock) {}

  append(append: StreamAppend): Promise<Appended> {
    return Promise.resolve().then(() => this.#append(append));
  }

  appendBatch(appends: readonly StreamAppend[]): Promise<readonly AppendAnswer[]> {
    return Promise.resolve().then(() => {
      for (const append of appends) storedForm(append);
      return appends.map((append): AppendAnswer => {
        try {
          return { ok: true, stream: append.stream, ...this.#append(append) };
        } catch (error) {
          if (error instanceof WrongExpectedRevision) return { ok: false, stream: append.stream, conflict: error };
          throw error;
        }
      });
    });
  }

  async *readStream<E extends Event = Event>(stream: string, options: { fromRevision?: number; limit?: number } = {}): AsyncIterable<RecordedEvent<E>> {
    const from = options.fromRevision ?? 0;
    const indexes = (this.#streams.get(stream) ?? []).slice(from, options.limit === undefined ? undefined : from + options.limit);
    for (const index of indexes) yield this.#recorded<E>(index);
  }

  async *readAll<E extends Event = Event>(options: ReadAll = {}): AsyncIterable<Page<E>> {
    const end = this.#log.length;
    let next = options.after === undefined ? 0 : Number(options.after);
    do {
      if (options.signal?.aborted) return;
      const page = this.#page<E>(next, end, options);
      next = Number(page.position);
      yield page;
      if (page.caughtUp) return;
    } while (true);
  }

  async *subscribe<E extends Event = Event>(options: ReadAll & { signal: AbortSignal }): AsyncIterable<Page<E>> {
    let next = options.after === undefined ? 0 : Number(options.after);
    for (let first = true; !options.signal.aborted; first = false) {
      if (!first && next >= this.#log.length) await this.#wakeup.sleep(60_000, options.signal);
      if (options.signal.aborted || (!first && next >= this.#log.length)) continue;
      const page = this.#page<E>(next, this.#log.length, options);
      next = Number(page.position);
      yield page;
    }
  }

  lastPosition(): Promise<Position | undefined> {
    return Promise.resolve(this.#log.length === 0 ? undefined : positionOf(this.#log.length - 1));
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #append(append: StreamAppend): Appended {
    const forms = storedForm(append);
    const stream = this.#streams.get(append.stream) ?? [];
    const last = stream.length - 1;
    if (append.expectedRevision !== last) {
      const already = forms.every(({ id }, at) => {
        const index = stream[append.expectedRevision + 1 + at];
        return index !== undefined && this.#log[index]!.id === id;
      });
      if (!already) throw new WrongExpectedRevision(append.stream, append.expectedRevision, last < 0 ? NO_STREAM : last);
      const revision = append.expectedRevision + forms.length;
      return { revision, position: positionOf(stream[revision]!) };
    }
    for (const form of forms) {
      stream.push(this.#log.length);
      this.#log.push({ ...form, stream: append.stream, revision: stream.length - 1, recordedAt: this.clock.now() });
    }
    this.#streams.set(append.stream, stream);
    this.#wakeup.wake();
    return { revision: stream.length - 1, position: positionOf(this.#log.length - 1) };
  }

  #page<E extends Event>(from: number, end: number, { categories, pageSize = 1_000 }: ReadAll): Page<E> {
    const events: RecordedEvent<E>[] = [];
    let next = from;
    for (; next < end && events.length < pageSize; next++) {
      if (!categories || categories.includes(categoryOf(this.#log[next]!.stream))) events.push(this.#recorded<E>(next));
    }
    return { events, position: String(next).padStart(16, '0'), caughtUp: next >= end };
  }

  #recorded<E extends Event>(index: number): RecordedEvent<E> {
    const { id, stream, revision, type, data, metadata, recordedAt } = this.#log[index]!;
    return { id, stream, revision, type, data: JSON.parse(data), metadata: JSON.parse(metadata) as EventMetadata, recordedAt, position: positionOf(index) } as unknown as RecordedEvent<E>;
  }
}
