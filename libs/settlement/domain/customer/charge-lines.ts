import type { ChargeTerms } from './day-terms.js';
import { type EnergyEntry, netOf, type TimeEntry, type UnroundedPart } from './line.js';
import { sameCharge } from './line-identity.js';
import type { Place } from './place.js';
import { type FoundPrice, type LocalHours, priceAt } from './price-at.js';
import type { PricedInterval } from './product-lines.js';
import type { QuarterGrid } from './quarter-grid.js';
import type { Charge } from './settlement-input.js';
import { daysInMonth, monthOfDate } from '#energy';
import type { SettledDay } from './segments.js';

type Part = Omit<UnroundedPart, 'vatRate'>;

/** How to find the price of an interval: local hours, and the points of charges that have one price per interval. */
export type TariffPrices = Readonly<{ hours: LocalHours; grids: ReadonlyMap<Charge, QuarterGrid<bigint>> }>;

/** The price of a tariff in an interval; undefined where none is published. */
export const tariffPrice = ({ charge, price }: ChargeTerms, { from, quarters }: { from: number; quarters: number }, { hours, grids }: TariffPrices): FoundPrice | undefined => {
  switch (price?.kind) {
    case 'flat': return price.found;
    case 'hours': return price.hours[hours.at(from)];
    case 'grid': return priceAt(grids.get(charge)!, from, quarters);
    case undefined: return undefined;
  }
};

const chargePart = (charge: Charge, entries: Part['entries']): Part =>
  ({ identity: { source: 'charge', owner: charge.owner, type: charge.type, code: charge.code }, name: charge.name, sign: 1n, entries });

/** The charge's terms on the day of an interval: within a segment the same by value, but perhaps of another published version. */
const termsByDay = (charge: Charge): ((day: SettledDay) => ChargeTerms) => {
  let last: { day: SettledDay; terms: ChargeTerms } | undefined;
  return (day) => {
    if (last?.day !== day) last = { day, terms: day.terms.charges.find((one) => sameCharge(one.charge, charge))! };
    return last.terms;
  };
};

/** A tariff: billed kWh × price of the interval. The link's factor does not multiply tariffs. */
export const tariffLine = (charge: Charge, intervals: readonly PricedInterval[], prices: TariffPrices): Part => {
  const termsOn = termsByDay(charge);
  return chargePart(charge, intervals.map((one): EnergyEntry => {
    const found = tariffPrice(termsOn(one.day), one, prices)!;
    return { kind: 'energy', from: one.from, quarters: one.quarters, wh: one.billedWh, price: found.price, netOf: netOf(one), readings: one.readings, prices: found.places };
  }));
};

/** kWh of one interval that pay the reduced electricity tax; the rest pays in full. */
export type ReducedWh = (interval: PricedInterval) => bigint;

/** Electricity tax of an electrically heated home: one line, one rounding, and the kWh of both rates kept apart in its entries. */
export const reducedTaxLine = (charge: Charge, intervals: readonly PricedInterval[], prices: TariffPrices, reducedWh: ReducedWh): Part => {
  const termsOn = termsByDay(charge);
  return chargePart(charge, intervals.flatMap((one): EnergyEntry[] => {
    const found = tariffPrice(termsOn(one.day), one, prices)!;
    const reduced = reducedWh(one);
    const common = { kind: 'energy', from: one.from, quarters: one.quarters, netOf: netOf(one), readings: one.readings } as const;
    const full: EnergyEntry = { ...common, wh: one.billedWh - reduced, price: found.price, rate: 'full', prices: found.places };
    const { reducedTax } = one.day.terms;
    if (reduced === 0n || !reducedTax) return [full];
    const atReducedRate: EnergyEntry = { ...common, wh: reduced, price: reducedTax.price, rate: 'reduced', prices: [{ series: reducedTax }] };
    return full.wh === 0n ? [atReducedRate] : [full, atReducedRate];
  }));
};

/** A subscription or fee: per month touched, days of the segment over days of that month; a price per day or a fee counts whole days. */
export const standingLine = (charge: Charge, days: readonly SettledDay[]): Part =>
  chargePart(charge, timeEntries(days, charge.type === 'subscription' && charge.resolution === 'P1M', ({ terms }) => {
    const linked = terms.charges.find((one) => sameCharge(one.charge, charge));
    return linked?.price?.kind === 'flat' ? { price: linked.price.found.price, factor: linked.factor, place: linked.price.found.places[0]! } : undefined;
  }));

/** The monthly subscriptions of the products in force in a segment. */
export const productSubscriptions = (days: readonly SettledDay[]): readonly Part[] => days[0]!.terms.products
  .filter(({ price }) => price?.subscriptionPerMonth !== undefined)
  .map(({ product }) => ({
    identity: { source: 'product', product: product.id, component: 'subscription' }, name: product.name, sign: 1n,
    entries: timeEntries(days, true, ({ terms }) => {
      const price = terms.products.find((one) => one.product.id === product.id)!.price!;
      return { price: price.subscriptionPerMonth!, factor: 1n, place: { series: price } };
    }),
  }));

type DayPrice = Readonly<{ price: bigint; factor: bigint; place: Place }>;

const timeEntries = (days: readonly SettledDay[], perMonth: boolean, priceOf: (day: SettledDay) => DayPrice | undefined): readonly TimeEntry[] => {
  const entries: (TimeEntry & { place: Place })[] = [];
  for (const day of days) {
    const month = monthOfDate(day.day.date);
    const dayPrice = priceOf(day);
    if (!dayPrice) continue; // a fee stands for some days only
    const { price, factor, place } = dayPrice;
    const last = entries.at(-1);
    const goesOn = last?.month === month && last.place.series === place.series && last.place.index === place.index && last.factor === factor;
    if (last && goesOn) entries[entries.length - 1] = { ...last, days: last.days + 1 };
    else entries.push({ kind: 'time', month, days: 1, daysInMonth: perMonth ? daysInMonth(month) : 1, price, factor, prices: [place], place });
  }
  return entries.map(({ place: _, ...entry }) => entry);
};
