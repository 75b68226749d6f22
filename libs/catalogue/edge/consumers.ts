import type { MessageArchive } from '#datahub/published';
import { type Calendar, glnReasons } from '#energy';
import { type CommandContext, type Decider, derivedId, type Event, type EventStore, type Reason, type Request } from '#kernel';
import type { Message, MessageHandler, Outcome, Subscription } from '#messaging';
import { decideTogether } from '../commands/decide-together.js';
import { type ChargeStatement, chargeRequests, type Origin, productRequests, type ProductStatement, rateRequests, type RateStatement, spotRequests, type SpotStatement } from '../commands/requests.js';
import { charge } from '../domain/charge.js';
import { chargePriceReasons, productPriceReasons, rateReasons, spotReasons } from '../domain/input-rules.js';
import { product } from '../domain/product.js';
import { rate } from '../domain/rate.js';
import { spotDay } from '../domain/spot-day.js';
import { type Document, documentReader, type ReadDocument } from './read-document.js';
import { CHARGE_DOCUMENT, PRODUCT_DOCUMENT, RATE_DOCUMENT, SPOT_DOCUMENT } from './record-schemas.js';
import { reasonOfRefusal } from '../commands/refusals.js';

export type CatalogueConsumerParts = Readonly<{ store: EventStore; archive: MessageArchive; calendar: Calendar; strictIds: boolean }>;

/** One kind of document: where it arrives, how it is read, what it asks for. */
type Kind<State, Command, E extends Event, Statement> = Readonly<{
  topic: string;
  read: (body: Buffer) => ReadDocument<Statement>;
  decider: Decider<State, Command, E>;
  requests: (statement: Statement, origin: Origin) => readonly Request<Command>[];
}>;

/** Everything the catalogue listens to. */
export const catalogueSubscriptions = (parts: CatalogueConsumerParts): readonly Subscription[] => [
  subscription(parts, {
    topic: 'prices.charges', decider: charge, requests: chargeRequests,
    read: documentReader<ChargeStatement>(CHARGE_DOCUMENT, ({ owner, prices = [] }, path) => [
      ...glnReasons(owner, { strict: parts.strictIds, path: `${path}.owner` }), ...prices.flatMap((price, at) => chargePriceReasons(price, `${path}.prices[${at}]`)),
    ]),
  }),
  subscription(parts, {
    topic: 'prices.products', decider: product, requests: productRequests,
    read: documentReader<ProductStatement>(PRODUCT_DOCUMENT, ({ prices = [] }, path) => prices.flatMap((price, at) => productPriceReasons(price, `${path}.prices[${at}]`))),
  }),
  subscription(parts, { topic: 'prices.rates', decider: rate, requests: rateRequests, read: documentReader<RateStatement>(RATE_DOCUMENT, rateReasons) }),
  subscription(parts, {
    topic: 'prices.spot', decider: spotDay, requests: (statement, origin) => spotRequests(statement, origin, parts.calendar),
    read: documentReader<SpotStatement>(SPOT_DOCUMENT, (statement, path) => spotReasons(statement, path, parts.calendar)),
  }),
];

const subscription = <State, Command, E extends Event, Statement>(parts: CatalogueConsumerParts, kind: Kind<State, Command, E, Statement>): Subscription =>
  ({ topic: kind.topic, group: 'gridtally-catalogue', handler: handlerOf(parts, kind) });

/**
 * Evidence first, events second, answer last: whatever breaks in between, the message comes again, and what was done is recognised.
 * A document is taken as a whole or parked as a whole; documents are taken in their order, since one may define what the next one prices.
 */
const handlerOf = <State, Command, E extends Event, Statement>({ store, archive }: CatalogueConsumerParts, { topic, read, decider, requests }: Kind<State, Command, E, Statement>): MessageHandler => async (messages) => {
  const outcomes = new Array<Outcome>(messages.length);
  const readable: { message: Message; document: Document<Statement>; place: number }[] = [];
  messages.forEach((message, place) => {
    const found = read(message.body);
    if (found.ok) readable.push({ message, document: found.document, place });
    else outcomes[place] = { kind: 'poison', reasons: found.reasons };
  });
  const kept = await archive.keep(readable.map(({ message, document: { sender, documentId } }) =>
    ({ sender, documentId, type: topic, outcome: 'accepted', body: message.body, origin: message.origin, receivedAt: message.receivedAt, series: [] })));
  for (const [at, { message, document, place }] of readable.entries()) {
    if (kept[at]!.answer === 'id-reused') outcomes[place] = { kind: 'poison', reasons: [idReused(document)] };
    else outcomes[place] = await taken(document, message);
  }
  return outcomes;

  async function taken(document: Document<Statement>, message: Message): Promise<Outcome> {
    const asked = document.records.flatMap((record, index) => requests(record, originOf(topic, document, message, index)).map((request) => ({ request, index })));
    const answer = await decideTogether(store, decider, asked.map(({ request }) => request));
    if (answer.outcome === 'rejected') return { kind: 'poison', reasons: answer.rejections.map(({ at, rejected }) => reasonOfRefusal(rejected, `$.records[${asked[at]!.index}]`)) };
    const { recorded, repeated, position } = answer;
    return { kind: 'done', summary: { documentId: document.documentId, records: document.records.length, recorded, repeated, ...(position !== undefined && { position }) } };
  }
};

const originOf = (topic: string, { sender, documentId, createdAt }: Document<unknown>, message: Message, index: number): Origin => ({
  source: { sender, documentId, index }, saidAt: createdAt,
  context: (part): CommandContext => ({
    commandId: derivedId(topic, sender, documentId, index, part), correlationId: message.headers['correlation-id'] ?? message.id, causationId: message.id, actor: sender,
  }),
});

const idReused = ({ sender, documentId }: Document<unknown>): Reason => ({
  code: 'DOCUMENT_ID_REUSED', path: '$.documentId', en: `${sender} has already sent another document with the id ${documentId}; the first one counts. Send this one under an id of its own.`,
  da: `${sender} har allerede sendt et andet dokument med id ${documentId}; det første gælder. Send dette under sit eget id.`,
});
