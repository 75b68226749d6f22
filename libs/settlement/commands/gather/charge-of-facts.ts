import type { CatalogueCharge, CatalogueProduct, ChargeKey, ChargePrice, Known, ProductPrice } from '#catalogue/published';
import { addDays, type Calendar, HOUR_MS, isFixed, type LocalDate, parseInstant, scaledFromText } from '#energy';
import { overlap } from '../../domain/customer/dated.js';
import { PRICE_SCALE } from '../../domain/customer/exact-amount.js';
import type { Charge, DatedPrice, Period, PricePoints, Product } from '../../domain/customer/settlement-input.js';

/** A price in DKK as the calculation keeps it. @throws InvalidValue when it has more than 14 decimals or is no number */
export const priceOf = (dkk: string): bigint => scaledFromText(dkk, PRICE_SCALE);

export const chargeRef = ({ owner, type, code }: ChargeKey, revision: number): string => `charge/${owner}/${type}/${code}/${revision}`;
export const productRef = (id: string, revision: number): string => `product/${id}/${revision}`;

/**
 * A charge as the calculation takes it, with the prices that touch the period. Prices may be published as dated prices and as points;
 * where both touch the period, all become points, so that the newest registration counts for each interval.
 */
export const chargeOf = ({ terms: { fact: terms }, prices }: CatalogueCharge, period: Period, calendar: Calendar): Charge => {
  const touching = prices.filter(({ fact }) => overlap(spanOf(fact, terms.resolution), period));
  const asPoints = touching.some(({ fact }) => fact.points !== undefined);
  const { owner, type, code, name, category, resolution, tax, notBilled, vatClass } = terms;
  return {
    owner, type, code, name, category, resolution, tax, notBilled, vatExempt: vatClass === 'D01',
    dated: asPoints ? [] : touching.map((price) => datedOf(terms, price)),
    points: asPoints ? touching.flatMap((price) => pointsOf(terms, price, period, calendar)) : [],
  };
};

/** Stands for a charge that is linked and of which nothing was published, so that its missing price is named. */
export const unknownCharge = (key: ChargeKey): Charge =>
  ({ owner: key.owner, type: key.type, code: key.code, name: key.code, category: 'other', resolution: 'P1D', tax: false, notBilled: false, vatExempt: false, dated: [], points: [] });

export const productOf = ({ terms: { fact: { id, name, kind } }, prices }: CatalogueProduct): Product => ({ id, name, kind, prices: prices.map((price) => productPriceOf(id, price)) });

/** Stands for a product of which nothing was published. */
export const unknownProduct = (id: string): Product => ({ id, name: id, kind: 'addOn', prices: [] });

const productPriceOf = (id: string, { fact, heard }: Known<ProductPrice>): Product['prices'][number] => ({
  ref: productRef(id, heard.revision), registeredAt: parseInstant(fact.registeredAt), from: fact.from, ...(fact.to !== undefined && { to: fact.to }),
  ...(fact.marginDkkPerKwh !== undefined && { marginPerKwh: priceOf(fact.marginDkkPerKwh) }),
  ...(fact.fixedDkkPerKwh !== undefined && { fixedPerKwh: priceOf(fact.fixedDkkPerKwh) }),
  ...(fact.subscriptionDkkPerMonth !== undefined && { subscriptionPerMonth: priceOf(fact.subscriptionDkkPerMonth) }),
});

const provenanceOf = (key: ChargeKey, { fact, heard }: Known<ChargePrice>) => ({ ref: chargeRef(key, heard.revision), registeredAt: parseInstant(fact.registeredAt) });

const datedOf = (key: ChargeKey, known: Known<ChargePrice>): DatedPrice => {
  const { from, to, price, hours } = known.fact;
  return { ...provenanceOf(key, known), from, ...(to !== undefined && { to }), ...(price !== undefined ? { price: priceOf(price) } : hours && { hours: hours.map(priceOf) }) };
};

const pointsOf = (terms: CatalogueCharge['terms']['fact'], known: Known<ChargePrice>, period: Period, calendar: Calendar): readonly PricePoints[] => {
  const { from, points } = known.fact;
  if (points) return [{ ...provenanceOf(terms, known), resolution: terms.resolution, from: calendar.startOfDay(from), fromDate: from, values: points.map((one) => (one === null ? null : priceOf(one))) }];
  const days = overlap(known.fact, period);
  return days ? [{ ...provenanceOf(terms, known), ...laidOut(known.fact, days, isFixed(terms.resolution), calendar) }] : [];
};

/** A dated price as one price for each hour or day of the days. */
const laidOut = ({ price, hours }: ChargePrice, days: Period, hourly: boolean, calendar: Calendar): Pick<PricePoints, 'resolution' | 'from' | 'fromDate' | 'values'> => {
  const [from, to] = [calendar.startOfDay(days.from), calendar.startOfDay(days.to)];
  const flat = price === undefined ? null : priceOf(price);
  if (!hourly) return { resolution: 'P1D', from, fromDate: days.from, values: new Array<bigint | null>(calendar.daysBetween(days.from, days.to)).fill(flat) };
  const byHour = hours?.map(priceOf);
  const values = byHour ? [...calendar.localHours(from, to)].map((hour) => byHour[hour] ?? null) : new Array<bigint | null>((to - from) / HOUR_MS).fill(flat);
  return { resolution: 'PT1H', from, fromDate: days.from, values };
};

const QUARTERS_OF_DAY = 92;

/** The days a price speaks of: points end with their last interval (a day more at most, where the clock changes). */
const spanOf = ({ from, to, points }: ChargePrice, resolution: Charge['resolution']): Readonly<{ from: LocalDate; to?: LocalDate }> => {
  if (!points) return { from, ...(to !== undefined && { to }) };
  switch (resolution) {
    case 'PT15M': return { from, to: addDays(from, Math.ceil(points.length / QUARTERS_OF_DAY)) };
    case 'PT1H': return { from, to: addDays(from, Math.ceil((points.length * 4) / QUARTERS_OF_DAY)) };
    case 'P1D': return { from, to: addDays(from, points.length) };
    case 'P1M': return { from, to: addDays(from, points.length * 31) };
  }
};
