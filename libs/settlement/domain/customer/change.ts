import { QUARTERS_PER_HOUR } from '#energy';
import { identityText } from './line-identity.js';
import { add, type Exact, negate, NOTHING, toOere } from './exact-amount.js';
import { amountOf, quantityOf, type SegmentPart } from './line.js';
import type { MissingInput } from './missing-input.js';
import { prepare, type Prepared, priced, readingsOf } from './prepare.js';
import { energyParts } from './settle.js';
import { vatOfParts, type VatGroup } from './settlement.js';
import type { ReadingSeries, SettlementInput } from './settlement-input.js';

/** A reading that was corrected: watt-hours of the interval at `at` (epoch milliseconds). */
export type ReadingChange = Readonly<{ at: number; resolution: 'PT1H' | 'PT15M'; oldWh: bigint; newWh: bigint }>;

export type ChangeLine = Readonly<{ id: string; name: string; vatRate: bigint; quantity: bigint; exact: Exact; amountOere: bigint }>;

/** What changed readings change, line by line. `ignored` counts changes outside our supply. */
export type Change = Readonly<{ lines: readonly ChangeLine[]; vat: readonly VatGroup[]; deltaWh: bigint; ignored: number; subtotalOere: bigint; vatOere: bigint; totalOere: bigint }>;

export type ChangeAnswer = Readonly<{ status: 'settled'; change: Change }> | Readonly<{ status: 'notReady'; missing: readonly MissingInput[] }>;

/**
 * The delta engine: for each line the unrounded amount with the new readings minus that with the old, rounded once; for plain prices that is
 * round(sum(delta × rate)). Standing charges do not change. It explains a change; what is billed is the correction (`correctionOf`), so that
 * documents add up. Netting and the tax limit depend on all readings of the period: then `input.readings` must hold them, else they may be absent.
 */
export const settleChange = (input: SettlementInput, changes: readonly ReadingChange[]): ChangeAnswer => {
  const prepared = prepare(input);
  const ours = changes.filter(({ at }) => prepared.segments.some(({ span }) => at >= span.from && at < span.to));
  const needsAll = input.readings.length > 0 || input.reduction !== undefined || input.exportReadings !== undefined;
  const [before, after] = [partsWith(prepared, ours, 'oldWh', needsAll), partsWith(prepared, ours, 'newWh', needsAll)];
  const missing = [...prepared.missing, ...after.missing];
  if (missing.length > 0) return { status: 'notReady', missing };
  const lines = differences(before.parts, after.parts);
  const vat = vatOfParts(lines);
  const subtotalOere = lines.reduce((sum, { amountOere }) => sum + amountOere, 0n);
  const vatOere = vat.reduce((sum, group) => sum + group.vatOere, 0n);
  return { status: 'settled', change: {
    lines, vat, subtotalOere, vatOere, totalOere: subtotalOere + vatOere,
    deltaWh: ours.reduce((sum, { oldWh, newWh }) => sum + newWh - oldWh, 0n), ignored: changes.length - ours.length,
  } };
};

/** Changes whose old value is not what the readings of the input say, so that nobody explains a change that did not happen. */
export const changesThatDoNotFit = (input: SettlementInput, changes: readonly ReadingChange[]): readonly ReadingChange[] => {
  if (input.readings.length === 0) return [];
  const known = new Map(readingsOf({ ...prepare(input), input: { ...input, exportReadings: undefined } }).intervals.map(({ from, quarters, consumptionWh }) => [`${from}/${quarters}`, consumptionWh]));
  return changes.filter(({ at, resolution, oldWh }) => {
    const wh = known.get(`${at}/${quartersIn(resolution)}`);
    return wh !== undefined && wh !== oldWh;
  });
};

const quartersIn = (resolution: 'PT1H' | 'PT15M'): number => (resolution === 'PT1H' ? QUARTERS_PER_HOUR : 1);

type Parts = Readonly<{ parts: readonly SegmentPart[]; missing: readonly MissingInput[] }>;

const partsWith = (prepared: Prepared, changes: readonly ReadingChange[], value: 'oldWh' | 'newWh', needsAll: boolean): Parts => {
  const changed = changes.map((change, at): ReadingSeries => ({
    ref: `changes[${at}]`, resolution: change.resolution, from: change.at, values: [change[value]], registeredAt: Number.MAX_SAFE_INTEGER, version: String(at),
  }));
  const readings = readingsOf({ ...prepared, input: { ...prepared.input, readings: [...prepared.input.readings, ...changed] } });
  const { intervals, missing } = priced(prepared, readings.intervals, 'intervals');
  const gaps = [...(needsAll ? readings.missing : readings.missing.filter(({ code }) => code === 'READINGS_TORN')), ...missing];
  if (prepared.missing.length > 0 || gaps.length > 0) return { parts: [], missing: gaps };
  return energyParts(prepared, intervals);
};

const differences = (before: readonly SegmentPart[], after: readonly SegmentPart[]): readonly ChangeLine[] => {
  const lines = new Map<string, Omit<ChangeLine, 'amountOere'>>();
  for (const [parts, isAfter] of [[before, false], [after, true]] as const) {
    for (const part of parts) {
      const id = identityText(part.identity);
      const known = lines.get(`${id} ${part.vatRate}`) ?? { id, name: part.name, vatRate: part.vatRate, quantity: 0n, exact: NOTHING };
      const [exact, quantity] = [amountOf(part), quantityOf(part.entries)];
      lines.set(`${id} ${part.vatRate}`, { ...known, exact: add(known.exact, isAfter ? exact : negate(exact)), quantity: known.quantity + (isAfter ? quantity : -quantity) });
    }
  }
  return [...lines.values()].filter(({ exact, quantity }) => exact.numerator !== 0n || quantity !== 0n).map((line) => ({ ...line, amountOere: toOere(line.exact) }));
};
