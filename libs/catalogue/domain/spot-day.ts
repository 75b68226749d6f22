import { HOUR_MS, LENGTH_MS, parseInstant, QUARTER_MS } from '#energy';
import type { Decider, MessageRef } from '#kernel';
import type { SpotEvent } from './events.js';
import { notAfter, type Registration } from './registrations.js';
import { layered } from './spot-layers.js';
import type { PriceArea, SpotPrices } from './terms.js';

export type PublishSpotPrices = Readonly<{ type: 'PublishSpotPrices'; data: SpotPrices & Readonly<{ day: string; source?: MessageRef }>; registration: Registration }>;

/** Every publication for one area and one local day, in the order in which they came. */
export type SpotDay = Readonly<{ known: readonly SpotPrices[] }>;

/**
 * Spot prices of a local day. Every publication is kept beside the earlier ones; the same one said again is already so, and so is one of which nobody says
 * when it was registered, when every interval already has that price.
 */
export const spotDay: Decider<SpotDay, PublishSpotPrices, SpotEvent> = {
  initial: { known: [] },
  evolve: ({ known }, { data: { area, resolution, from, prices, registeredAt } }) => ({ known: [...known, { area, resolution, from, prices, registeredAt }] }),
  decide({ data, registration }, { known }) {
    const repeated = known.some((one) => Date.parse(one.registeredAt) === Date.parse(data.registeredAt) && one.resolution === data.resolution && one.from === data.from && samePrices(one, data));
    if (repeated || (registration === 'assumed' && holdsAlready(known, data))) return [];
    return [{ type: 'SpotPricesPublished', data }];
  },
};

/** `spot-<area>-<local day>`. */
export const spotStream = (area: PriceArea, day: string): string => `spot-${area}-${day}`;

const samePrices = (a: SpotPrices, b: SpotPrices): boolean => JSON.stringify(a.prices) === JSON.stringify(b.prices);

/** Whether each interval already has the price that is said, in the same resolution. */
const holdsAlready = (known: readonly SpotPrices[], data: SpotPrices): boolean => {
  const from = parseInstant(data.from);
  const span = { from, to: from + data.prices.length * LENGTH_MS[data.resolution] };
  const quarters = data.resolution === 'PT1H' ? HOUR_MS / QUARTER_MS : 1;
  const stands = layered(known.filter(({ registeredAt }) => notAfter(registeredAt, data.registeredAt)), span);
  return data.prices.every((price, at) => stands.slice(at * quarters, (at + 1) * quarters).every((cell) => cell !== undefined && cell.price === price && cell.version.resolution === data.resolution));
};
