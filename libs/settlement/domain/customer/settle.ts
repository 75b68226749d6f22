import { productSubscriptions, reducedTaxLine, standingLine, tariffLine } from './charge-lines.js';
import type { SegmentPart } from './line.js';
import type { MissingInput } from './missing-input.js';
import { prepare, type Prepared, priced, readingsOf } from './prepare.js';
import { type PricedInterval, productLines, surplusLine } from './product-lines.js';
import type { Segment } from './segments.js';
import { type Settlement, settlementOf } from './settlement.js';
import type { Charge, SettlementInput } from './settlement-input.js';
import { type LimitUse, reducedWhOf } from './tax-reduction.js';

export type SettlementAnswer =
  | Readonly<{ status: 'settled'; settlement: Settlement }>
  | Readonly<{ status: 'notReady'; missing: readonly MissingInput[] }>;

/**
 * Settles one point for one period: what the customer owes, line by line, in DKK. Only days of our own supply count.
 * A point with anything missing gets all reasons and no amount. Source: our rules for the customer's bill (README).
 */
export const settle = (input: SettlementInput): SettlementAnswer => {
  const prepared = prepare(input);
  const readings = readingsOf(prepared);
  const { intervals, missing } = priced(prepared, readings.intervals, 'days');
  const without = [...prepared.missing, ...readings.missing, ...missing];
  if (without.length > 0) return { status: 'notReady', missing: without };
  const { parts, limitUses, missing: withoutFullRate } = energyParts(prepared, intervals);
  if (withoutFullRate.length > 0) return { status: 'notReady', missing: withoutFullRate };
  const all = [...parts, ...prepared.segments.flatMap(standingParts)];
  return { status: 'settled', settlement: settlementOf({ input, segments: prepared.segments, intervals, parts: all, limitUses }) };
};

/** Every line that follows from kWh, per segment, unrounded. Terms and prices are complete here: readiness was checked before. */
export const energyParts = (prepared: Prepared, intervals: readonly PricedInterval[]): { parts: readonly SegmentPart[]; limitUses: readonly LimitUse[]; missing: readonly MissingInput[] } => {
  const { reduced, uses, missing } = reducedWhOf(prepared, intervals);
  const parts = prepared.segments.flatMap((segment) => {
    const inside = intervals.filter(({ from }) => from >= segment.span.from && from < segment.span.to);
    return segmentEnergyParts(prepared, segment, inside, reduced);
  });
  return { parts, limitUses: uses, missing };
};

const segmentEnergyParts = ({ tariffs, input }: Prepared, segment: Segment, intervals: readonly PricedInterval[], reduced: ReadonlyMap<number, bigint>): readonly SegmentPart[] => {
  const first = segment.days[0]!;
  const vatRate = first.terms.vat!.rate;
  const chargeParts = first.terms.charges.filter(({ charge }) => charge.type === 'tariff').map(({ charge }): SegmentPart => ({
    ...(charge.category === 'electricityTax' && input.reduction ? reducedTaxLine(charge, intervals, tariffs, ({ from }) => reduced.get(from) ?? 0n) : tariffLine(charge, intervals, tariffs)),
    vatRate: charge.vatExempt ? 0n : vatRate, segment,
  }));
  return [...[...productLines(intervals, first), ...surplusLine(intervals)].map((part) => ({ ...part, vatRate, segment })), ...chargeParts];
};

/** Lines that follow from days: subscriptions and fees. */
export const standingParts = (segment: Segment): readonly SegmentPart[] => {
  const { terms } = segment.days[0]!;
  const vatRate = terms.vat!.rate;
  return [
    ...standingCharges(segment)
      .map((charge): SegmentPart => ({ ...standingLine(charge, segment.days), vatRate: charge.vatExempt ? 0n : vatRate, segment })),
    ...productSubscriptions(segment.days).map((part): SegmentPart => ({ ...part, vatRate, segment })),
  ];
};

/** Subscriptions hold for the whole segment; a fee is linked to single days of it. */
const standingCharges = ({ days }: Segment): readonly Charge[] =>
  [...new Set(days.flatMap(({ terms }) => terms.charges.map(({ charge }) => charge)))].filter(({ type }) => type !== 'tariff');
