import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BilledDocument } from './billed-document.js';
import { correctionOf, documentOf } from './correction.js';
import { explain, type Explanation } from './explanation.js';
import { disagreements } from './recompute.js';
import type { Settlement } from './settlement.js';
import type { SettlementInput } from './settlement-input.js';
import { flatTariff, inputOf, price, readingSeries, settled, spotSeries } from './testing.js';

const SEED = 20250101;
const RUNS = { seed: SEED, numRuns: 60 };
const FROM = '2025-01-28';
const TO = '2025-02-03';
const HOURS = 6 * 24;

const kwh = fc.integer({ min: 0, max: 5_000 }).map((wh) => `${Math.floor(wh / 1000)}.${String(wh % 1000).padStart(3, '0')}`);
const dkk = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3_000_000 })).map(([negative, micro]) => `${negative ? '-' : ''}${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}`);
const dayInside = fc.constantFrom('2025-01-29', '2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02');

type Draw = Readonly<{ used: string[]; made: string[]; spot: string[]; net: string; laterNet: string; changeOn: string; changes: boolean; solar: boolean; margin: string; subscription: string }>;

const draws = fc.record({
  used: fc.array(kwh, { minLength: HOURS, maxLength: HOURS }), made: fc.array(kwh, { minLength: HOURS, maxLength: HOURS }), spot: fc.array(dkk, { minLength: HOURS, maxLength: HOURS }),
  net: dkk, laterNet: dkk, changeOn: dayInside, changes: fc.boolean(), solar: fc.boolean(), margin: dkk, subscription: dkk,
});

/** A spot customer over the end of a month, perhaps with solar cells and a tariff that changes. */
const inputFrom = ({ used, made, spot, net, laterNet, changeOn, changes, solar, margin, subscription }: Draw, more: Partial<SettlementInput> = {}): SettlementInput => inputOf(FROM, TO, '0', {
  readings: [readingSeries(`${FROM}T00:00Z`, used)], spot: [spotSeries(`${FROM}T00:00Z`, spot)],
  ...(solar ? { exportReadings: [readingSeries(`${FROM}T00:00Z`, made, { ref: 'exportReadings[0]' })] } : {}),
  products: [{ id: 'p', name: 'P', kind: 'spot', prices: [{ ref: 'p', from: '2000-01-01', marginPerKwh: price(margin), subscriptionPerMonth: price(subscription) }] }],
  contracts: [{ id: 'C', from: '2000-01-01', products: [{ from: '2000-01-01', product: 'p' }] }],
  charges: [
    flatTariff('net', '0', { dated: [{ ref: 'a', from: '2000-01-01', price: price(net) }, ...(changes ? [{ ref: 'b', from: changeOn, price: price(laterNet) }] : [])] }),
    flatTariff('sub', '49', { type: 'subscription', resolution: 'P1M' }),
  ],
  ...more,
});

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

describe(`properties of a settlement (seed ${SEED})`, () => {
  it('lines add up to the subtotal, parts to their line, and VAT to the total', () => fc.assert(fc.property(draws, (draw) => {
    const { lines, subtotalOere, vatOere, totalOere, vat } = settled(inputFrom(draw));
    expect(sumOf(lines.map(({ amountOere }) => amountOere))).toBe(subtotalOere);
    for (const { parts, amountOere, quantity } of lines) {
      expect(sumOf(parts.map((part) => part.amountOere))).toBe(amountOere);
      expect(sumOf(parts.map((part) => part.quantity))).toBe(quantity);
    }
    expect(sumOf(vat.map((group) => group.baseOere))).toBe(subtotalOere);
    expect(subtotalOere + vatOere).toBe(totalOere);
  }), RUNS));

  it('splitting a period at a day without change moves each line by at most the rounding of one more part', () => fc.assert(fc.property(draws, dayInside, (draw, day) => {
    const whole = settled(inputFrom(draw));
    const halves = [settled({ ...inputFrom(draw), period: { from: FROM, to: day } }), settled({ ...inputFrom(draw), period: { from: day, to: TO } })];
    const [together, apart] = [exactByLine([whole]), exactByLine(halves)];
    expect([...apart.keys()].sort()).toEqual([...together.keys()].sort());
    for (const [id, one] of together) {
      const two = apart.get(id)!;
      expect(one.numerator * two.denominator).toBe(two.numerator * one.denominator); // unrounded nothing changes at all
      expect(absolute(one.amountOere - two.amountOere)).toBeLessThanOrEqual(1n);
    }
    if (draw.changes && draw.changeOn === day) for (const [id, one] of together) expect(apart.get(id)!.amountOere).toBe(one.amountOere); // it was split there anyway
  }), RUNS));

  it('any chain of corrections adds up to the last full settlement, VAT included', () => fc.assert(fc.property(fc.array(draws, { minLength: 2, maxLength: 4 }), (chain) => {
    const documents: BilledDocument[] = [];
    for (const draw of chain) {
      const now = settled(inputFrom(draw));
      documents.push(documentOf(`D${documents.length}`, correctionOf(now, documents)));
      const billed = new Map<string, bigint>();
      for (const line of documents.flatMap(({ lines }) => lines)) billed.set(line.id, (billed.get(line.id) ?? 0n) + line.amountOere);
      const owed = new Map(now.lines.map(({ id, amountOere }) => [id, amountOere]));
      for (const [id, amount] of billed) expect(amount).toBe(owed.get(id) ?? 0n);
      expect(sumOf([...billed.values()]) + sumOf(documents.map(({ vatOere }) => vatOere))).toBe(now.totalOere);
    }
    const again = correctionOf(settled(inputFrom(chain.at(-1)!)), documents);
    expect(again).toMatchObject({ lines: [], totalOere: 0n }); // correcting twice corrects nothing
  }), { ...RUNS, numRuns: 25 }));

  it('an explanation recomputes to the amounts it states, and does not when a leaf is changed enough', () => fc.assert(fc.property(draws, fc.nat(), (draw, at) => {
    const input = inputFrom(draw);
    const tree = JSON.parse(JSON.stringify(explain(settled(input), input))) as Explanation;
    expect(disagreements(tree)).toEqual([]);
    const intervals = tree.lines.flatMap(({ parts }) => parts).flatMap((part) => part.intervals).filter(({ priceDkkPerKwh }) => Math.abs(Number(priceDkkPerKwh)) > 0.1);
    fc.pre(intervals.length > 0);
    const leaf = intervals[at % intervals.length] as { kwh: string };
    leaf.kwh = String(Number(leaf.kwh.split('.')[0]) + 1000);
    expect(disagreements(tree).length).toBeGreaterThan(0);
  }), { ...RUNS, numRuns: 25 }));

  it('a settlement asked twice is the same', () => fc.assert(fc.property(draws, (draw) => {
    expect(settled(inputFrom(draw))).toEqual(settled(inputFrom(draw)));
  }), { ...RUNS, numRuns: 10 }));
});

type Sum = { numerator: bigint; denominator: bigint; amountOere: bigint };

const exactByLine = (settlements: readonly Settlement[]): ReadonlyMap<string, Sum> => {
  const sums = new Map<string, Sum>();
  for (const { id, exact, amountOere } of settlements.flatMap(({ lines }) => lines)) {
    const known = sums.get(id) ?? { numerator: 0n, denominator: 1n, amountOere: 0n };
    sums.set(id, {
      numerator: known.numerator * exact.denominator + exact.numerator * known.denominator, denominator: known.denominator * exact.denominator, amountOere: known.amountOere + amountOere,
    });
  }
  return sums;
};
