import { QUARTER_MS } from '#energy';
import type { Exact } from '../exact-amount.js';
import { ofEnergy, toOere } from '../exact-amount.js';
import { settle, type SettlementAnswer } from '../settle.js';
import { type Figures, figuresOf, type LinePart, type NamedPart } from '../settlement.js';
import type { SettlementInput } from '../settlement-input.js';
import { reducedWhOf, type ReducedTax } from '../tax-reduction.js';
import type { MissingInput } from '../missing-input.js';
import { absoluteSum, guardedDot } from '../../portfolio/weighted-sum.js';
import { type MeterValues, meterValues, netted } from './meter-values.js';
import type { EnergyColumn, PriceColumn, PriceSheet, SheetSegment } from './price-sheet.js';
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
  if (!sheet || sheet.segments.some(({ first, end }) => lacks(used.wh, first, end) || (produced && lacks(produced.wh, first, end)))) return undefined;
  if (sheet.missing.length > 0) return { status: 'notReady', missing: sheet.missing };
  return settled(input, sheet, used, produced);
};

const settled = (input: SettlementInput, sheet: PriceSheet, used: MeterValues, produced: MeterValues | undefined): FiguresAnswer | undefined => {
  const net = produced && netted(used.wh, produced.wh);
  const [billed, surplus] = [net?.billed ?? used.wh, net?.surplus];
  const tax = reducedTax(input, sheet, billed);
  const parts: NamedPart[] = [];
  for (const segment of sheet.segments) {
    const energy = segmentParts(segment, billed, surplus, tax);
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

/** Undefined when a surplus has no spot price. */
const segmentParts = (segment: SheetSegment, billed: Float64Array, surplus: Float64Array | undefined, tax: ReducedWh): readonly NamedPart[] | undefined => {
  const { first, end, energy, spot, vatRate } = segment;
  const wh = billed.subarray(first, end);
  const [sum, size] = [sumOf(wh), absoluteSum(wh)];
  const parts = energy.map((column) => {
    const exact = column.reducible ? reducedAmount(segment, column, wh, tax.at) : amount(column.prices, wh, sum, size);
    return named(segment, column, sum, exact, 1n);
  });
  if (!surplus) return parts;
  const credited = surplus.subarray(first, end);
  const creditedWh = sumOf(credited);
  if (creditedWh === 0n) return parts;
  if (!spot.complete) return undefined;
  const credit = amount(spot, credited, creditedWh, absoluteSum(credited));
  const line = { identity: { source: 'spot', component: 'surplus' }, name: 'Surplus production', vatRate } as const;
  return [...parts, named(segment, line, creditedWh, { numerator: -credit.numerator, denominator: credit.denominator }, -1n)];
};

const named = ({ segment: { from, to } }: SheetSegment, { identity, name, vatRate }: Pick<EnergyColumn, 'identity' | 'name' | 'vatRate'>, quantity: bigint, exact: Exact, sign: LinePart['sign']): NamedPart =>
  ({ identity, name, part: { from, to, vatRate, quantity, exact, amountOere: toOere(exact), sign, entries: [] } });

const amount = ({ same, values, largest, unit }: PriceColumn, wh: Float64Array, sum: bigint, size: number): Exact =>
  ofEnergy(same !== undefined ? sum * same : BigInt(guardedDot(wh, size, values, largest)) * unit);

/** Full rate on everything, less the difference to the reduced rate on what is above the limit. */
const reducedAmount = (segment: SheetSegment, { prices }: EnergyColumn, wh: Float64Array, reduced: Float64Array | undefined): Exact => {
  const full = amount(prices, wh, sumOf(wh), absoluteSum(wh));
  const above = reduced?.subarray(segment.first, segment.end);
  if (!above || segment.reducedTax === undefined) return full;
  const aboveWh = sumOf(above);
  const atFullRate = amount(prices, above, aboveWh, absoluteSum(above));
  return ofEnergy(full.numerator - atFullRate.numerator + aboveWh * segment.reducedTax);
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
