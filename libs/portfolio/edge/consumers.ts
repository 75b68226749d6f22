import { type MessageArchive, ownDocumentsSubscription, type RecordSchema, redactingReader } from '#datahub/published';
import type { Decider, Event, EventStore, Reason, Rejected, Request } from '#kernel';
import type { Subscription } from '#messaging';
import { contractRequest, customerRequest, heatingRequest, linkRequest, type Origin, supplyRequest, type SupplyRecord } from '../commands/records.js';
import { contract } from '../domain/contract.js';
import { customer } from '../domain/customer.js';
import { heating } from '../domain/heating.js';
import { links } from '../domain/links.js';
import { supply } from '../domain/supply.js';
import { CONTRACT_SCHEMA, CUSTOMER_SCHEMA, HEATING_SCHEMA, LINK_SCHEMA, SUPPLY_ACTIONS, SUPPLY_SCHEMA } from './topic-schemas.js';

export type PortfolioConsumerParts = Readonly<{ store: EventStore; archive: MessageArchive; strictIds: boolean }>;

/** `also`: what else is wrong with a record whose shape is right. A record asks for one thing. */
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

const subscription = <R, State, Command, E extends Event>({ strictIds, ...parts }: PortfolioConsumerParts, { topic, schema, decider, request, also }: Topic<R, State, Command, E>): Subscription =>
  ownDocumentsSubscription(parts, {
    topic, group: 'gridtally-portfolio', decider, refusal, read: redactingReader<R>(schema, { strictIds, ...(also && { also }) }),
    requests: (record, { source, context }) => [request(record, { source, context: context() })],
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
const refusal = ({ code, details: { detail, ...details } }: Rejected, path: string): Reason => {
  const which = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`).join(', ');
  return {
    code, path, en: `${typeof detail === 'string' ? detail : `Refused: ${code.toLowerCase().replaceAll('_', ' ')}.`} (${which})`,
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
