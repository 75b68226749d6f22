import { type CommandContext, type Decider, derivedId, type Event, type EventStore, handleTogether, type MessageRef, type Reason, type Rejected, type Request } from '#kernel';
import type { Message, MessageHandler, Outcome, Subscription } from '#messaging';
import type { MessageArchive } from '../archive/message-archive.js';
import type { OwnDocument, ReadOwnDocument } from './own-document-form.js';

/** Where a record stands, when it was said, and who asks. `context` makes a command id from the record and the part of it that is meant: the same record, the same ids. */
export type RecordOrigin = Readonly<{ source: MessageRef; saidAt: string; context: (...part: readonly string[]) => CommandContext }>;

/** One kind of document: where it arrives, who listens, how it is read, and what its records ask for. */
export type OwnTopic<R, State, Command, E extends Event> = Readonly<{
  topic: string;
  group: string;
  read: (body: Buffer) => ReadOwnDocument<R>;
  decider: Decider<State, Command, E>;
  requests: (record: R, origin: RecordOrigin) => readonly Request<Command>[];
  /** A refusal of the record at `path`, for people. */
  refusal: (rejected: Rejected, path: string) => Reason;
}>;

/** Listens to documents `{documentId, sender, createdAt, records}` that are taken as a whole or parked as a whole. */
export const ownDocumentsSubscription = <R, State, Command, E extends Event>(parts: Readonly<{ store: EventStore; archive: MessageArchive }>, of: OwnTopic<R, State, Command, E>): Subscription =>
  ({ topic: of.topic, group: of.group, handler: handlerOf(parts, of) });

type Readable<R> = Readonly<{ message: Message; document: OwnDocument<R>; place: number }>;

/**
 * Evidence first, events second, answer last: whatever breaks in between, the message comes again, and what was done is recognised.
 * Documents are decided in their order, since one may say what the next one builds on.
 */
const handlerOf = <R, State, Command, E extends Event>({ store, archive }: Readonly<{ store: EventStore; archive: MessageArchive }>, { topic, read, decider, requests, refusal }: OwnTopic<R, State, Command, E>): MessageHandler => async (messages) => {
  const outcomes = new Array<Outcome>(messages.length);
  const readable: Readable<R>[] = [];
  messages.forEach((message, place) => {
    const found = read(message.body);
    if (found.ok) readable.push({ message, document: found.document, place });
    else outcomes[place] = { kind: 'poison', reasons: found.reasons, ...(found.redacted && { parkInstead: withoutContent(message, found.redacted) }) };
  });
  const kept = await archive.keep(readable.map(({ message, document: { sender, documentId } }) =>
    ({ sender, documentId, type: topic, outcome: 'accepted', body: message.body, origin: message.origin, receivedAt: message.receivedAt, series: [] })));
  const taken = readable.filter(({ document, place }, at) => {
    if (kept[at]!.answer === 'id-reused') outcomes[place] = { kind: 'poison', reasons: [idReused(document)] };
    return kept[at]!.answer !== 'id-reused';
  }).map((one) => ({ ...one, asked: one.document.records.flatMap((record, index) => requests(record, originOf(topic, one, index)).map((request) => ({ request, index }))) }));
  const answers = await handleTogether(store, decider, taken.map(({ asked }) => asked.map(({ request }) => request)));
  answers.forEach((answer, at) => {
    const { document: { documentId, records }, place, asked } = taken[at]!;
    if (answer.outcome === 'rejected') outcomes[place] = { kind: 'poison', reasons: answer.rejections.map((one) => refusal(one.rejected, `$.records[${asked[one.at]!.index}]`)) };
    else {
      const { recorded, repeated, position } = answer;
      outcomes[place] = { kind: 'done', summary: { documentId, records: records.length, recorded, repeated, ...(position !== undefined && { position }) } };
    }
  });
  return outcomes;
};

const originOf = (topic: string, { message, document: { sender, documentId, createdAt } }: Readable<unknown>, index: number): RecordOrigin => ({
  source: { sender, documentId, index }, saidAt: createdAt,
  context: (...part) => ({ commandId: derivedId(topic, sender, documentId, index, ...part), correlationId: message.headers['correlation-id'] ?? message.id, causationId: message.id, actor: sender }),
});

/** The message as it may be kept: what is written around the body goes too. */
const withoutContent = ({ id, topic, origin, receivedAt, headers }: Message, body: Buffer): Message => {
  const correlation = headers['correlation-id'];
  return { id, topic, origin, receivedAt, body, headers: correlation === undefined ? {} : { 'correlation-id': correlation } };
};

const idReused = ({ sender, documentId }: OwnDocument<unknown>): Reason => ({
  code: 'DOCUMENT_ID_REUSED', path: '$.documentId', en: `${sender} has already sent another document with the id ${documentId}; the first one counts. Send this one under an id of its own.`,
  da: `${sender} har allerede sendt et andet dokument med id ${documentId}; det første gælder. Send dette under sit eget id.`,
});
