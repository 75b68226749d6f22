import { QUARTER_MS } from '#energy';
import type { BilledInterval } from '../billed-intervals.js';
import type { MissingInput } from '../missing-input.js';
import { prepare, type Prepared, priced } from '../prepare.js';
import type { PricedInterval } from '../product-lines.js';
import { type LineIdentity, sameCharge } from '../line-identity.js';
import type { EnergyEntry, SegmentPart } from '../line.js';
import type { Place } from '../place.js';
import { energyParts, standingParts } from '../settle.js';
import { type NamedPart, namedPart } from '../settlement.js';
import type { Segment } from '../segments.js';
import type { SettlementInput } from '../settlement-input.js';

/**
 * Prices of the intervals of a segment as whole numbers: price = value × unit, in the domain's finest unit. NaN is a missing price.
 * `same` says that all are equal, so that the sum of the energy is enough.
 */
export type PriceColumn = Readonly<{ values: Float64Array; unit: bigint; largest: number; same: bigint | undefined; complete: boolean }>;

/** A line whose amount is energy × price, within one segment. */
export type EnergyColumn = Readonly<{
  identity: LineIdentity; name: string; vatRate: bigint; prices: PriceColumn;
  /** Electricity tax of a heated home: the reduced rate stands beside the full one. */
  reducible: boolean;
  /** Where the prices come from: all of them, and of each interval. */
  refs: readonly string[]; refsAt: PriceRefs;
}>;

/** Names of the prices of each interval. */
export type PriceRefs = readonly (readonly string[])[];

/** Days on which nothing changes, with all their prices laid out. `first` and `end` count intervals of the period. */
export type SheetSegment = Readonly<{ segment: Segment; first: number; end: number; vatRate: bigint; energy: readonly EnergyColumn[]; spot: PriceColumn; spotRefs: PriceRefs; standing: readonly NamedPart[]; reducedTax: Readonly<{ price: bigint; ref: string }> | undefined }>;

/** Everything about a settlement that does not depend on what the meter said: many points share one. */
export type PriceSheet = Readonly<{
  prepared: Prepared; quarters: number; intervals: readonly PricedInterval[];
  /** The intervals that are settled: from the first, before the end. */
  settled: readonly Readonly<{ first: number; end: number }>[];
  /** None while something is missing. */
  segments: readonly SheetSegment[];
  missing: readonly MissingInput[];
}>;

/** Lays out the prices of an input for meters of one resolution (`quarters` 1 or 4). The rules are those of `settle`; only the readings are left out. */
export const priceSheet = (input: SettlementInput, quarters: number): PriceSheet => {
  const prepared = prepare(input);
  const length = quarters * QUARTER_MS;
  const { intervals, missing } = priced(prepared, unitIntervals(prepared, quarters), 'days');
  const without = [...prepared.missing, ...missing];
  const placesOf = ({ span }: Segment) => ({ first: (span.from - prepared.span.from) / length, end: (span.to - prepared.span.from) / length });
  const rows = without.length > 0 ? [] : energyParts({ ...prepared, input: withoutReduction(input) }, intervals).parts;
  return {
    prepared, quarters, intervals, missing: without, settled: prepared.segments.map(placesOf),
    segments: without.length > 0 ? [] : prepared.segments.map((segment): SheetSegment => {
      const { first, end } = placesOf(segment);
      const inside = intervals.filter(({ from }) => from >= segment.span.from && from < segment.span.to);
      const { vat, reducedTax } = segment.days[0]!.terms;
      return {
        segment, first, end, vatRate: vat!.rate,
        energy: rows.filter((part) => part.segment === segment).map((part) => energyColumn(part, input)),
        spot: priceColumn(inside.map(({ spot }) => spot?.price)), spotRefs: inside.map(({ spot }) => refsOfPlaces(spot?.places ?? [])),
        standing: standingParts(segment).map(namedPart),
        reducedTax,
      };
    }),
  };
};

/** One watt-hour in every interval of the settled days: what the rules make of it is its price. */
const unitIntervals = ({ segments }: Prepared, quarters: number): readonly BilledInterval[] => segments.flatMap(({ span }) => {
  const count = (span.to - span.from) / (quarters * QUARTER_MS);
  return Array.from({ length: count }, (_, at): BilledInterval => ({ from: span.from + at * quarters * QUARTER_MS, quarters, consumptionWh: 1n, productionWh: 0n, billedWh: 1n, surplusWh: 0n, readings: [] }));
});

const withoutReduction = ({ reduction: _, ...input }: SettlementInput): SettlementInput => input;

const energyColumn = (part: SegmentPart, { charges, reduction }: SettlementInput): EnergyColumn => ({
  identity: part.identity, name: part.name, vatRate: part.vatRate, prices: priceColumn(energyOf(part).map(({ price }) => price)),
  refs: namedPart(part).prices, refsAt: reduction === undefined ? [] : energyOf(part).map(({ prices }) => refsOfPlaces(prices)),
  reducible: reduction !== undefined && isTax(part.identity, charges),
});

const isTax = (identity: LineIdentity, charges: SettlementInput['charges']): boolean =>
  identity.source === 'charge' && charges.some((charge) => charge.category === 'electricityTax' && sameCharge(charge, identity));

/** One entry for each interval, in order. */
const energyOf = ({ entries }: SegmentPart): readonly EnergyEntry[] => entries.filter((entry) => entry.kind === 'energy');

const refsOfPlaces = (places: readonly Place[]): readonly string[] => [...new Set(places.map(({ series }) => series.ref))];

/** @throws RangeError for a price that no `number` holds exactly, which is beyond 90,000 DKK with 11 decimals */
const priceColumn = (prices: readonly (bigint | undefined)[]): PriceColumn => {
  const known = prices.filter((price) => price !== undefined);
  let unit = 10n ** 14n;
  while (unit > 1n && known.some((price) => price % unit !== 0n)) unit /= 10n;
  const values = Float64Array.from(prices, (price) => (price === undefined ? Number.NaN : Number(price / unit)));
  let largest = 0;
  for (const value of values) {
    if (!Number.isNaN(value) && !Number.isSafeInteger(value)) throw new RangeError(`A price of ${value} in units of ${unit} is too large to be summed fast`);
    largest = Math.max(largest, Math.abs(Number.isNaN(value) ? 0 : value));
  }
  const complete = known.length === prices.length;
  return { values, unit, largest, complete, same: complete && known.every((price) => price === known[0]) ? known[0] : undefined };
};
