import { setMaxListeners } from 'node:events';
import {
  type AppendAnswer, type Appended, type Event, type EventStore, lately, type Page, type Position, type ReadAll, type RecordedEvent, type StreamAppend,
} from '#kernel';
import { type StoredForm, storedForm } from '../stored-form.js';
import { BatchAppender } from './batch-appender.js';
import type { Connection } from './connection.js';
import { isTransient, TryAgain, unavailable } from './failures.js';
import { Follower, type Following } from './follower.js';
import { LogReader } from './log-reader.js';
import { fromPosition } from './position.js';
import { shareConnection } from './shared-connection.js';
import { pauseBefore, sleep, Turnstile, untilKnown } from './waiting.js';

export type EventStoreDbOptions = Readonly<{
  /** `esdb://host:2113?tls=false`, `esdb+discover://…`, with user and password where the server asks for them. */
  connectionString: string;
  /** How long one try may take, in milliseconds; 5,000 unless told. */
  deadlineMs?: number;
  /** How long a call whose outcome is unknown is tried again before `StoreUnavailable`, in milliseconds; 15,000 unless told. */
  giveUpAfterMs?: number;
  /** Appends under way at a time; 128 unless told. More do not make EventStoreDB faster, they only wait there. */
  inFlight?: number;
  /** A live subscription that hears nothing for so long looks whether the log has gone on, in milliseconds; 250 unless told. Processes wait for views that heard nothing. */
  idleMs?: number;
}>;

const STREAM_PAGE = 500;
const DEFAULTS = { deadlineMs: 5_000, giveUpAfterMs: 15_000, inFlight: 128, idleMs: 250 };

