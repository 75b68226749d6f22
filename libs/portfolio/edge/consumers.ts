import type { MessageArchive } from '#datahub/published';
import { type Decider, derivedId, type Event, type EventStore, type Reason, type Rejected, type Request } from '#kernel';
import type { Message, MessageHandler, Outcome, Subscription } from '#messaging';
import { decideDocuments } from '../commands/decide-documents.js';
import { contractRequest, customerRequest, heatingRequest, linkRequest, type Origin, supplyRequest, type SupplyRecord } from '../commands/records.js';
import { contract } from '../domain/contract.js';
import { customer } from '../domain/customer.js';
import { heating } from '../domain/heating.js';
import { links } from '../domain/links.js';
import { supply } from '../domain/supply.js';
import { documentReader, type PortfolioDocument } from './read-document.js';
import { CONTRACT_SCHEMA, CUSTOMER_SCHEMA, HEATING_SCHEMA, LINK_SCHEMA, type RecordSchema, SUPPLY_ACTIONS, SUPPLY_SCHEMA } from './topic-schemas.js';

export type PortfolioConsumerParts = Readonly<{ store: EventStore; archive: MessageArchive; strictIds: boolean }>;

type Topic<R, State, Command, E extends Event> = Readonly<{
  topic: string; schema: RecordSchema; decider: Decider<State, Command, E>; request(record: R, origin: Origin): Request<Command>; also?: (record: R, path: string) => readonly Reason[];
}>;

/** What the portfolio listens to. */
export const portfolioSubscriptions = (parts: PortfolioConsumerParts): readonly Subscription[] => [
  subscription(parts, { topic: 'portfolio.customers', schema: CUSTOMER_SCHEMA, decider: customer, request: customerRequest }),
  subscription(parts, { topic: 'portfolio.supplies', schema: SUPPLY_SCHEMA, decider: supply, request: supplyRequest, also: fieldsOfAction }),
  subscription(parts, { topic: 'portfolio.contracts', schema: CONTRACT_SCHEMA, decider: contract, request: contractRequest }),
  subscription(parts, { topic: 'portfolio.links', schema: LINK_SCHEMA, decider: links, request: linkRequest }),
  subscription(parts, { topic: 'portfolio.heating', schema: HEATING_SCHEMA, decider: heating, request: heatingRequest }),
];

const subscription = <R, State, Command, E extends Event>(parts: PortfolioConsumerParts, of: Topic<R, State, Command, E>): Subscription =>
  ({ topic: of.topic, group: 'gridtally-portfolio', handler: handler(parts, of) });

type Readable<R> = Readonly<{ message: Message; document: PortfolioDocument<R>; place: number }>;

/**
 * Evidence first, events second, answer last: whatever breaks in between, the message comes again, and what was done is recognised. A document is taken as
 * a whole or parked as a whole. One whose shape is wrong may hold anything, so nothing but what is known to be harmless is parked of it.
 */
const handler = <R, State, Command, E extends Event>({ store, archive, strictIds }: PortfolioConsumerParts, { topic, schema, decider, request, also }: Topic<R, State, Command, E>): MessageHandler => {
  const read = documentReader<R>(schema, { strictIds, ...(also && { also }) });
  return async (messages) => {
    const outcomes = new Array<Outcome>(messages.length);
    const readable: Readable<R>[] = [];
    messages.forEach((message, place) => {
      const answer = read(message.body);
      if (answer.ok) readable.push({ message, document: answer.document, place });
      else outcomes[place] = { kind: 'poison', reasons: answer.reasons, ...(answer.redacted && { parkInstead: withoutContent(message, answer.redacted) }) };
    });
    const kept = await archive.keep(readable.map(({ message, document }) => ({
      sender: document.sender, documentId: document.documentId, type: topic, outcome: 'accepted', body: message.body, origin: message.origin, receivedAt: message.receivedAt, series: [],
    })));
    const taken = readable.filter(({ document, place }, at) => {
      if (kept[at]!.answer === 'id-reused') outcomes[place] = { kind: 'poison', reasons: [idReused(document)] };
      return kept[at]!.answer !== 'id-reused';
    });
    const answers = await decideDocuments(store, decider, taken.map(({ message, document }) => document.records.map((record, index) => request(record, originOf(topic, message, document, index)))));
    answers.forEach((answer, at) => {
      const { document, place } = taken[at]!;
      if (answer.outcome === 'rejected') outcomes[place] = { kind: 'poison', reasons: answer.rejections.map(({ at: record, rejected }) => refusal(rejected, record)) };
      else {
        const { recorded, repeated, position } = answer;
        outcomes[place] = { kind: 'done', summary: { documentId: document.documentId, records: document.records.length, recorded, repeated, ...(position !== undefined && { position }) } };
      }
    });
    return outcomes;
  };
};

