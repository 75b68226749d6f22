import { QUARTER_MS } from '#energy';
import type { Exact } from '../exact-amount.js';
import { ofEnergy, toOere } from '../exact-amount.js';
import { settle, type SettlementAnswer } from '../settle.js';
import { type Figures, figuresOf, type LinePart, type NamedPart } from '../settlement.js';
import type { SettlementInput } from '../settlement-input.js';
import { reducedWhOf, type ReducedTax } from '../tax-reduction.js';
import type { MissingInput } from '../missing-input.js';
import { absoluteSum, guardedDot } from '../../portfolio/weighted-sum.js';
import { type MeterValues, meterValues, netted, refsOf } from './meter-values.js';
import type { EnergyColumn, PriceColumn, PriceRefs, PriceSheet, SheetSegment } from './price-sheet.js';
import type { PriceSheets } from './price-sheets.js';

export type FiguresAnswer = Readonly<{ status: 'settled'; figures: Figures }> | Readonly<{ status: 'notReady'; missing: readonly MissingInput[] }>;

/**
 * The same figures as `settle`, to the øre and by the same rules, without the reason of every interval: points that pay the same prices share
 * one sheet of them, and energy × price is one guarded sum. What is out of the ordinary (something missing, meters of two resolutions,
 * production measured on some days only, the hub's own series of electrical heating) is settled by `settle` itself.
 */
export const settleSums = (input: SettlementInput, sheets: PriceSheets): FiguresAnswer => quickly(input, sheets) ?? figuresFrom(settle(input));

const figuresFrom = (answer: SettlementAnswer): FiguresAnswer => (answer.status === 'notReady' ? answer : { status: 'settled', figures: answer.settlement });

/** Undefined where the intervals have to be looked at one by one. */
export const quickly = (input: SettlementInput, sheets: PriceSheets): FiguresAnswer | undefined => {
  const { reduction } = input;
  if (input.exportCoupled !== undefined || reduction?.fullRate !== undefined || (reduction !== undefined && reduction.usedBeforeWh === undefined)) return undefined;
  const span = sheets.spanOf(input);
  const [used, produced] = [meterValues(input.readings, span), input.exportReadings && meterValues(input.exportReadings, span)];
  if (!used || (input.exportReadings && produced?.quarters !== used.quarters)) return undefined;
  const sheet = sheets.of(input, used.quarters);
  if (!sheet || sheet.settled.some(({ first, end }) => lacks(used.wh, first, end) || (produced && lacks(produced.wh, first, end)))) return undefined;
  if (sheet.missing.length > 0) return produced || reduction ? undefined : { status: 'notReady', missing: sheet.missing }; // more may be missing for the point's own surplus and reduced tax
  return settled(input, sheet, used, produced);
};

const settled = (input: SettlementInput, sheet: PriceSheet, used: MeterValues, produced: MeterValues | undefined): FiguresAnswer | undefined => {
  const net = produced && netted(used.wh, produced.wh);
  const [billed, surplus] = [net?.billed ?? used.wh, net?.surplus];
  const tax = reducedTax(input, sheet, billed);
  const meters = produced ? [used, produced] : [used];
  const parts: NamedPart[] = [];
  for (const segment of sheet.segments) {
    const energy = segmentParts(segment, {
      billed, surplus, tax, readings: refsOf(meters, segment.first, segment.end),
      readingsWhere: (values) => refsOf(meters, segment.first, segment.end, (at) => values[at - segment.first] !== 0),
    });
    if (!energy) return undefined;
    parts.push(...energy, ...segment.standing);
  }
  const total = (values: Float64Array | undefined) => (values ? sheet.segments.reduce((sum, { first, end }) => sum + sumOf(values.subarray(first, end)), 0n) : 0n);
  return {
    status: 'settled',
    figures: figuresOf({
      input, segments: sheet.prepared.segments, parts, limitUses: tax.uses,
      quantities: { consumptionWh: total(used.wh), billedWh: total(billed), productionWh: total(produced?.wh), surplusWh: total(surplus) },
    }),
  };
};

/** What was measured: energy of each interval of the period after netting, and the series it comes from in the segment. */
type Measured = Readonly<{ billed: Float64Array; surplus: Float64Array | undefined; tax: ReducedWh; readings: readonly string[]; /** Of the intervals of the segment in which the values are not 0. */ readingsWhere(values: Float64Array): readonly string[] }>;

