import { derivedId } from '#kernel';
import { add, type Exact, NOTHING, toOere, vatOf } from './exact-amount.js';
import { amountOf, type Entry, quantityOf, type SegmentPart } from './line.js';
import { type LineIdentity, identityText } from './line-identity.js';
import type { Place } from './place.js';
import type { PricedInterval } from './product-lines.js';
import { type Period, RULES_VERSION, type SettlementInput } from './settlement-input.js';
import type { Segment } from './segments.js';
import type { LimitUse } from './tax-reduction.js';

/** A line within one segment: summed unrounded, rounded once. Quantity × 1000 in kWh or days. */
export type LinePart = Readonly<{ from: string; to: string; vatRate: bigint; quantity: bigint; exact: Exact; amountOere: bigint; sign: 1n | -1n; entries: readonly Entry[] }>;

/** What the customer pays for one thing: the sum of its rounded parts. */
export type Line = Readonly<{
  id: string; identity: LineIdentity; name: string;
  unit: 'kWh' | 'day';
  quantity: bigint; exact: Exact; amountOere: bigint;
  parts: readonly LinePart[];
  /** Series and prices it rests on, by their place in the input. */
  readings: readonly string[]; prices: readonly string[];
}>;

/** VAT is rounded once on the sum of the rounded lines of one rate. */
export type VatGroup = Readonly<{ rate: bigint; baseOere: bigint; vatOere: bigint }>;

/** Watt-hours of the settled days. `consumption` is what the meter says; `billed` is what is left after netting. */
export type Quantities = Readonly<{ consumptionWh: bigint; billedWh: bigint; productionWh: bigint; surplusWh: bigint }>;

/** What a settlement says, without the proof of what it rests on. */
export type Figures = Readonly<{
  rulesVersion: string; gsrn: string; zone: string; period: Period;
  segments: readonly Period[];
  lines: readonly Line[]; vat: readonly VatGroup[]; quantities: Quantities;
  subtotalOere: bigint; vatOere: bigint; totalOere: bigint;
  limitUses: readonly LimitUse[];
}>;

export type Settlement = Figures & Readonly<{
  /** Same inputs and rules, same digest: whoever keeps it can prove that nothing was changed behind a settled amount. */
  inputsDigest: string;
}>;

type Material = Readonly<{ input: SettlementInput; segments: readonly Segment[]; intervals: readonly PricedInterval[]; parts: readonly SegmentPart[]; limitUses: readonly LimitUse[] }>;

export const settlementOf = ({ input, segments, intervals, parts, limitUses }: Material): Settlement => ({
  ...figuresOf({ input, segments, parts: parts.map(namedPart), limitUses, quantities: quantitiesOf(intervals) }),
  inputsDigest: derivedId('settlement-inputs', RULES_VERSION, inputsText(input)),
});

type FiguresMaterial = Pick<Material, 'segments' | 'limitUses'> & Readonly<{ input: Pick<SettlementInput, 'gsrn' | 'zone' | 'period'>; parts: readonly NamedPart[]; quantities: Quantities }>;

/** Lines, VAT and totals from parts that are rounded already. */
export const figuresOf = ({ input, segments, parts, limitUses, quantities }: FiguresMaterial): Figures => {
  const lines = linesOf(parts);
  const vat = vatOfParts(lines.flatMap((line) => line.parts));
  const subtotalOere = lines.reduce((sum, { amountOere }) => sum + amountOere, 0n);
  const vatOere = vat.reduce((sum, group) => sum + group.vatOere, 0n);
  return {
    rulesVersion: RULES_VERSION, gsrn: input.gsrn, zone: input.zone, period: input.period,
    segments: segments.map(({ from, to }) => ({ from, to })),
    lines, vat, quantities, subtotalOere, vatOere, totalOere: subtotalOere + vatOere, limitUses,
  };
};

/** A rounded part, what it is about and which series and prices it rests on, by their place in the input. */
export type NamedPart = Readonly<{ identity: LineIdentity; name: string; part: LinePart; readings: readonly string[]; prices: readonly string[] }>;

