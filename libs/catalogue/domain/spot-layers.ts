import { LENGTH_MS, parseInstant, QUARTER_MS, type Span } from '#energy';
import type { SpotPrices } from './terms.js';

/** What stands on a quarter: a price, or `null` when its publication says that it is missing. */
export type SpotCell<Version extends SpotPrices = SpotPrices> = Readonly<{ price: string | null; version: Version }>;

/**
 * Publications laid over the quarters of a span, the latest registration on top; of two registered at once the later in the list.
 * A publication that says "missing" hides an earlier price: it is what is known now. Undefined where nobody has said anything.
 */
export const layered = <Version extends SpotPrices>(versions: readonly Version[], span: Span): (SpotCell<Version> | undefined)[] => {
  const cells = new Array<SpotCell<Version> | undefined>((span.to - span.from) / QUARTER_MS).fill(undefined);
  const oldestFirst = versions.map((version, at) => ({ version, at, registeredAt: Date.parse(version.registeredAt) })).sort((a, b) => a.registeredAt - b.registeredAt || a.at - b.at);
  for (const { version } of oldestFirst) {
    const quarters = LENGTH_MS[version.resolution] / QUARTER_MS;
    const first = (parseInstant(version.from) - span.from) / QUARTER_MS;
    version.prices.forEach((price, index) => {
      const [begin, end] = [Math.max(0, first + index * quarters), Math.min(cells.length, first + (index + 1) * quarters)];
      for (let at = begin; at < end; at++) cells[at] = { price, version };
    });
  }
  return cells;
};