/** The message as it may be kept: what is written around the body goes too. */
const withoutContent = ({ id, topic, origin, receivedAt, headers }: Message, body: Buffer): Message => {
  const correlation = headers['correlation-id'];
  return { id, topic, origin, receivedAt, body, headers: correlation === undefined ? {} : { 'correlation-id': correlation } };
};

const originOf = (topic: string, message: Message, { sender, documentId }: PortfolioDocument<unknown>, index: number): Origin => ({
  source: { sender, documentId, index },
  context: { commandId: derivedId(topic, sender, documentId, index), correlationId: message.headers['correlation-id'] ?? message.id, causationId: message.id, actor: sender },
});

const fieldsOfAction = (record: SupplyRecord, path: string): readonly Reason[] => {
  const { needs, may } = SUPPLY_ACTIONS[record.action]!;
  const there = Object.keys(record);
  return [
    ...needs.filter((field) => !there.includes(field)).map((field): Reason => ({ code: 'FIELD_MISSING', path: `${path}.${field}`, en: `The action ${record.action} needs this field.`, da: `Handlingen ${record.action} kræver dette felt.` })),
    ...there.filter((field) => ![...SUPPLY_SCHEMA.required, ...needs, ...may].includes(field)).map((field): Reason => ({ code: 'FIELD_NOT_FOR_ACTION', path: `${path}.${field}`, en: `The action ${record.action} does not take this field. Remove it.`, da: `Handlingen ${record.action} har ikke dette felt. Fjern det.` })),
  ];
};

/** Why a record may not, for people; details of refusals are references and days, never personal data. */
const refusal = ({ code, details: { detail, ...details } }: Rejected, record: number): Reason => {
  const which = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return {
    code, path: `$.records[${record}]`, en: `${typeof detail === 'string' ? detail : `Refused: ${code.toLowerCase().replaceAll('_', ' ')}.`} (${which})`,
    da: `${DANISH[code] ?? `Afvist: ${code}.`} (${which})`,
  };
};

const DANISH: Readonly<Record<string, string>> = {
  SUPPLY_OVERLAPS: 'Et målepunkt har én leverance pr. dag. Afslut, ret eller tilbagefør den anden først.',
  SUPPLY_NOT_FOUND: 'Målepunktet har ingen leverance med dette id.',
  SUPPLY_REVERSED: 'Leverancen er tilbageført: den har aldrig været der. Start en anden med sit eget id.',
  SUPPLY_ID_USED: 'Målepunktet har en anden leverance med dette id. Ret dens start, eller brug et andet id.',
  SUPPLY_EMPTY: 'Første dag efter leverancen skal ligge efter dens første dag. En leverance, der aldrig var, tilbageføres.',
  CONTRACT_EMPTY: 'Første dag efter aftalen skal ligge efter dens første dag.',
  CONTRACT_WITHOUT_PRODUCT: 'Aftalen har intet produkt.',
  CONTRACT_IS_FOR_ANOTHER: 'En aftale bliver ved sit målepunkt og sin kunde. Afslut den, og indgå en anden.',
  PRODUCT_DAYS_EMPTY: 'Første dag efter produktet skal ligge efter dets første dag.',
  PRODUCT_TWICE: 'En aftale nævner et produkt én gang pr. dag.',
  LINK_ENDS_BEFORE_IT_BEGINS: 'Tilknytningen slutter, før den begynder.',
  HEATING_ENDS_BEFORE_IT_BEGINS: 'Berettigelsen slutter, før den begynder.',
};

const idReused = ({ sender, documentId }: PortfolioDocument<unknown>): Reason => ({
  code: 'DOCUMENT_ID_REUSED', path: '$.documentId',
  en: `${sender} has already sent another document with the id ${documentId}; the first one counts.`,
  da: `${sender} har allerede sendt et andet dokument med id ${documentId}; det første gælder.`,
});
