import { daysBetween, type LocalDate, monthOfDate } from '#energy';
import { byAge, inForce } from './dated.js';
import type { FoundPrice } from './price-at.js';
import type { Charge, DatedPrice, PricePoints } from './settlement-input.js';

/** What a charge costs on one local day: one price, one for each local hour, or one for each interval (looked up on the grid of its points). */
export type ChargePrice =
  | Readonly<{ kind: 'flat'; found: FoundPrice; /** A price of its own for every day: differing is its nature. */ daily: boolean }>
  | Readonly<{ kind: 'hours'; hours: readonly FoundPrice[] }>
  | Readonly<{ kind: 'grid' }>;

/** The price of a charge on a day; undefined when none is published for it. Nothing is carried beyond an entry's own end. */
export const chargePriceOn = (charge: Charge, date: LocalDate): ChargePrice | undefined => {
  if (charge.points.length === 0) return datedPrice(inForce(charge.dated, date));
  if (hasIntervalPoints(charge)) return { kind: 'grid' };
  return pointOfDay(charge.points, date);
};

/** Prices for every quarter or hour of their own, rather than by day or month. */
export const hasIntervalPoints = ({ points }: Charge): boolean => points.some(({ resolution }) => resolution === 'PT1H' || resolution === 'PT15M');

const datedPrice = (entry: DatedPrice | undefined): ChargePrice | undefined => {
  if (entry?.hours) return { kind: 'hours', hours: entry.hours.map((price) => ({ price, places: [{ series: entry }] })) };
  return entry?.price === undefined ? undefined : { kind: 'flat', found: { price: entry.price, places: [{ series: entry }] }, daily: false };
};

/** The newest series that reaches the day decides, also when it says that there is no price. */
const pointOfDay = (points: readonly PricePoints[], date: LocalDate): ChargePrice | undefined => {
  const reaching = points.filter((series) => isIn(indexOf(series, date), series)).sort(byAge).at(-1);
  if (!reaching) return undefined;
  const index = indexOf(reaching, date);
  const price = reaching.values[index] ?? undefined;
  return price === undefined ? undefined : { kind: 'flat', found: { price, places: [{ series: reaching, index }] }, daily: reaching.resolution === 'P1D' };
};

const isIn = (index: number, { values }: PricePoints): boolean => index >= 0 && index < values.length;

const indexOf = ({ resolution, fromDate }: PricePoints, date: LocalDate): number =>
  (resolution === 'P1D' ? daysBetween(fromDate, date) : monthNumber(date) - monthNumber(fromDate));

const monthNumber = (date: LocalDate): number => {
  const [year, month] = monthOfDate(date).split('-').map(Number) as [number, number];
  return year * 12 + month;
};
