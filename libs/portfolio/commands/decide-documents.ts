import { type Decider, type Event, eventId, type EventStore, type EventToAppend, NO_STREAM, type Position, Rejected, type Request, WrongExpectedRevision } from '#kernel';

/** What became of the requests of one document. `at` counts them from 0. */
export type DocumentAnswer =
  | Readonly<{ outcome: 'done'; recorded: number; repeated: number; position?: Position }>
  | Readonly<{ outcome: 'rejected'; rejections: readonly Readonly<{ at: number; rejected: Rejected }>[] }>;

const MOST_ATTEMPTS = 12;
const READ_AT_ONCE = 16;

type Stream<State, E extends Event> = { state: State; revision: number; position?: Position; commands: Set<string>; append: EventToAppend<E>[] };
type Decided = { rejections: { at: number; rejected: Rejected }[]; streams: Set<string> };

/**
 * Decides whole documents, in their order: each as a whole or not at all, on what the streams hold and what the documents before it brought. Nothing is
 * stored before all is decided; a stream is read once and gets its events in one append. The same documents again change nothing.
 * @throws StoreUnavailable: the same may be sent again; WrongExpectedRevision after 12 lost races
 */
export const decideDocuments = async <State, Command, E extends Event>(
  store: EventStore, decider: Decider<State, Command, E>, documents: readonly (readonly Request<Command>[])[],
): Promise<readonly DocumentAnswer[]> => {
  const stored = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    const streams = await readStreams(store, decider, [...new Set(documents.flatMap((requests) => requests.map(({ stream }) => stream)))]);
    const decided = documents.map((requests) => decideOne(decider, requests, streams));
    const changed = [...streams].filter(([, { append }]) => append.length > 0);
    const answers = changed.length === 0 ? [] : await store.appendBatch(changed.map(([stream, { revision, append }]) => ({ stream, expectedRevision: revision, events: append })));
    let conflict: WrongExpectedRevision | undefined;
    answers.forEach((answer, at) => {
      const [, stream] = changed[at]!;
      if (!answer.ok) return void (conflict ??= answer.conflict);
      stream.position = answer.position;
      for (const { metadata } of stream.append) stored.add(metadata!.commandId!);
    });
    if (!conflict) return decided.map((one, at) => answerOf(one, documents[at]!, stored, streams));
    if (attempt === MOST_ATTEMPTS) throw conflict;
  }
};

const readStreams = async <State, Command, E extends Event>(store: EventStore, decider: Decider<State, Command, E>, names: readonly string[]): Promise<Map<string, Stream<State, E>>> => {
  const streams = new Map(names.map((name): [string, Stream<State, E>] => [name, { state: decider.initial, revision: NO_STREAM, commands: new Set(), append: [] }]));
  for (let at = 0; at < names.length; at += READ_AT_ONCE) {
    await Promise.all(names.slice(at, at + READ_AT_ONCE).map(async (name) => {
      const stream = streams.get(name)!;
      for await (const event of store.readStream<E>(name)) {
        stream.state = decider.evolve(stream.state, event);
        stream.revision = event.revision;
        stream.position = event.position;
        if (event.metadata.commandId !== undefined) stream.commands.add(event.metadata.commandId);
      }
    }));
  }
  return streams;
};

/** Works on copies; only a document without a refusal leaves its mark on the streams. */
const decideOne = <State, Command, E extends Event>(decider: Decider<State, Command, E>, requests: readonly Request<Command>[], streams: Map<string, Stream<State, E>>): Decided => {
  const mine = new Map<string, { state: State; append: EventToAppend<E>[]; commands: Set<string> }>();
  const decided: Decided = { rejections: [], streams: new Set(requests.map(({ stream }) => stream)) };
  requests.forEach(({ stream, command, context }, at) => {
    const known = streams.get(stream)!;
    const copy = mine.get(stream) ?? { state: known.state, append: [], commands: new Set<string>() };
    mine.set(stream, copy);
    if (known.commands.has(context.commandId) || copy.commands.has(context.commandId)) return;
    try {
      const events = decider.decide(command, copy.state);
      for (const event of events) copy.state = decider.evolve(copy.state, event);
      copy.append.push(...events.map((event, ordinal) => ({ ...event, id: eventId(context.commandId, stream, ordinal), metadata: { ...context } })));
      if (events.length > 0) copy.commands.add(context.commandId);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      decided.rejections.push({ at, rejected: error });
    }
  });
  if (decided.rejections.length > 0) return decided;
  for (const [name, { state, append, commands }] of mine) {
    const stream = streams.get(name)!;
    stream.state = state;
    stream.append.push(...append);
    for (const command of commands) stream.commands.add(command);
  }
  return decided;
};

const answerOf = <Command>(
  { rejections, streams: names }: Decided, requests: readonly Request<Command>[], stored: ReadonlySet<string>, streams: ReadonlyMap<string, { position?: Position }>,
): DocumentAnswer => {
  if (rejections.length > 0) return { outcome: 'rejected', rejections };
  const recorded = new Set(requests.map(({ context }) => context.commandId).filter((id) => stored.has(id))).size;
  const position = [...names].map((name) => streams.get(name)!.position).filter((one) => one !== undefined).sort().at(-1);
  return { outcome: 'done', recorded, repeated: requests.length - recorded, ...(position !== undefined && { position }) };
};
