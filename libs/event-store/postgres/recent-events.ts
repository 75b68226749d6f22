import { type Event, type Page, type Position, type RecordedEvent } from '#kernel';

/** An event with the kind of its stream and its size as stored. */
export type Recent = Readonly<{ event: RecordedEvent<Event>; category: string; bytes: number }>;
/** Reads up to `limit` events of these kinds after a place, up to an end; all kinds when undefined. */
export type ReadRecent = (after: Position, end: Position, categories: readonly string[] | undefined, limit: number) => Promise<readonly Recent[]>;

/** So many events are read at a time. */
const AT_A_TIME = 1_000;

/**
 * The newest stretch of the log, read once for all live subscriptions of this process: half a dozen views and processes follow each kind of event, and each
 * would read and parse the same rows again. Who is further behind than the stretch reads for itself. Events are shared: nobody may change one.
 */
export class RecentEvents {
  readonly #categories = new Set<string>();
  #everything = false;
  #stretch: Stretch | undefined;

  /** @param mostBytes what is kept, by size as stored */
  constructor(private readonly read: ReadRecent, private readonly mostBytes = 8_000_000) {}

  /** A subscription to these kinds has begun; undefined = to everything. Before that its pages are not given from here. */
  join(categories: readonly string[] | undefined): void {
    const known = this.#everything || (categories?.every((category) => this.#categories.has(category)) ?? false);
    if (known) return;
    if (!categories) this.#everything = true;
    for (const category of categories ?? []) this.#categories.add(category);
    this.#stretch = undefined; // it holds too few kinds
  }

  /**
   * What was written after a place, up to `end`, which must be a place that nobody writes before any more.
   * @returns undefined when the place is not in the stretch: read it from the log
   */
  async page<E extends Event>(after: Position, end: Position, categories: readonly string[] | undefined, pageSize: number): Promise<Page<E> | undefined> {
    const stretch = this.#stretch ??= new Stretch(after, this.mostBytes);
    if (after < stretch.from) return undefined;
    if (stretch.to < end) await stretch.extend(end, (from, to) => this.read(from, to, this.#everything ? undefined : [...this.#categories], AT_A_TIME));
    if (stretch !== this.#stretch || after < stretch.from) return undefined; // meanwhile it was given up, or moved on
    if (after <= stretch.to) return stretch.page<E>(after, end, categories, pageSize);
    this.#stretch = undefined; // left behind by all: the next one begins it anew
    return undefined;
  }
}

/** All events of some kinds after `from`, up to and including `to`. */
class Stretch {
  #events: Recent[] = [];
  #bytes = 0;
  #extending: Promise<void> | undefined;
  to: Position;

  constructor(public from: Position, private readonly mostBytes: number) {
    this.to = from;
  }

  /** One read at a time; who comes meanwhile waits for it. @throws what the read throws */
  extend(end: Position, read: (after: Position, end: Position) => Promise<readonly Recent[]>): Promise<void> {
    this.#extending ??= read(this.to, end)
      .then((more) => { this.#add(more, more.length < AT_A_TIME ? end : more.at(-1)!.event.position); })
      .finally(() => { this.#extending = undefined; });
    return this.#extending;
  }

  page<E extends Event>(after: Position, end: Position, categories: readonly string[] | undefined, pageSize: number): Page<E> {
    const events: RecordedEvent<E>[] = [];
    for (let at = this.#firstAfter(after); at < this.#events.length; at++) {
      const { event, category } = this.#events[at]!;
      if (categories && !categories.includes(category)) continue;
      events.push(event as RecordedEvent<E>);
      if (events.length === pageSize) return { events, position: event.position, caughtUp: false };
    }
    return { events, position: this.to, caughtUp: this.to >= end };
  }

  #add(more: readonly Recent[], to: Position): void {
    for (const one of more) {
      this.#events.push(one);
      this.#bytes += one.bytes;
    }
    this.to = to;
    let gone = 0;
    for (; this.#bytes > this.mostBytes && gone < this.#events.length; gone++) this.#bytes -= this.#events[gone]!.bytes;
    if (gone > 0) this.from = this.#events[gone - 1]!.event.position;
    this.#events.splice(0, gone);
  }

  /** By halves: events lie in the order of the log. */
  #firstAfter(after: Position): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle]!.event.position <= after) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
