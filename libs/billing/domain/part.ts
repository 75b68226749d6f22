import type { DocumentLine, PartRef, Period, Totals, VatGroup } from './events.js';
import { oereOf, thousandthsOf } from './money.js';

/**
 * What one of settlement's events adds to what is to be billed for a period: the first settlement its figures, a correction or reversal its difference.
 * `full`: the lines of the whole settlement as it then stood, none after a reversal.
 */
export type Part = PartRef & Period & Totals & Readonly<{
  what: 'settled' | 'corrected' | 'reversed';
  gsrn: string; customerId: string; payerId: string; contractId: string; priceArea: string;
  lines: readonly DocumentLine[]; vat: readonly VatGroup[]; full: readonly DocumentLine[];
}>;

/** One settlement of a period and everything that corrected it, until it was settled anew. `first` is the revision of its first event. */
export type Lifetime = Readonly<{ first: number; parts: readonly Part[] }>;

/** The parts of one settled period, by the settlement they belong to: a `settled` begins another one. In order of revision. */
export const lifetimesOf = (parts: readonly Part[]): readonly Lifetime[] => {
  const lifetimes: { first: number; parts: Part[] }[] = [];
  for (const part of [...parts].sort((a, b) => a.revision - b.revision)) {
    if (part.what === 'settled' || lifetimes.length === 0) lifetimes.push({ first: part.revision, parts: [part] });
    else lifetimes.at(-1)!.parts.push(part);
  }
  return lifetimes;
};

/** Whether these parts together change nothing that stands on a document: no amount, no quantity, no VAT on any line. */
export const addsNothing = ({ lines, vat }: Pick<Part, 'lines' | 'vat'>): boolean =>
  lines.every(({ amountDkk, quantity }) => oereOf(amountDkk) === 0n && thousandthsOf(quantity) === 0n) && vat.every(({ vatDkk, baseDkk }) => oereOf(vatDkk) === 0n && oereOf(baseDkk) === 0n);
