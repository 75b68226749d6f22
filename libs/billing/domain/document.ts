import type { Corrects, DocumentKind, DocumentLine, Draft, PartRef, Section, Totals, VatGroup } from './events.js';
import { dkkOf, negatedDkk, oereOf, quantityOf, sumDkk, thousandthsOf } from './money.js';
import type { Part } from './part.js';

/** Most periods on one document, so that it stays well below what a store takes for one event (1 MiB). A payer with more gets several. */
export const MOST_PERIODS = 100;

/**
 * What a document says about one settled period: the sum of its parts, line by line and, for VAT, rate by rate. VAT is what settlement stated for each
 * part, so that a period's documents always add up to its latest settlement. Lines that cancel out are left out.
 * @throws RangeError without parts
 */
export const sectionOf = (parts: readonly Part[]): Section => {
  const last = parts.at(-1);
  if (!last) throw new RangeError('A section needs at least one part');
  const { gsrn, from, to, customerId, priceArea, settlementId } = last;
  return {
    gsrn, from, to, customerId, priceArea, settlementId, parts: parts.map(refOf),
    lines: sumOfLines(parts, last.full), vat: sumOfVat(parts.flatMap(({ vat }) => vat)), ...sumOfTotals(parts),
  };
};

const refOf = ({ stream, revision, settlementId, number }: Part): PartRef => ({ stream, revision, settlementId, number });

const sumOfLines = (parts: readonly Part[], full: readonly DocumentLine[]): DocumentLine[] => {
  const sums = new Map<string, { line: DocumentLine; quantity: bigint; oere: bigint }>();
  for (const { lines } of parts) {
    for (const line of lines) {
      const before = sums.get(line.id);
      sums.set(line.id, { line, quantity: (before?.quantity ?? 0n) + thousandthsOf(line.quantity), oere: (before?.oere ?? 0n) + oereOf(line.amountDkk) });
    }
  }
  const whole = new Map(full.map((line) => [line.id, line]));
  return [...sums].filter(([, { quantity, oere }]) => quantity !== 0n || oere !== 0n).map(([id, { line, quantity, oere }]) => {
    const sum = { id, name: line.name, unit: line.unit, quantity: quantityOf(quantity), amountDkk: dkkOf(oere) };
    const own = whole.get(id); // the settlement's own line, when the parts add up to just that
    const unitPriceDkk = own && thousandthsOf(own.quantity) === quantity && oereOf(own.amountDkk) === oere ? own.unitPriceDkk : undefined;
    return { ...sum, ...(unitPriceDkk !== undefined && { unitPriceDkk }) };
  });
};

const sumOfVat = (groups: readonly VatGroup[]): VatGroup[] => {
  const sums = new Map<string, { base: bigint; vat: bigint }>();
  for (const { rate, baseDkk, vatDkk } of groups) {
    const before = sums.get(rate) ?? { base: 0n, vat: 0n };
    sums.set(rate, { base: before.base + oereOf(baseDkk), vat: before.vat + oereOf(vatDkk) });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rate, { base, vat }]) => ({ rate, baseDkk: dkkOf(base), vatDkk: dkkOf(vat) }));
};

const sumOfTotals = (of: readonly Totals[]): Totals => ({
  subtotalDkk: sumDkk(of.map(({ subtotalDkk }) => subtotalDkk)), vatDkk: sumDkk(of.map(({ vatDkk }) => vatDkk)), totalDkk: sumDkk(of.map(({ totalDkk }) => totalDkk)),
});

type About = Readonly<{ invoiceId: string; payerId: string; series: string; paymentDays: number; runId?: string }>;

/** An invoice of these sections, which are put in the order point, first day. @throws RangeError without sections, or when a part is in two of them */
export const invoiceOf = (about: About, sections: readonly Section[]): Draft => documentOf(about, 'invoice', sections);

/** A note for one corrected period: a debit note when it adds to what is owed, otherwise a credit note. */
export const noteOf = (about: About, section: Section, corrects: Corrects): Draft => ({ ...documentOf(about, noteKind(section.totalDkk), [section]), corrects });

/** The document that takes back all of another one. */
export const takingBack = (about: About, original: Draft, corrects: Corrects): Draft => {
  const sections = original.sections.map((section) => ({
    ...section, ...negatedTotals(section), lines: section.lines.map((line) => ({ ...line, quantity: quantityOf(-thousandthsOf(line.quantity)), amountDkk: negatedDkk(line.amountDkk) })),
    vat: section.vat.map(({ rate, baseDkk, vatDkk }) => ({ rate, baseDkk: negatedDkk(baseDkk), vatDkk: negatedDkk(vatDkk) })),
  }));
  return { ...documentOf(about, 'creditNote', sections), corrects, takesBack: true };
};

const negatedTotals = ({ subtotalDkk, vatDkk, totalDkk }: Totals): Totals => ({ subtotalDkk: negatedDkk(subtotalDkk), vatDkk: negatedDkk(vatDkk), totalDkk: negatedDkk(totalDkk) });

const noteKind = (totalDkk: string): DocumentKind => (oereOf(totalDkk) > 0n ? 'debitNote' : 'creditNote');

const documentOf = ({ invoiceId, payerId, series, paymentDays, runId }: About, kind: DocumentKind, unordered: readonly Section[]): Draft => {
  if (unordered.length === 0) throw new RangeError('A document needs at least one section');
  const places = unordered.flatMap(({ parts }) => parts.map(({ stream, revision }) => `${stream}@${revision}`));
  if (new Set(places).size < places.length) throw new RangeError('A part would stand twice on a document');
  const sections = [...unordered].sort((a, b) => (a.gsrn === b.gsrn ? order(a.from, b.from) || a.parts[0]!.revision - b.parts[0]!.revision : order(a.gsrn, b.gsrn)));
  const period = { from: sections.map(({ from }) => from).sort()[0]!, to: sections.map(({ to }) => to).sort().at(-1)! };
  return {
    invoiceId, kind, payerId, customerIds: [...new Set(sections.map(({ customerId }) => customerId))].sort(), period, series,
    sections, vat: sumOfVat(sections.flatMap(({ vat }) => vat)), ...sumOfTotals(sections), paymentDays, ...(runId !== undefined && { runId }),
  };
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
