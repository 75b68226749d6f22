import type { BilledInterval } from './billed-intervals.js';
import { mainProduct } from './day-terms.js';
import { type EnergyEntry, type Entry, netOf, type UnroundedPart } from './line.js';
import type { Place } from './place.js';
import type { FoundPrice } from './price-at.js';
import type { ProductPrice } from './settlement-input.js';
import type { SettledDay } from './segments.js';

/** An interval with what it needs to be priced: its day's terms and, where one is known, its spot price. */
export type PricedInterval = BilledInterval & Readonly<{ day: SettledDay; spot: FoundPrice | undefined }>;

type Part = Omit<UnroundedPart, 'vatRate'>;

const energyEntry = (interval: PricedInterval, price: bigint, prices: readonly Place[]): EnergyEntry =>
  ({ kind: 'energy', from: interval.from, quarters: interval.quarters, wh: interval.billedWh, price, netOf: netOf(interval), readings: interval.readings, prices });

/** Lines of the products of a segment: spot, one margin line for the main product and each add-on, or the fixed price. Terms are those of the segment's first day. */
export const productLines = (intervals: readonly PricedInterval[], { terms }: SettledDay): readonly Part[] => terms.products.flatMap(({ product: { id, name, kind } }) => {
  const line = (component: 'energy' | 'margin' | 'fixed', entries: readonly Entry[]): Part =>
    ({ identity: { source: 'product', product: id, component }, name, sign: 1n, entries });
  const own = priceByDay(id);
  const margin = () => intervals.map((one) => energyEntry(one, own(one).price.marginPerKwh ?? 0n, own(one).places));
  switch (kind) {
    case 'fixed': return [line('fixed', intervals.map((one) => energyEntry(one, own(one).price.fixedPerKwh!, own(one).places)))];
    case 'spotAllIn': return [line('energy', intervals.map((one) => energyEntry(one, one.spot!.price + own(one).price.marginPerKwh!, [...one.spot!.places, ...own(one).places])))];
    case 'spot': return [spotLine(intervals), line('margin', margin())];
    case 'addOn': return terms.products.find(({ product }) => product.id === id)!.price!.marginPerKwh === undefined ? [] : [line('margin', margin())];
  }
});

/** The product's price on the day of an interval: within a segment the same by value, but perhaps of another published version. */
const priceByDay = (id: string): ((interval: PricedInterval) => OwnPrice) => {
  let last: OwnPrice & { day: SettledDay } | undefined;
  return ({ day }) => {
    if (last?.day === day) return last;
    const price = day.terms.products.find(({ product }) => product.id === id)!.price!;
    last = { day, price, places: [{ series: price }] };
    return last;
  };
};

type OwnPrice = Readonly<{ price: ProductPrice; places: readonly Place[] }>;

const spotLine = (intervals: readonly PricedInterval[]): Part =>
  ({ identity: { source: 'spot', component: 'consumption' }, name: 'Spot', sign: 1n, entries: intervals.map((one) => energyEntry(one, one.spot!.price, one.spot!.places)) });

/** The credit for production beyond the own consumption of its interval: spot alone, no margin, tariff or tax. Nothing when there was none. */
export const surplusLine = (intervals: readonly PricedInterval[]): readonly Part[] => {
  const entries = intervals.filter(({ surplusWh }) => surplusWh !== 0n).map((one): EnergyEntry => ({
    kind: 'energy', from: one.from, quarters: one.quarters, wh: one.surplusWh, price: one.spot!.price, netOf: netOf(one), readings: one.readings, prices: one.spot!.places,
  }));
  return entries.length === 0 ? [] : [{ identity: { source: 'spot', component: 'surplus' }, name: 'Surplus production', sign: -1n, entries }];
};

/** Whether the interval cannot be billed without a spot price. */
export const needsSpot = (interval: BilledInterval, { terms }: SettledDay): boolean => {
  const kind = mainProduct(terms)?.product.kind;
  return kind === 'spot' || kind === 'spotAllIn' || interval.surplusWh !== 0n;
};
