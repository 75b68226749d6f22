import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Event, Page, Position, RecordedEvent } from '#kernel';
import type { Connection } from './connection.js';
import { meaningOf, TryAgain } from './failures.js';
import { Inbox } from './inbox.js';
import type { LogReader } from './log-reader.js';
import { BEGINNING, later, toPosition } from './position.js';
import { subscriptionRequest } from './read-request.js';
import { isSystems, positionOf, toRecorded } from './recorded.js';

export type Following = Readonly<{
  categories: readonly string[] | undefined;
  pageSize: number;
  signal: AbortSignal;
  deadlineMs: number;
  /** A live subscription that hears nothing for so long looks whether it should have. */
  idleMs: number;
  /** Where the log ended a moment ago: what all idle subscriptions of a process ask together. */
  endLately: () => Promise<Position | undefined>;
}>;

const PAGE_BYTES = 16_000_000;
/** While catching up, a page that does not fill is told after this long, so that the reader's checkpoint moves on. */
const PROGRESS_MS = 1_000;

/** One pass over the log with a subscription: catches up from `position`, then stays live. Ends when aborted; whoever wants more begins a new one at `position`. */
export class Follower<E extends Event> {
  #events: RecordedEvent<E>[] = [];
  #bytes = 0;
  #position: Position;
  #told: Position | undefined;
  #caughtUp = false;

  constructor(private readonly connection: Connection, private readonly reader: LogReader, private readonly following: Following, after: Position | undefined) {
    this.#position = after ?? BEGINNING;
    this.#told = after;
  }

  /** Where the last page ended. */
  get position(): Position | undefined {
    return this.#told;
  }

  /** Pages; the first with `caughtUp` comes when the server says so. @throws TryAgain when the connection is lost or silent, StoreUnavailable */
  async *pages(): AsyncGenerator<Page<E>> {
    const { deadlineMs, signal } = this.following;
    const version = await this.connection.serverVersion(deadlineMs);
    const end = await this.reader.end(deadlineMs);
    if (!saysCaughtUp(version)) yield* this.#catchUpByReading(end);
    const inbox = new Inbox();
    const leave = (): void => inbox.leave();
    signal.addEventListener('abort', leave, { once: true });
    try {
      if (signal.aborted) return;
      const call = await this.connection.openRead(deadlineMs, subscriptionRequest({ after: this.#told, categories: this.following.categories }), inbox.listen);
      yield* this.#follow(inbox, end, () => this.connection.leave(call));
    } catch (error) {
      if (!signal.aborted) throw meaningOf(error);
    } finally {
      signal.removeEventListener('abort', leave);
      inbox.leave();
    }
  }

  async *#follow(inbox: Inbox, end: Position | undefined, leaveConnection: () => void): AsyncGenerator<Page<E>> {
    const { signal, pageSize, deadlineMs, idleMs } = this.following;
    let toldAt = Date.now();
    while (!signal.aborted) {
      const taken = await inbox.take(this.#caughtUp ? idleMs : deadlineMs);
      if (signal.aborted) return;
      if (taken === 'end') throw new TryAgain('the server ended the subscription');
      if (taken === 'silence') {
        if (!this.#caughtUp) {
          leaveConnection();
          throw new TryAgain(`nothing came from a subscription within ${deadlineMs} ms`);
        }
        if (await this.#nothingMissed()) continue;
        return;
      }
      for (const response of taken) {
        const turnedLive = this.#take(response, end);
        if (!turnedLive && this.#events.length < pageSize && this.#bytes < PAGE_BYTES) continue;
        yield this.#page(turnedLive);
        toldAt = Date.now();
        if (signal.aborted) return;
      }
      const due = this.#caughtUp || Date.now() - toldAt >= PROGRESS_MS;
      if (!due || (this.#events.length === 0 && this.#position === this.#told)) continue;
      yield this.#page(this.#caughtUp && inbox.isEmpty);
      toldAt = Date.now();
    }
  }

  /** @returns whether the server says with this that we have caught up */
  #take(response: ReadResp, end: Position | undefined): boolean {
    const record = response.getEvent()?.getEvent();
    if (record) {
      this.#position = later(this.#position, positionOf(record));
      if (isSystems(record)) return false;
      this.#events.push(toRecorded<E>(record));
      this.#bytes += record.getData().length;
      return false;
    }
    const checkpoint = response.getCheckpoint();
    if (checkpoint) {
      this.#position = later(this.#position, toPosition({ commit: checkpoint.getCommitPosition(), prepare: checkpoint.getPreparePosition() }));
    }
    if (response.hasFellBehind()) this.#caughtUp = false;
    if (!response.hasCaughtUp()) return false;
    this.#position = later(this.#position, end); // everything before the subscription began has been looked at
    this.#caughtUp = true;
    return true;
  }

  #page(caughtUp: boolean): Page<E> {
    const page = { events: this.#events, position: this.#position, caughtUp };
    this.#events = [];
    this.#bytes = 0;
    this.#told = this.#position;
    return page;
  }

  /**
   * Live, silence is all right while nothing happens. If the log has gone on, either what happened is none of ours (then a new subscription from here moves
   * the position on), or this one has died without a word (then a new one is what we need).
   */
  async #nothingMissed(): Promise<boolean> {
    const end = await this.following.endLately();
    return this.following.signal.aborted || end === undefined || end <= this.#position;
  }

  /** For servers before 24.2, which never say that a subscription has caught up: reads page by page to the end, then everything is live. */
  async *#catchUpByReading(end: Position | undefined): AsyncGenerator<Page<E>> {
    const { categories, pageSize, deadlineMs, signal } = this.following;
    for (let complete = false; !complete && !signal.aborted;) {
      const page = await this.reader.selected<E>({ after: this.#told, categories }, pageSize, deadlineMs);
      complete = page.complete;
      this.#events = [...page.events];
      for (const { position } of page.events) this.#position = later(this.#position, position);
      if (complete) this.#position = later(this.#position, end);
      this.#caughtUp = complete;
      yield this.#page(complete);
    }
  }
}

const saysCaughtUp = (version: string): boolean => {
  const [major, minor] = version.split('.').map(Number);
  return major !== undefined && (major > 24 || (major === 24 && (minor ?? 0) >= 2));
};
