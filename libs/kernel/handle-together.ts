import type { Decider } from './decider.js';
import type { Event, EventToAppend, Position } from './event.js';
import { type EventStore, NO_STREAM, WrongExpectedRevision } from './event-store.js';
import type { Request } from './handle.js';
import { Rejected } from './rejected.js';
import { toAppend } from './to-append.js';

/** What became of the requests of one document. `at` counts them from 0. */
export type TogetherAnswer =
  | Readonly<{ outcome: 'done'; /** Events stored now. */ recorded: number; /** Requests that changed nothing: it was already so. */ repeated: number; /** Where a view must have come to show it. */ position?: Position }>
  | Readonly<{ outcome: 'rejected'; rejections: readonly Readonly<{ at: number; rejected: Rejected }>[] }>;

const MOST_ATTEMPTS = 12;
const READ_AT_ONCE = 16;
/** Events of one append together, as JSON: what a store takes with room to spare. */
const MOST_BYTES = 600_000;

type ToStore<E extends Event> = Readonly<{ document: number; request: number; events: readonly EventToAppend<E>[] }>;
type Seen<State, E extends Event> = { state: State; revision: number; position?: Position; commands: Set<string>; toStore: ToStore<E>[] };
type Streams<State, E extends Event> = ReadonlyMap<string, Seen<State, E>>;

/**
 * Requests that belong together, over any number of streams. Each document (its requests, in order) is decided as a whole or not at all, on what the streams
 * hold and what the documents before it brought; nothing is stored before all is decided, and every refusal is told. A stream is read once, and gets its
 * events in one append, or in several when they are large. The same documents again change nothing.
 *
 * No stream is assumed to be new, as `handleMany` does: where one turned out not to be, another of the same document might already have been written.
 * @returns an answer for each document, in order
 * @throws StoreUnavailable: the same may be sent again; WrongExpectedRevision after 12 lost races
 */
export const handleTogether = async <State, Command, E extends Event>(
  store: EventStore, decider: Decider<State, Command, E>, documents: readonly (readonly Request<Command>[])[],
): Promise<readonly TogetherAnswer[]> => {
  const stored = documents.map(() => ({ events: 0, requests: new Set<number>() }));
  for (let attempt = 1; ;) {
    const streams = await readStreams(store, decider, new Set(documents.flatMap((requests) => requests.map(({ stream }) => stream))));
    const rejections = documents.map((requests, document) => decideDocument(decider, requests, document, streams));
    const appends = [...streams].flatMap(([stream, seen]) => (seen.toStore.length === 0 ? [] : [{ stream, seen, part: fitting(seen.toStore) }]));
    const answers = appends.length === 0 ? [] : await store.appendBatch(appends.map(({ stream, seen, part }) => ({ stream, expectedRevision: seen.revision, events: part.flatMap(({ events }) => events) })));
    let conflict: WrongExpectedRevision | undefined;
    answers.forEach((answer, at) => {
      if (!answer.ok) return void (conflict ??= answer.conflict);
      const { seen, part } = appends[at]!;
      seen.position = answer.position;
      for (const { document, request, events } of part) {
        stored[document]!.events += events.length;
        stored[document]!.requests.add(request);
      }
    });
    if (!conflict && appends.every(({ seen, part }) => part.length === seen.toStore.length)) {
      return documents.map((requests, at): TogetherAnswer => {
        if (rejections[at]!.length > 0) return { outcome: 'rejected', rejections: rejections[at]! };
        const position = latest(requests.map(({ stream }) => streams.get(stream)!.position));
        return { outcome: 'done', recorded: stored[at]!.events, repeated: requests.length - stored[at]!.requests.size, ...(position !== undefined && { position }) };
      });
    }
    if (conflict && attempt++ === MOST_ATTEMPTS) throw conflict;
  }
};

const readStreams = async <State, Command, E extends Event>(store: EventStore, decider: Decider<State, Command, E>, wanted: ReadonlySet<string>): Promise<Streams<State, E>> => {
  const names = [...wanted];
  const streams = new Map(names.map((name): [string, Seen<State, E>] => [name, { state: decider.initial, revision: NO_STREAM, commands: new Set(), toStore: [] }]));
  for (let at = 0; at < names.length; at += READ_AT_ONCE) {
    await Promise.all(names.slice(at, at + READ_AT_ONCE).map(async (name) => {
      const seen = streams.get(name)!;
      for await (const event of store.readStream<E>(name)) {
        seen.state = decider.evolve(seen.state, event);
        seen.revision = event.revision;
        seen.position = event.position;
        if (event.metadata.commandId !== undefined) seen.commands.add(event.metadata.commandId);
      }
    }));
  }
  return streams;
};

/** Works on copies: only a document without a refusal leaves its mark on the streams. @returns the refusals */
const decideDocument = <State, Command, E extends Event>(decider: Decider<State, Command, E>, requests: readonly Request<Command>[], document: number, streams: Streams<State, E>) => {
  const mine = new Map<string, { state: State; commands: Set<string>; toStore: ToStore<E>[] }>();
  const rejections: { at: number; rejected: Rejected }[] = [];
  requests.forEach(({ stream, command, context }, request) => {
    const seen = streams.get(stream)!;
    const copy = mine.get(stream) ?? { state: seen.state, commands: new Set<string>(), toStore: [] };
    mine.set(stream, copy);
    if (seen.commands.has(context.commandId) || copy.commands.has(context.commandId)) return;
    try {
      const events = decider.decide(command, copy.state);
      if (events.length === 0) return;
      for (const event of events) copy.state = decider.evolve(copy.state, event);
      copy.commands.add(context.commandId);
      copy.toStore.push({ document, request, events: toAppend(events, stream, context) });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      rejections.push({ at: request, rejected: error });
    }
  });
  if (rejections.length > 0) return rejections;
  for (const [name, { state, commands, toStore }] of mine) {
    const seen = streams.get(name)!;
    seen.state = state;
    for (const command of commands) seen.commands.add(command);
    for (const one of toStore) seen.toStore.push(one);
  }
  return rejections;
};

/** As many as fit into one append; at least one, and never a part of what one command decided. */
const fitting = <E extends Event>(toStore: readonly ToStore<E>[]): readonly ToStore<E>[] => {
  if (toStore.length === 1) return toStore;
  let bytes = 0;
  const end = toStore.findIndex(({ events }, at) => (bytes += events.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0)) > MOST_BYTES && at > 0);
  return end < 0 ? toStore : toStore.slice(0, end);
};

const latest = (positions: readonly (Position | undefined)[]): Position | undefined =>
  positions.reduce((last, one) => (one !== undefined && (last === undefined || one > last) ? one : last), undefined);
