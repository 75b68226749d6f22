import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Event, Position, RecordedEvent } from '#kernel';
import type { Connection } from './connection.js';
import { meaningOf, TryAgain } from './failures.js';
import { Inbox } from './inbox.js';
import { backwardsRequest, filteredRequest, type Selection, streamRequest } from './read-request.js';
import { isSystems, positionOf, toRecorded } from './recorded.js';

export type EventPage<E extends Event> = Readonly<{ events: readonly RecordedEvent<E>[]; complete: boolean }>;

/** A page ends early here, however many events it may hold: what is in memory is bounded by bytes too. */
const PAGE_BYTES = 16_000_000;

/** Single reads, each ended by its count and by a deadline on silence. Reading changes nothing, so every one may be tried again. */
export class LogReader {
  constructor(private readonly connection: Connection) {}

  /** Up to `count` events of a stream; `complete` when the stream has no more. @throws TryAgain, StreamTombstoned, StoreUnavailable */
  async stream<E extends Event>(stream: string, fromRevision: number, count: number, ms: number): Promise<EventPage<E>> {
    return this.#page<E>(streamRequest(stream, fromRevision, count), count, ms, stream);
  }

  /** Up to `count` selected events after a position, in the store's order. */
  async selected<E extends Event>(selection: Selection, count: number, ms: number): Promise<EventPage<E>> {
    const { events, complete } = await this.#page<E>(filteredRequest(selection, count + 1), count + 1, ms);
    const { after } = selection;
    return { events: after === undefined ? events : events.filter(({ position }) => position > after), complete };
  }

  /** Position of the last record of the log, the system's own included; undefined when there is none. */
  async end(ms: number): Promise<Position | undefined> {
    let end: Position | undefined;
    await this.#read(backwardsRequest(1), ms, (response) => {
      const record = response.getEvent()?.getEvent();
      if (record) end = positionOf(record);
      return 'more';
    });
    return end;
  }

  /** Position of the last event that is not the system's; undefined when there is none. */
  async lastEvent(ms: number): Promise<Position | undefined> {
    let last: Position | undefined;
    await this.#read(backwardsRequest(Number.MAX_SAFE_INTEGER), ms, (response) => {
      const record = response.getEvent()?.getEvent();
      if (!record || isSystems(record)) return 'more';
      last = positionOf(record);
      return 'enough';
    });
    return last;
  }

  async #page<E extends Event>(request: ReadReq, count: number, ms: number, stream?: string): Promise<EventPage<E>> {
    const events: RecordedEvent<E>[] = [];
    let [seen, bytes] = [0, 0];
    const ended = await this.#read(request, ms, (response) => {
      const record = response.getEvent()?.getEvent();
      if (!record) return 'more';
      seen++;
      bytes += record.getData().length;
      if (!isSystems(record)) events.push(toRecorded<E>(record));
      return bytes >= PAGE_BYTES && seen < count ? 'enough' : 'more';
    }, stream);
    return { events, complete: ended && seen < count };
  }

  /** @returns whether the server said everything, false when `hear` had enough before */
  async #read(request: ReadReq, ms: number, hear: (response: ReadResp) => 'more' | 'enough', stream?: string): Promise<boolean> {
    const inbox = new Inbox();
    try {
      const call = await this.connection.openRead(ms, request, inbox.listen);
      for (;;) {
        const taken = await inbox.take(ms);
        if (taken === 'end') return true;
        if (taken === 'silence') {
          this.connection.leave(call);
          throw new TryAgain(`no answer to a read within ${ms} ms`);
        }
        for (const response of taken) if (hear(response) === 'enough') return false;
      }
    } catch (error) {
      throw meaningOf(error, stream);
    } finally {
      inbox.leave();
    }
  }
}
