import { type AppendAnswer, type Appended, type Event, type EventStore, type Page, type Position, type ReadAll, type RecordedEvent, type StreamAppend, StoreUnavailable } from '#kernel';
import type { Chance } from '../../oracle/chance.js';

/**
 * A store that takes its time, so that what is asked at once gets mixed, and that may go away before or after it stored something:
 * so many of a hundred appends as `breaks` says. All by the seed.
 */
export class ShakyStore implements EventStore {
  breaks = 0;

  constructor(private readonly inner: EventStore, private readonly chance: Chance) {}

  append(append: StreamAppend): Promise<Appended> {
    return this.#shaken(() => this.inner.append(append));
  }

  appendBatch(appends: readonly StreamAppend[]): Promise<readonly AppendAnswer[]> {
    return this.#shaken(() => this.inner.appendBatch(appends));
  }

  async *readStream<E extends Event = Event>(stream: string, options?: { fromRevision?: number; limit?: number }): AsyncIterable<RecordedEvent<E>> {
    await this.#while();
    yield* this.inner.readStream<E>(stream, options);
  }

  readAll<E extends Event = Event>(options?: ReadAll): AsyncIterable<Page<E>> {
    return this.inner.readAll<E>(options);
  }

  subscribe<E extends Event = Event>(options: ReadAll & { signal: AbortSignal }): AsyncIterable<Page<E>> {
    return this.inner.subscribe<E>(options);
  }

  lastPosition(): Promise<Position | undefined> {
    return this.inner.lastPosition();
  }

  ping(): Promise<void> {
    return this.inner.ping();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  async #shaken<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    await this.#while();
    const broken = this.chance.percent(this.breaks);
    const before = broken && this.chance.percent(50);
    if (before) throw new StoreUnavailable('Gone before anything was stored');
    const answer = await work();
    if (broken) throw new StoreUnavailable('Gone after it was stored');
    return answer;
  }

  async #while(): Promise<void> {
    for (let turns = this.chance.below(4); turns > 0; turns--) await Promise.resolve();
  }
}
