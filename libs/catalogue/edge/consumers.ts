import { type MessageArchive, ownDocumentsSubscription, type OwnTopic } from '#datahub/published';
import { type Calendar, glnReasons } from '#energy';
import type { Event, EventStore } from '#kernel';
import type { Subscription } from '#messaging';
import { reasonOfRefusal } from '../commands/refusals.js';
import { type ChargeStatement, chargeRequests, productRequests, type ProductStatement, rateRequests, type RateStatement, spotRequests, type SpotStatement } from '../commands/requests.js';
import { charge } from '../domain/charge.js';
import { chargePriceReasons, productPriceReasons, rateReasons, spotReasons } from '../domain/input-rules.js';
import { product } from '../domain/product.js';
import { rate } from '../domain/rate.js';
import { spotDay } from '../domain/spot-day.js';
import { documentReader } from './read-document.js';
import { CHARGE_DOCUMENT, PRODUCT_DOCUMENT, RATE_DOCUMENT, SPOT_DOCUMENT } from './record-schemas.js';

export type CatalogueConsumerParts = Readonly<{ store: EventStore; archive: MessageArchive; calendar: Calendar; strictIds: boolean }>;

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

/** What is the same for every kind: who listens, and how a refusal is told. */
const subscription = <State, Command, E extends Event, Statement>(parts: CatalogueConsumerParts, kind: Omit<OwnTopic<Statement, State, Command, E>, 'group' | 'refusal'>): Subscription =>
  ownDocumentsSubscription(parts, { ...kind, group: 'gridtally-catalogue', refusal: reasonOfRefusal });
