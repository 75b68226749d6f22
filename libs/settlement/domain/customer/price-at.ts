import { HOUR_MS, QUARTER_MS, type Span } from '#energy';
import type { Place } from './place.js';
import type { QuarterGrid } from './quarter-grid.js';

/** A price and where it was found; several places when it is the mean of quarters. */
export type FoundPrice = Readonly<{ price: bigint; places: readonly Place[] }>;

/**
 * The price of an interval from interval prices. An hour on quarter prices pays the mean of its four quarters, and all four must be there;
 * a quarter on hourly prices pays the hour's price. Source: our rule on mixed resolutions.
 */
export const priceAt = (grid: QuarterGrid<bigint>, from: number, quarters: number): FoundPrice | undefined => {
  let sum = 0n;
  const places: Place[] = [];
  for (let at = 0; at < quarters; at++) {
    const price = grid.valueAt(from + at * QUARTER_MS);
    if (price === undefined) return undefined;
    const place = grid.placeAt(from + at * QUARTER_MS)!;
    if (places.at(-1) !== place) places.push(place);
    sum += price;
  }
  return { price: sum / BigInt(quarters), places }; // exact: prices keep two decimals more than they are given with
};

/** Local hour of the clock for instants of a span. */
export class LocalHours {
  private readonly hours: Uint8Array;

  constructor(calendar: { localHours(from: number, to: number): Uint8Array }, private readonly span: Span) {
    this.hours = calendar.localHours(span.from, span.to);
  }

  at(instant: number): number {
    return this.hours[Math.floor((instant - this.span.from) / HOUR_MS)]!;
  }
}
