import type { Event, EventToAppend, Position, RecordedEvent } from './event.js';

/** The expected revision of a stream that must not exist yet. There is no "any": whoever appends says what it has seen. */
export const NO_STREAM = -1;

/** Events for one stream, given that its last revision is `expectedRevision` (`NO_STREAM` = it must not exist). At least one event. */
export type StreamAppend<E extends Event = Event> = Readonly<{
  stream: string;
  expectedRevision: number;
  events: readonly EventToAppend<E>[];
}>;

/** Where an append ended up: the revision and position of its last event. */
export type Appended = Readonly<{ revision: number; position: Position }>;

/** The answer for one stream of a batch. Only `conflict` is a normal refusal; anything else that goes wrong is thrown. */
export type AppendAnswer =
  | Readonly<{ ok: true; stream: string } & Appended>
  | Readonly<{ ok: false; stream: string; conflict: WrongExpectedRevision }>;

/** A run of events in the store's order. `position` is where the next read goes on, also when no event matched. */
export type Page<E extends Event = Event> = Readonly<{
  events: readonly RecordedEvent<E>[];
  position: Position;
  /** The reader had seen everything that was durable when this page was read. */
  caughtUp: boolean;
}>;

export type ReadAll = Readonly<{
  /** Exclusive; absent = from the beginning. */
  after?: Position;
  /** Only streams whose name begins with one of these and a dash. Absent = all. */
  categories?: readonly string[];
  /** Upper bound of events in a page; 1,000 unless told. */
  pageSize?: number;
  /** Ends the iteration quietly. */
  signal?: AbortSignal;
}>;

/**
 * The log of everything that happened. A stream is the unit of atomicity. All adapters pass `eventStoreContract` (libs/event-store).
 *
 * Repeating an append with the same event ids at the same expected revision changes nothing and answers as the first time,
 * whatever was written since: after a broken connection nobody knows whether an append was stored, and this is the way to find out.
 */
export interface EventStore {
  /** @throws WrongExpectedRevision when the stream is elsewhere and the events are not already stored there. */
  append(append: StreamAppend): Promise<Appended>;
  /** Many streams in one go, each atomic by itself, each with its own answer, in the order given. A stream may occur more than once. */
  appendBatch(appends: readonly StreamAppend[]): Promise<readonly AppendAnswer[]>;
  /** In order of revision, from `fromRevision` (0 unless told). A stream that does not exist is empty. */
  readStream<E extends Event = Event>(stream: string, options?: { fromRevision?: number; limit?: number }): AsyncIterable<RecordedEvent<E>>;
  /** Pages until everything durable at the time of the call has been read. The last page has `caughtUp`; an empty log gives one empty page. */
  readAll<E extends Event = Event>(options?: ReadAll): AsyncIterable<Page<E>>;
  /** Like `readAll`, then live and for ever, until `signal` aborts. Survives lost connections by itself. */
  subscribe<E extends Event = Event>(options: ReadAll & { signal: AbortSignal }): AsyncIterable<Page<E>>;
  /** Position of the last durable event, undefined for an empty log. */
  lastPosition(): Promise<Position | undefined>;
  /** Asks the server whether it can work. @throws StoreUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The stream is not where the writer thought. `actual` is `NO_STREAM` for a missing stream, undefined when the store does not say. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  constructor(readonly stream: string, readonly expected: number, readonly actual?: number) {
    super(`Stream ${stream}: expected revision ${expected}, found ${actual ?? 'another'}`);
  }
}

/** The store did not answer in time or not at all; nobody knows whether the append was stored. Repeat it with the same ids and revision. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** The append can never be stored as it is (too large, id not a UUID, data not JSON, no events). Nothing was written. */
export class InvalidAppend extends Error {
  override readonly name = 'InvalidAppend';
  constructor(readonly code: 'TOO_LARGE' | 'ID_NOT_UUID' | 'NOT_JSON' | 'NO_EVENTS' | 'BAD_STREAM_NAME' | 'DUPLICATE_ID' | 'BAD_EXPECTED_REVISION', message: string) {
    super(message);
  }
}

/** The kind of a stream, before the first dash: `readings-5713…-2025-01-31` → `readings`. */
export const categoryOf = (stream: string): string => {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
};
