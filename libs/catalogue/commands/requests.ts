import { type Calendar, formatInstant, LENGTH_MS, parseInstant } from '#energy';
import type { CommandContext, MessageRef, Request } from '#kernel';
import { type ChargeCommand, chargeStream } from '../domain/charge.js';
import type { Unregistered } from '../domain/input-rules.js';
import { plainDecimal } from '../domain/price-text.js';
import { type ProductCommand, productStream } from '../domain/product.js';
import { type PublishRate, rateStream } from '../domain/rate.js';
import type { Registration } from '../domain/registrations.js';
import { type PublishSpotPrices, spotStream } from '../domain/spot-day.js';
import type { ChargeKey, ChargePrice, ChargeTerms, ProductPrice, ProductTerms, Rate, SpotPrices } from '../domain/terms.js';

/** What is said of one charge in one go: what it is, prices, or both. */
export type ChargeStatement = ChargeKey & Readonly<{ terms?: Omit<ChargeTerms, keyof ChargeKey>; prices?: readonly Unregistered<ChargePrice>[] }>;
export type ProductStatement = Readonly<{ id: string; terms?: Omit<ProductTerms, 'id'>; prices?: readonly Unregistered<ProductPrice>[] }>;
export type SpotStatement = Unregistered<SpotPrices>;
export type RateStatement = Unregistered<Rate>;

/** Where statements come from. `context` makes a command id from the part of the statement it is for: the same statement, the same ids. */
export type Origin = Readonly<{ source?: MessageRef; /** Stands where nobody says when it was registered. */ saidAt: string; context: (part: string) => CommandContext }>;

/** The inputs are free of faults (`input-rules`); prices are written in their one plain way. */
export const chargeRequests = ({ owner, type, code, terms, prices = [] }: ChargeStatement, origin: Origin): Request<ChargeCommand>[] => {
  const stream = chargeStream({ owner, type, code });
  const key = { owner, type, code };
  return [
    ...(terms === undefined ? [] : [{ stream, context: origin.context('terms'), command: { type: 'DefineCharge' as const, data: {
      ...key, name: terms.name, category: terms.category, resolution: terms.resolution, tax: terms.tax, notBilled: terms.notBilled, vatClass: terms.vatClass, ...sourceOf(origin),
    } } }]),
    ...prices.map(({ from, to, price, hours, points, registeredAt }, at) => ({ stream, context: origin.context(`price ${at}`), command: {
      type: 'PublishChargePrice' as const, registration: registrationOf(registeredAt), data: {
        ...key, ...daysOf({ from, to }), ...(price !== undefined && { price: plainDecimal(price) }), ...(hours && { hours: hours.map(plainDecimal) }), ...(points && { points: points.map(plainOrMissing) }),
        registeredAt: registeredAt ?? origin.saidAt, ...sourceOf(origin),
      } } })),
  ];
};

export const productRequests = ({ id, terms, prices = [] }: ProductStatement, origin: Origin): Request<ProductCommand>[] => {
  const stream = productStream(id);
  return [
    ...(terms === undefined ? [] : [{ stream, context: origin.context('terms'), command: { type: 'DefineProduct' as const, data: { id, name: terms.name, kind: terms.kind, ...sourceOf(origin) } } }]),
    ...prices.map(({ from, to, marginDkkPerKwh, fixedDkkPerKwh, subscriptionDkkPerMonth, registeredAt }, at) => ({ stream, context: origin.context(`price ${at}`), command: {
      type: 'PublishProductPrice' as const, registration: registrationOf(registeredAt), data: {
        id, ...daysOf({ from, to }), ...(marginDkkPerKwh !== undefined && { marginDkkPerKwh: plainDecimal(marginDkkPerKwh) }), ...(fixedDkkPerKwh !== undefined && { fixedDkkPerKwh: plainDecimal(fixedDkkPerKwh) }),
        ...(subscriptionDkkPerMonth !== undefined && { subscriptionDkkPerMonth: plainDecimal(subscriptionDkkPerMonth) }), registeredAt: registeredAt ?? origin.saidAt, ...sourceOf(origin),
      } } })),
  ];
};

/** One request for each local day that the publication touches. */
export const spotRequests = ({ area, resolution, from, prices, registeredAt }: SpotStatement, origin: Origin, calendar: Calendar): Request<PublishSpotPrices>[] => {
  const [first, length] = [parseInstant(from), LENGTH_MS[resolution]];
  return calendar.cutByDay(first, first + prices.length * length).map((part) => ({ stream: spotStream(area, part.date), context: origin.context(part.date), command: {
    type: 'PublishSpotPrices', registration: registrationOf(registeredAt), data: {
      day: part.date, area, resolution, from: formatInstant(part.from), prices: prices.slice((part.from - first) / length, (part.to - first) / length).map(plainOrMissing),
      registeredAt: registeredAt ?? origin.saidAt, ...sourceOf(origin),
    } } }));
};

export const rateRequests = ({ name, from, to, value, registeredAt }: RateStatement, origin: Origin): Request<PublishRate>[] => [{
  stream: rateStream(name), context: origin.context('rate'),
  command: { type: 'PublishRate', registration: registrationOf(registeredAt), data: { name, ...daysOf({ from, to }), value: plainDecimal(value), registeredAt: registeredAt ?? origin.saidAt, ...sourceOf(origin) } },
}];

const registrationOf = (registeredAt: string | undefined): Registration => (registeredAt === undefined ? 'assumed' : 'given');
const sourceOf = ({ source }: Origin) => (source === undefined ? {} : { source });
const daysOf = ({ from, to }: Readonly<{ from: string; to?: string | undefined }>) => ({ from, ...(to !== undefined && { to }) });
const plainOrMissing = (price: string | null): string | null => (price === null ? null : plainDecimal(price));
