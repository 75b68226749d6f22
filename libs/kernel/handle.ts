import type { Decider } from './decider.js';
import type { Event, EventToAppend, Position, RecordedEvent } from './event.js';
import { type EventStore, NO_STREAM, WrongExpectedRevision } from './event-store.js';
import { eventId } from './ids.js';
import { Rejected } from './rejected.js';
import { toAppend } from './to-append.js';

/** Who asks and why; ends up in the metadata of every event that follows. `commandId` makes sending a command twice harmless. */
export type CommandContext = Readonly<{ commandId: string; correlationId?: string; causationId?: string; actor?: string }>;

/** What became of a command: its events are stored, or it was already so (`[]` decided, or this very command handled before). */
export type Receipt = Readonly<{
  outcome: 'appended' | 'already-so';
  stream: string;
  revision: number;
  /** Where a view must have come to show the result; undefined when nothing was ever appended to the stream. */
  position?: Position;
}>;

export type Request<Command> = Readonly<{ stream: string; command: Command; context: CommandContext }>;
export type RequestAnswer = Receipt | Readonly<{ outcome: 'rejected'; stream: string; rejected: Rejected }>;

const MOST_ATTEMPTS = 12;

/**
 * Read, fold, decide, append at the expected revision; on a conflict, once more from the read.
 * @throws Rejected when the decider refuses, WrongExpectedRevision after 12 lost races, StoreUnavailable when the store is away
 */
export const handle = async <State, Command, E extends Event>(
  store: EventStore, decider: Decider<State, Command, E>, { stream, command, context }: Request<Command>,
): Promise<Receipt> => {
  for (let attempt = 1; ; attempt++) {
    const seen = await readState(store, decider, stream, context.commandId);
    if (seen.handled) return { outcome: 'already-so', stream, revision: seen.handled.revision, position: seen.handled.position };
    const events = decider.decide(command, seen.state);
    if (events.length === 0) return { outcome: 'already-so', stream, revision: seen.revision, position: seen.position };
    try {
      const appended = await store.append({ stream, expectedRevision: seen.revision, events: toAppend(events, stream, context) });
      return { outcome: 'appended', stream, ...appended };
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
};

/**
 * Many commands in one go, for deciders whose streams are mostly new (one stream per point and day): each stream is first assumed not to exist,
 * which costs no read; only streams that do exist are read and decided properly, one by one. Answers stand in the order of the requests.
 * @throws StoreUnavailable when the store is away; then nothing is known and the same requests may be repeated
 */
export const handleMany = async <State, Command, E extends Event>(
  store: EventStore, decider: Decider<State, Command, E>, requests: readonly Request<Command>[],
): Promise<readonly RequestAnswer[]> => {
  const answers = new Array<RequestAnswer>(requests.length);
  const later: number[] = [];
  const fresh: { request: number; append: { stream: string; expectedRevision: number; events: EventToAppend<E>[] } }[] = [];
  const streams = new Set<string>();
  requests.forEach(({ stream, command, context }, index) => {
    if (streams.has(stream)) return void later.push(index);
    streams.add(stream);
    try {
      const events = decider.decide(command, decider.initial);
      if (events.length === 0) later.push(index);
      else fresh.push({ request: index, append: { stream, expectedRevision: NO_STREAM, events: toAppend(events, stream, context) } });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      later.push(index); // the state that forbids or allows it may be in the stream
    }
  });
  const appended = fresh.length === 0 ? [] : await store.appendBatch(fresh.map(({ append }) => append));
  appended.forEach((answer, at) => {
    const { request } = fresh[at]!;
    if (answer.ok) answers[request] = { outcome: 'appended', stream: answer.stream, revision: answer.revision, position: answer.position };
    else later.push(request);
  });
  for (const index of later.sort((a, b) => a - b)) answers[index] = await handleOrReject(store, decider, requests[index]!);
  return answers;
};

const handleOrReject = async <State, Command, E extends Event>(
  store: EventStore, decider: Decider<State, Command, E>, request: Request<Command>,
): Promise<RequestAnswer> => {
  try {
    return await handle(store, decider, request);
  } catch (error) {
    if (error instanceof Rejected) return { outcome: 'rejected', stream: request.stream, rejected: error };
    throw error;
  }
};

type Seen<State> = { state: State; revision: number; position?: Position; handled?: { revision: number; position: Position } };

const readState = async <State, Command, E extends Event>(
  store: EventStore, decider: Decider<State, Command, E>, stream: string, commandId: string,
): Promise<Seen<State>> => {
  const mine = eventId(commandId, stream, 0);
  const seen: Seen<State> = { state: decider.initial, revision: NO_STREAM };
  for await (const event of store.readStream<E>(stream)) {
    if (event.id === mine) seen.handled = { revision: event.revision, position: event.position };
    else if (seen.handled && event.metadata.commandId === commandId) seen.handled = { revision: event.revision, position: event.position };
    seen.state = decider.evolve(seen.state, event as RecordedEvent<E> & E);
    seen.revision = event.revision;
    seen.position = event.position;
  }
  return seen;
};
