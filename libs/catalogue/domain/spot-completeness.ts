import { type Calendar, type Day, formatInstant, LENGTH_MS, QUARTER_MS } from '#energy';
import { layered } from './spot-layers.js';
import type { SpotPrices } from './terms.js';

/** A stretch without prices, UTC, half-open. */
export type MissingStretch = Readonly<{ from: string; to: string; intervals: number }>;

/** How many intervals of a resolution a local day has, how many have a price, and which do not. */
export type Completeness = Readonly<{ expected: number; priced: number; missing: readonly MissingStretch[] }>;

/** A local day of an area: `complete` when every quarter has a price. An hour is priced when all its quarters are. */
export type SpotDayCompleteness = Readonly<{ day: string; complete: boolean; PT1H: Completeness; PT15M: Completeness }>;

/** For each local day in [from, to) which prices are there. 23 and 25 hours, 92 and 100 quarters on the days of the clock change. */
export const spotCompleteness = (versions: readonly SpotPrices[], from: string, to: string, calendar: Calendar): SpotDayCompleteness[] =>
  calendar.dayTable(from, to).map((day) => {
    const priced = layered(versions, day).map((cell) => cell !== undefined && cell.price !== null);
    return { day: day.date, complete: priced.every(Boolean), PT1H: counted(priced, day, 'PT1H'), PT15M: counted(priced, day, 'PT15M') };
  });

const counted = (pricedQuarters: readonly boolean[], day: Day, resolution: 'PT15M' | 'PT1H'): Completeness => {
  const quarters = LENGTH_MS[resolution] / QUARTER_MS;
  const priced = Array.from({ length: pricedQuarters.length / quarters }, (_, at) => pricedQuarters.slice(at * quarters, (at + 1) * quarters).every(Boolean));
  const missing: MissingStretch[] = [];
  for (let at = 0; at < priced.length; at++) {
    if (priced[at]) continue;
    const first = at;
    while (at + 1 < priced.length && !priced[at + 1]) at++;
    missing.push({ from: formatInstant(day.from + first * LENGTH_MS[resolution]), to: formatInstant(day.from + (at + 1) * LENGTH_MS[resolution]), intervals: at + 1 - first });
  }
  return { expected: priced.length, priced: priced.filter(Boolean).length, missing };
};
