import { formatInstant, LENGTH_MS, parseInstant, QUARTER_MS, type Span } from '#energy';
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
      const cell = { price, version }; // the same object on all quarters of one interval
      for (let at = begin; at < end; at++) cells[at] = cell;
    });
  }
  return cells;
};

/** An interval with the publication that counts for it; `price` null where that one says that it is missing. */
export type SpotInterval<Version extends SpotPrices = SpotPrices> = Readonly<{ from: string; to: string; price: string | null; version: Version }>;

/** What counts in a span, interval by interval; stretches nobody has spoken of are left out. An hour of which newer quarters took a part stands with the rest of it. */
export const spotInForce = <Version extends SpotPrices>(versions: readonly Version[], span: Span): SpotInterval<Version>[] => {
  const intervals: SpotInterval<Version>[] = [];
  const cells = layered(versions, span);
  for (let at = 0; at < cells.length;) {
    const cell = cells[at];
    let end = at + 1;
    while (cell && end < cells.length && cells[end] === cell) end++;
    if (cell) intervals.push({ from: formatInstant(span.from + at * QUARTER_MS), to: formatInstant(span.from + end * QUARTER_MS), price: cell.price, version: cell.version });
    at = end;
  }
  return intervals;
};