/** Opens the log of an EventStoreDB (24.2 or later; 23.10 with its limits, see the README). @throws StoreUnavailable, Error when the connection string cannot be read */
export const openEventStoreDb = async (options: EventStoreDbOptions): Promise<EventStoreDbStore> => {
  const store = new EventStoreDbStore(options);
  try {
    await store.ping();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
};

/** The log in EventStoreDB. Contract: `eventStoreContract`. */
export class EventStoreDbStore implements EventStore {
  readonly #limits: Required<Omit<EventStoreDbOptions, 'connectionString'>>;
  readonly #connection: Connection;
  readonly #release: (ms: number) => Promise<void>;
  readonly #appender: BatchAppender;
  readonly #reader: LogReader;
  readonly #turnstile: Turnstile;
  readonly #endLately: () => Promise<Position | undefined>;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  /** Connects at the first call. One client per server and process serves all stores opened on it. */
  constructor({ connectionString, ...limits }: EventStoreDbOptions) {
    this.#limits = { ...DEFAULTS, ...limits };
    const { connection, release } = shareConnection(connectionString);
    this.#connection = connection;
    this.#release = release;
    this.#appender = new BatchAppender(connection);
    this.#reader = new LogReader(connection);
    this.#turnstile = new Turnstile(this.#limits.inFlight);
    this.#endLately = lately(() => this.#reader.end(this.#limits.deadlineMs), this.#limits.idleMs / 2);
    setMaxListeners(0, this.#closing.signal); // every read under way listens
  }

  async append(append: StreamAppend): Promise<Appended> {
    const answer = await this.#send(append, storedForm(append));
    if (!answer.ok) throw answer.conflict;
    return { revision: answer.revision, position: answer.position };
  }

  async appendBatch(appends: readonly StreamAppend[]): Promise<readonly AppendAnswer[]> {
    const forms = appends.map(storedForm);
    const answers = new Array<AppendAnswer>(appends.length);
    const broken: unknown[] = [];
    await Promise.all(placesByStream(appends).map(async (places) => {
      for (const place of places) {
        if (broken.length > 0) return; // the batch comes again as a whole; what is stored by then is recognised
        try {
          answers[place] = await this.#send(appends[place]!, forms[place]!, () => broken.length > 0);
        } catch (error) {
          broken.push(error);
        }
      }
    }));
    if (broken.length > 0) throw broken[0];
    return answers;
  }

  async *readStream<E extends Event = Event>(stream: string, { fromRevision = 0, limit = Infinity }: { fromRevision?: number; limit?: number } = {}): AsyncIterable<RecordedEvent<E>> {
    for (let next = fromRevision, left = limit; left > 0;) {
      const page = await this.#known((ms) => this.#reader.stream<E>(stream, next, Math.min(STREAM_PAGE, left), ms));
      yield* page.events;
      if (page.complete || page.events.length === 0) return;
      next = page.events.at(-1)!.revision + 1;
      left -= page.events.length;
    }
  }

  async *readAll<E extends Event = Event>(options: ReadAll = {}): AsyncIterable<Page<E>> {
    const following = this.#following(options);
    let after = options.after;
    let giveUpAt = Date.now() + this.#limits.giveUpAfterMs;
    for (let attempt = 1; !following.signal.aborted; attempt++) {
      const follower = new Follower<E>(this.#connection, this.#reader, following, after);
      try {
        for await (const page of follower.pages()) {
          yield page;
          if (page.caughtUp || following.signal.aborted) return;
          [attempt, giveUpAt] = [0, Date.now() + this.#limits.giveUpAfterMs];
        }
      } catch (error) {
        if (!(error instanceof TryAgain)) throw error;
        if (Date.now() + pauseBefore(attempt) >= giveUpAt) throw unavailable(error);
      }
      after = follower.position;
      await sleep(pauseBefore(Math.max(1, attempt)), following.signal);
    }
  }

  async *subscribe<E extends Event = Event>(options: ReadAll & { signal: AbortSignal }): AsyncIterable<Page<E>> {
    const following = this.#following(options);
    let after = options.after;
    for (let failures = 0; !following.signal.aborted;) {
      const follower = new Follower<E>(this.#connection, this.#reader, following, after);
      try {
        for await (const page of follower.pages()) {
          yield page;
          failures = 0;
          if (following.signal.aborted) return;
        }
      } catch (error) {
        if (!isTransient(error)) throw error;
        await sleep(pauseBefore(++failures), following.signal); // the subscription is gone for good; a new one goes on where this one ended
      }
      after = follower.position;
    }
  }

  lastPosition(): Promise<Position | undefined> {
    return this.#known((ms) => this.#reader.lastEvent(ms));
  }

  async ping(): Promise<void> {
    await this.#known((ms) => this.#reader.end(ms));
  }

  /** Ends subscriptions and reads, waits for the appends under way, and lets go of the client. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
    await this.#release(this.#limits.deadlineMs);
  }

  /** Sends an append until its outcome is known: always the same ids at the same revision, which the server recognises. */
  async #send(append: StreamAppend, forms: readonly StoredForm[], pointless = () => false): Promise<AppendAnswer> {
    this.#mustBeOpen();
    const sent = this.#turnstile.run(() => {
      if (pointless()) throw new TryAgain('another append of the batch failed');
      return untilKnown(this.#limits, (ms) => this.#appender.append(append, forms, ms));
    });
    this.#underWay.add(sent);
    try {
      return await sent;
    } finally {
      this.#underWay.delete(sent);
    }
  }

  /** Reads until the outcome is known, or the store is closed. */
  #known<T>(read: (ms: number) => Promise<T>): Promise<T> {
    return untilKnown(this.#limits, async (ms) => {
      this.#mustBeOpen();
      return read(ms);
    });
  }

  #mustBeOpen(): void {
    if (this.#closing.signal.aborted) throw new Error('This event store was closed');
  }

  #following({ after, categories, pageSize = 1_000, signal }: ReadAll): Following {
    this.#mustBeOpen();
    if (after !== undefined) fromPosition(after);
    const { deadlineMs, idleMs } = this.#limits;
    const stop = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    return { categories, pageSize, deadlineMs, idleMs, endLately: this.#endLately, signal: stop };
  }
}

/** Places of a batch by stream: appends to one stream go one after the other, so that a second never overtakes the repetition of a first. */
const placesByStream = (appends: readonly StreamAppend[]): number[][] => {
  const places = new Map<string, number[]>();
  appends.forEach(({ stream }, place) => {
    const of = places.get(stream);
    if (of) of.push(place);
    else places.set(stream, [place]);
  });
  return [...places.values()];
};
