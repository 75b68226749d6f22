import { scaledFromText, textFromScaled } from '#energy';
import { correctionOf } from '../customer/correction.js';
import type { BilledDocument } from '../customer/billed-document.js';
import { oereText } from '../customer/exact-amount.js';
import type { DeltaLine, Figures, SettledLine, Totals, VatGroup } from '../events.js';

/** What all events of a settlement so far add up to. Quantity × 1000; amounts in øre; VAT by rate as text. */
export type Said = Readonly<{ lines: Readonly<Record<string, SaidLine>>; vat: Readonly<Record<string, SaidVat>> }>;
export type SaidLine = Readonly<{ name: string; unit: SettledLine['unit']; quantity: bigint; amountOere: bigint }>;
export type SaidVat = Readonly<{ baseOere: bigint; vatOere: bigint }>;

/** What a correction or reversal adds. */
export type Delta = Totals & Readonly<{ lines: readonly DeltaLine[]; vat: readonly VatGroup[] }>;

export const NOTHING_SAID: Said = { lines: {}, vat: {} };

const NO_FIGURES: Pick<Figures, 'lines' | 'vat'> = { lines: [], vat: [] };
const QUANTITY_DECIMALS = 3;

const quantityOf = (text: string): bigint => scaledFromText(text, QUANTITY_DECIMALS);
const oereOf = (text: string): bigint => scaledFromText(text, 2);

/** What was said and what an event adds to it. */
export const plus = (said: Said, { lines, vat }: Readonly<{ lines: readonly DeltaLine[]; vat: readonly VatGroup[] }>): Said => {
  const [sums, rates] = [{ ...said.lines }, { ...said.vat }];
  for (const { id, name, unit, quantity, amountDkk } of lines) {
    const so = sums[id];
    sums[id] = { name, unit, quantity: (so?.quantity ?? 0n) + quantityOf(quantity), amountOere: (so?.amountOere ?? 0n) + oereOf(amountDkk) };
  }
  for (const { rate, baseDkk, vatDkk } of vat) {
    const so = rates[rate];
    rates[rate] = { baseOere: (so?.baseOere ?? 0n) + oereOf(baseDkk), vatOere: (so?.vatOere ?? 0n) + oereOf(vatDkk) };
  }
  return { lines: sums, vat: rates };
};

/** The new figures minus everything said: by the rule of corrections, and VAT by rate. */
export const deltaTo = (figures: Pick<Figures, 'lines' | 'vat'>, said: Said): Delta => {
  const before: BilledDocument = {
    id: 'said', vatOere: sumOf(Object.values(said.vat).map(({ vatOere }) => vatOere)),
    lines: Object.entries(said.lines).map(([id, { name, quantity, amountOere }]) => ({ id, name, quantity, amountOere })),
  };
  const correction = correctionOf({
    lines: figures.lines.map(({ id, name, quantity, amountDkk }) => ({ id, name, quantity: quantityOf(quantity), amountOere: oereOf(amountDkk) })),
    vatOere: sumOf(figures.vat.map(({ vatDkk }) => oereOf(vatDkk))),
  }, [before]);
  const units = new Map([...Object.entries(said.lines), ...figures.lines.map((line) => [line.id, line] as const)].map(([id, { unit }]) => [id, unit]));
  return {
    lines: correction.lines.map(({ id, name, quantity, amountOere }) => ({ id, name, unit: units.get(id)!, quantity: textFromScaled(quantity, QUANTITY_DECIMALS), amountDkk: oereText(amountOere) })),
    vat: vatDelta(figures.vat, said.vat),
    subtotalDkk: oereText(correction.subtotalOere), vatDkk: oereText(correction.vatOere), totalDkk: oereText(correction.totalOere),
  };
};

/** Takes back everything that was said, to the øre. */
export const takenBack = (said: Said): Delta => deltaTo(NO_FIGURES, said);

/** Nothing is added on any line, nor to VAT. */
export const isNothing = ({ lines, vat }: Delta): boolean => lines.length === 0 && vat.length === 0;

const vatDelta = (now: readonly VatGroup[], before: Said['vat']): readonly VatGroup[] => {
  const rates = new Set([...now.map(({ rate }) => rate), ...Object.keys(before)]);
  return [...rates].flatMap((rate): VatGroup[] => {
    const is = now.filter((group) => group.rate === rate);
    const [baseOere, vatOere] = [sumOf(is.map(({ baseDkk }) => oereOf(baseDkk))) - (before[rate]?.baseOere ?? 0n), sumOf(is.map(({ vatDkk }) => oereOf(vatDkk))) - (before[rate]?.vatOere ?? 0n)];
    return baseOere === 0n && vatOere === 0n ? [] : [{ rate, baseDkk: oereText(baseOere), vatDkk: oereText(vatOere) }];
  });
};

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