/** A part with its reasons. */
export const namedPart = (of: SegmentPart): NamedPart => ({
  identity: of.identity, name: of.name, part: roundedPart(of),
  readings: seriesOf(of.entries, (entry) => (entry.kind === 'energy' ? entry.readings : [])), prices: seriesOf(of.entries, (entry) => entry.prices),
});

/** Parts of the same identity become one line; the order is that of a bill. */
const linesOf = (parts: readonly NamedPart[]): readonly Line[] => {
  const byId = new Map<string, NamedPart[]>();
  for (const one of parts) {
    const id = identityText(one.identity);
    const same = byId.get(id);
    if (same) same.push(one);
    else byId.set(id, [one]);
  }
  return [...byId].map(([id, own]): Line => {
    const { identity, name } = own[0]!;
    const rounded = own.map(({ part }) => part);
    return {
      id, identity, name, unit: isStanding(identity) ? 'day' : 'kWh', parts: rounded,
      quantity: rounded.reduce((sum, { quantity }) => sum + quantity, 0n),
      exact: rounded.reduce((sum, { exact }) => add(sum, exact), NOTHING),
      amountOere: rounded.reduce((sum, { amountOere }) => sum + amountOere, 0n),
      readings: united(own.map(({ readings }) => readings)), prices: united(own.map(({ prices }) => prices)),
    };
  }).sort((a, b) => rank(a.identity) - rank(b.identity));
};

/** Each once, in the order of their first mention. */
const united = (lists: readonly (readonly string[])[]): readonly string[] => (lists.length === 1 ? lists[0]! : [...new Set(lists.flat())]);

/** Summed unrounded, rounded once. */
const roundedPart = (part: SegmentPart): LinePart => {
  const exact = amountOf(part);
  return { from: part.segment.from, to: part.segment.to, vatRate: part.vatRate, quantity: quantityOf(part.entries), exact, amountOere: toOere(exact), sign: part.sign, entries: part.entries };
};

/** VAT once on each rate's rounded amounts. */
export const vatOfParts = (parts: readonly Readonly<{ vatRate: bigint; amountOere: bigint }>[]): readonly VatGroup[] => {
  const bases = new Map<bigint, bigint>();
  for (const { vatRate, amountOere } of parts) bases.set(vatRate, (bases.get(vatRate) ?? 0n) + amountOere);
  return [...bases].map(([rate, baseOere]) => ({ rate, baseOere, vatOere: vatOf(baseOere, rate) }));
};

const quantitiesOf = (intervals: readonly PricedInterval[]): Quantities => {
  const sum = (key: 'consumptionWh' | 'billedWh' | 'productionWh' | 'surplusWh'): bigint => intervals.reduce((total, one) => total + one[key], 0n);
  return { consumptionWh: sum('consumptionWh'), billedWh: sum('billedWh'), productionWh: sum('productionWh'), surplusWh: sum('surplusWh') };
};

const isStanding = (identity: LineIdentity): boolean =>
  (identity.source === 'charge' ? identity.type !== 'tariff' : identity.source === 'product' && identity.component === 'subscription');

/** Energy, tariffs and tax, standing charges, product subscriptions, credit. */
const rank = (identity: LineIdentity): number => {
  if (identity.source === 'spot') return identity.component === 'consumption' ? 0 : 5;
  if (identity.source === 'product') return identity.component === 'subscription' ? 4 : 1;
  return identity.type === 'tariff' ? 2 : 3;
};

/** The series and entries of the input that the entries rest on. */
const seriesOf = (entries: readonly Entry[], placesOf: (entry: Entry) => readonly Place[]): readonly string[] => {
  const series = new Set<Place['series']>();
  for (const entry of entries) for (const place of placesOf(entry)) series.add(place.series);
  return [...new Set([...series].map(({ ref }) => ref))];
};

/** The inputs as text. Values of a series are written in one go; bigint has no JSON of its own. */
const inputsText = (input: SettlementInput): string => JSON.stringify(input, (_, value: unknown) => {
  if (typeof value === 'bigint') return value.toString();
  return Array.isArray(value) && typeof value[0] === 'bigint' ? value.join() : value;
});
