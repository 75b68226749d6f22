import { type handleServerStreamingCall, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './log.js';
import { failedCall, notReady, text, tombstoned } from './messages.js';
import type { Parts } from './parts.js';
import { caughtUp, checkpoint, confirmation, eventFound, filterOf, streamNotFound } from './read-messages.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;
/** A thing to read: all events there are now (it grows), and which of them to begin with. */
type Source = Readonly<{ events(): readonly StoredEvent[]; from(event: StoredEvent): boolean; passes(event: StoredEvent): boolean; checkpointEvery: number }>;

/** A live subscriber of 24.2 that is this many events behind is catching up again. */
const LIVE_BUFFER = 32;
/** Responses that may wait to be sent before we wait for the reader; 23.10 throws a live reader out that lets so many wait. */
const MOST_UNSENT = 128;
const FORWARDS = 0;

/** Streams.Read: one stream or $all, forwards or backwards, counted or as a subscription. */
export const read = (parts: Parts): handleServerStreamingCall<ReadReq, ReadResp> => (call) => {
  parts.count('read');
  parts.faults.pass(() => {
    if (parts.faults.notReady) return void call.emit('error', notReady());
    const options = call.request.getOptions()!;
    const name = options.hasStream() ? text(options.getStream()!.getStreamIdentifier()!.getStreamName_asU8()) : undefined;
    const events = name === undefined ? parts.log.all : parts.log.stream(name);
    if (events === 'tombstoned') return void call.emit('error', tombstoned(name!));
    if (options.hasSubscription()) return void follow(parts, call, sourceOf(parts, options, name));
    if (events === 'not-found') {
      call.write(streamNotFound(name!));
      return void call.end();
    }
    void pass(parts, call, options, sourceOf(parts, options, name));
  });
};

/** A counted read begins *at* its position (backwards: before it in $all), a subscription *after* it. */
const sourceOf = (parts: Parts, options: ReadReq.Options, name: string | undefined): Source => {
  const filter = filterOf(options);
  const [after, forwards] = [options.hasSubscription(), options.getReadDirection() === FORWARDS];
  const events = (): readonly StoredEvent[] => {
    if (name === undefined) return parts.log.all;
    const found = parts.log.stream(name);
    return typeof found === 'string' ? [] : found;
  };
  const compare = (value: bigint, bound: bigint, backwardsIncludes: boolean): boolean =>
    after ? value > bound : forwards ? value >= bound : backwardsIncludes ? value <= bound : value < bound;
  const stream = options.getStream();
  const all = options.getAll();
  const ends = (stream ?? all)?.hasEnd() ?? false;
  const known = events().length;
  const last = ends && (after || forwards) ? events()[known - 1] : undefined;
  const from = (event: StoredEvent): boolean => {
    if (ends) return last === undefined || event.position > last.position;
    if (stream?.hasRevision()) return compare(event.revision, BigInt(stream.getRevision()), true);
    if (all?.hasPosition()) return compare(BigInt(event.position), BigInt(all.getPosition()!.getCommitPosition()), false);
    return true;
  };
  return { events, from, ...filter };
};

const pass = async (parts: Parts, call: Call, options: ReadReq.Options, source: Source): Promise<void> => {
  const events = source.events();
  const forwards = options.getReadDirection() === FORWARDS;
  const bound = firstWhere(events, (event) => source.from(event) === forwards);
  let left = BigInt(options.getCount());
  for (let at = forwards ? bound : bound - 1; at >= 0 && at < events.length && left > 0n && !call.cancelled; at += forwards ? 1 : -1) {
    if (!source.passes(events[at]!)) continue;
    left--;
    await send(parts, call, eventFound(events[at]!));
  }
  call.end();
};

/** Index of the first event for which `is` holds, in a list where it holds for all after the first. */
const firstWhere = (events: readonly StoredEvent[], is: (event: StoredEvent) => boolean): number => {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(events[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const follow = async (parts: Parts, call: Call, source: Source): Promise<void> => {
  let wake = (): void => undefined;
  const stop = parts.log.onAppend(() => wake());
  call.on('cancelled', () => wake());
  await send(parts, call, confirmation(crypto.randomUUID()));
  // events are only ever added, so a place in the list stays a place in the list
  let next = firstWhere(source.events(), (event) => source.from(event));
  let sinceCheckpoint = 0;
  const forgotten = parts.faults.subscription();
  for (let live = false; !call.cancelled && !forgotten();) {
    const event = source.events()[next];
    if (!event) {
      if (!live && parts.behaves === '24.2') await send(parts, call, caughtUp());
      live = true;
      const woken = new Promise<void>((resolve) => { wake = resolve; });
      if (next >= source.events().length && !call.cancelled) await woken;
      continue;
    }
    next++;
    sinceCheckpoint++;
    if (source.passes(event)) {
      if (live && parts.behaves === '23.10' && call.writableLength >= MOST_UNSENT) {
        parts.count('thrown out');
        call.emit('error', failedCall(status.ABORTED, 'Operation timed out: the consumer is too slow'));
        break;
      }
      parts.count('event sent to a subscription');
      await send(parts, call, eventFound(event), live && parts.behaves === '23.10');
    }
    if (sinceCheckpoint >= source.checkpointEvery) {
      sinceCheckpoint = 0;
      await send(parts, call, checkpoint(event.position));
    }
    // without a word; it will say "caught up" again
    if (parts.behaves === '24.2' && source.events().length - next > LIVE_BUFFER) live = false;
  }
  stop();
};

/** Writes no faster than the reader takes; a reader that left takes everything. */
const send = async (parts: Parts, call: Call, response: ReadResp, hurry = false): Promise<void> => {
  await parts.faults.gate();
  if (call.cancelled || call.destroyed || call.write(response) || call.writableLength < MOST_UNSENT || hurry) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'cancelled', 'close', 'error']) call.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'cancelled', 'close', 'error']) call.on(event, done);
  });
};