/** Undefined when a surplus has no spot price. */
const segmentParts = (segment: SheetSegment, { billed, surplus, tax, readings, readingsWhere }: Measured): readonly NamedPart[] | undefined => {
  const { first, end, energy, spot, spotRefs, vatRate } = segment;
  const wh = billed.subarray(first, end);
  const [sum, size] = [sumOf(wh), absoluteSum(wh)];
  const reduced = tax.at?.subarray(first, end);
  const parts = energy.map((column) => {
    if (!column.reducible || !reduced || !segment.reducedTax) return named(segment, column, { quantity: sum, exact: amount(column.prices, wh, sum, size), sign: 1n, readings, prices: column.refs });
    return named(segment, column, { quantity: sum, exact: reducedAmount(column, wh, reduced, segment.reducedTax.price), sign: 1n, readings, prices: reducedRefs(column, wh, reduced, segment.reducedTax.ref) });
  });
  const credited = surplus?.subarray(first, end);
  const creditedWh = credited ? sumOf(credited) : 0n;
  if (!credited || creditedWh === 0n) return parts;
  if (!spot.complete) return undefined;
  const { numerator, denominator } = amount(spot, credited, creditedWh, absoluteSum(credited));
  const line = { identity: { source: 'spot', component: 'surplus' }, name: 'Surplus production', vatRate } as const;
  return [...parts, named(segment, line, { quantity: creditedWh, exact: { numerator: -numerator, denominator }, sign: -1n, readings: readingsWhere(credited), prices: refsWhere(spotRefs, (at) => credited[at] !== 0) })];
};

type Found = Readonly<{ quantity: bigint; exact: Exact; sign: LinePart['sign']; readings: readonly string[]; prices: readonly string[] }>;

const named = ({ segment: { from, to } }: SheetSegment, { identity, name, vatRate }: Pick<EnergyColumn, 'identity' | 'name' | 'vatRate'>, { readings, prices, ...found }: Found): NamedPart =>
  ({ identity, name, readings, prices, part: { from, to, vatRate, ...found, amountOere: toOere(found.exact), entries: [] } });

/** The names of the intervals that are meant, each once, in order. */
const refsWhere = (refs: PriceRefs, meant: (at: number) => boolean): readonly string[] => {
  const found = new Set<string>();
  refs.forEach((own, at) => { if (meant(at)) for (const ref of own) found.add(ref); });
  return [...found];
};

/** An interval that pays the reduced rate alone does not rest on the full one. */
const reducedRefs = ({ refsAt }: EnergyColumn, wh: Float64Array, reduced: Float64Array, ref: string): readonly string[] => {
  const found = new Set<string>();
  refsAt.forEach((own, at) => {
    if (reduced[at] === 0 || wh[at] !== reduced[at]) for (const one of own) found.add(one);
    if (reduced[at] !== 0) found.add(ref);
  });
  return [...found];
};

const amount = ({ same, values, largest, unit }: PriceColumn, wh: Float64Array, sum: bigint, size: number): Exact =>
  ofEnergy(same !== undefined ? sum * same : BigInt(guardedDot(wh, size, values, largest)) * unit);

/** Full rate on everything, less the difference to the reduced rate on what is above the limit. */
const reducedAmount = ({ prices }: EnergyColumn, wh: Float64Array, reduced: Float64Array, reducedPrice: bigint): Exact => {
  const full = amount(prices, wh, sumOf(wh), absoluteSum(wh));
  const reducedWh = sumOf(reduced);
  const atFullRate = amount(prices, reduced, reducedWh, absoluteSum(reduced));
  return ofEnergy(full.numerator - atFullRate.numerator + reducedWh * reducedPrice);
};

/** Watt-hours of each interval that pay the reduced tax, and how far the limit was used. */
type ReducedWh = Readonly<{ at: Float64Array | undefined; uses: ReducedTax['uses'] }>;

const reducedTax = (input: SettlementInput, { prepared, intervals, quarters }: PriceSheet, billed: Float64Array): ReducedWh => {
  if (!input.reduction) return { at: undefined, uses: [] };
  const length = quarters * QUARTER_MS;
  const place = (from: number) => (from - prepared.span.from) / length;
  const { reduced, uses } = reducedWhOf({ input, calendar: prepared.calendar }, intervals.map((one) => ({ ...one, billedWh: BigInt(billed[place(one.from)]!) })));
  const at = new Float64Array(billed.length);
  for (const [from, wh] of reduced) at[place(from)] = Number(wh);
  return { at, uses };
};

const lacks = (values: Float64Array, first: number, end: number): boolean => {
  for (let at = first; at < end; at++) if (Number.isNaN(values[at])) return true;
  return false;
};

/** Exact: watt-hours of a period stay far below 2^53 or are added as bigint. */
const sumOf = (values: Float64Array): bigint => {
  if (absoluteSum(values) > Number.MAX_SAFE_INTEGER) return values.reduce((sum, value) => sum + BigInt(value), 0n);
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return BigInt(sum);
};
