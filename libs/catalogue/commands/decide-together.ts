import { type CommandContext, type Decider, type Event, eventId, type EventStore, type EventToAppend, NO_STREAM, type Position, Rejected, type Request, WrongExpectedRevision } from '#kernel';

/** What became of commands that belong together. `at` counts the requests from 0. */
export type Together =
  | Readonly<{ outcome: 'done'; /** Events stored now. */ recorded: number; /** Requests that changed nothing: it was already so. */ repeated: number; position?: Position }>
  | Readonly<{ outcome: 'rejected'; rejections: readonly Readonly<{ at: number; rejected: Rejected }>[] }>;

const MOST_ATTEMPTS = 12;
const READ_AT_ONCE = 16;
/** Events of one append together, as JSON: what a store takes with room to spare. */
const MOST_BYTES = 600_000;

type Seen<State, E extends Event> = { state: State; revision: number; position?: Position; commands: Set<string>; append: EventToAppend<E>[] };

/**
 * Commands of one document or one request, over any number of streams: all are decided on what the streams hold before anything is stored, and when one may
 * not, none is done and every refusal is told. A stream is read once, and gets its events in one append, or in several when they are large. The same commands again change nothing.
 * @throws StoreUnavailable: the same may be sent again; WrongExpectedRevision after 12 lost races
 */
export const decideTogether = async <State, Command, E extends Event>(store: EventStore, decider: Decider<State, Command, E>, requests: readonly Request<Command>[]): Promise<Together> => {
  let recorded = 0;
  let position: Position | undefined;
  let first: number | undefined;
  for (let attempt = 1; ;) {
    const streams = await readStates(store, decider, [...new Set(requests.map(({ stream }) => stream))]);
    const { repeated, rejections } = decideAll(decider, requests, streams);
    if (rejections.length > 0) return { outcome: 'rejected', rejections };
    first ??= repeated;
    for (const seen of streams.values()) position = later(position, seen.position);
    const changed = [...streams].flatMap(([stream, { revision, append }]) => (append.length === 0 ? [] : [{ stream, expectedRevision: revision, events: fitting(append), all: append.length }]));
    const answers = changed.length === 0 ? [] : await store.appendBatch(changed.map(({ stream, expectedRevision, events }) => ({ stream, expectedRevision, events })));
    let conflict: WrongExpectedRevision | undefined;
    answers.forEach((answer, at) => {
      if (answer.ok) {
        recorded += changed[at]!.events.length;
        position = later(position, answer.position);
      } else conflict ??= answer.conflict;
    });
    if (!conflict && changed.every(({ events, all }) => events.length === all)) return { outcome: 'done', recorded, repeated: first, ...(position !== undefined && { position }) };
    if (conflict && attempt++ === MOST_ATTEMPTS) throw conflict;
  }
};

const readStates = async <State, Command, E extends Event>(store: EventStore, decider: Decider<State, Command, E>, names: readonly string[]): Promise<Map<string, Seen<State, E>>> => {
  const streams = new Map(names.map((name): [string, Seen<State, E>] => [name, { state: decider.initial, revision: NO_STREAM, commands: new Set(), append: [] }]));
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

const decideAll = <State, Command, E extends Event>(decider: Decider<State, Command, E>, requests: readonly Request<Command>[], streams: ReadonlyMap<string, Seen<State, E>>) => {
  const rejections: { at: number; rejected: Rejected }[] = [];
  let repeated = 0;
  requests.forEach(({ stream, command, context }, at) => {
    const seen = streams.get(stream)!;
    if (seen.commands.has(context.commandId)) return void repeated++;
    try {
      const events = decider.decide(command, seen.state);
      if (events.length === 0) repeated++;
      for (const event of events) seen.state = decider.evolve(seen.state, event);
      seen.append.push(...toAppend(events, stream, context));
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      rejections.push({ at, rejected: error });
    }
  });
  return { repeated, rejections };
};

const toAppend = <E extends Event>(events: readonly E[], stream: string, context: CommandContext): EventToAppend<E>[] =>
  events.map((event, ordinal) => ({ ...event, id: eventId(context.commandId, stream, ordinal), metadata: { ...context } }));

/** As many as fit into one append; at least one. */
const fitting = <E extends Event>(events: readonly EventToAppend<E>[]): readonly EventToAppend<E>[] => {
  let bytes = 0;
  const end = events.findIndex((event, at) => (bytes += JSON.stringify(event.data).length) > MOST_BYTES && at > 0);
  return end < 0 ? events : events.slice(0, end);
};

const later = (a: Position | undefined, b: Position | undefined): Position | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);
