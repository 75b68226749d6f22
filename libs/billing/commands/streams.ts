import { type CommandContext, type Decider, type Event, eventId, type EventStore, type EventToAppend, NO_STREAM, type Position, type RecordedEvent } from '#kernel';

/** A stream folded, with where it stands. */
export type Folded<State> = Readonly<{ state: State; revision: number; position?: Position }>;

/** The state of one stream now. */
export const stateOf = async <State, E extends Event>(store: EventStore, decider: Pick<Decider<State, never, E>, 'initial' | 'evolve'>, stream: string): Promise<Folded<State>> => {
  let folded: { state: State; revision: number; position?: Position } = { state: decider.initial, revision: NO_STREAM };
  for await (const event of store.readStream<E>(stream)) {
    folded = { state: decider.evolve(folded.state, event as RecordedEvent<E> & E), revision: event.revision, position: event.position };
  }
  return folded;
};

/** Reads a few at a time: as many as help, few enough to leave connections for others. */
const TOGETHER = 4;

/** The same work for many things, a few at a time, answers in the order of the things. The first failure ends it. */
export const forMany = async <T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> => {
  const results = new Array<R>(things.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < things.length; at = next++) results[at] = await work(things[at]!);
  };
  await Promise.all(Array.from({ length: Math.min(TOGETHER, things.length) }, worker));
  return results;
};

/** Events with ids from the command, ready to be stored. */
export const readyToAppend = <E extends Event>(events: readonly E[], stream: string, context: CommandContext): EventToAppend<E>[] =>
  events.map((event, ordinal) => ({ ...event, id: eventId(context.commandId, stream, ordinal), metadata: { ...context } }));
