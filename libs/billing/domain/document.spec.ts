import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { invoiceOf, noteOf, sectionOf, takingBack } from './document.js';
import type { Draft } from './events.js';
import { dkkOf, oereOf } from './money.js';
import { addsNothing, lifetimesOf, type Part } from './part.js';
import { GM1, GM11_LATER, GM2, GM6_FEBRUARY, partWith, takenBack } from './testing.js';

const about = { invoiceId: 'i-1', payerId: 'payer-1', series: 'main', paymentDays: 20 };
const original = { invoiceId: 'i-1', number: '2025-00001' };
const noteAbout = { ...about, invoiceId: 'n-1' };

describe('What is on a document', () => {
  it('is the settlement as it stands: lines, VAT and total of GM2', () => {
    const { lines, vat, totalDkk, kind } = { ...sectionOf([partWith(GM2, '81.87')]), kind: invoiceOf(about, [sectionOf([partWith(GM2, '81.87')])]).kind };
    expect({ kind, lines: lines.length, vat, totalDkk }).toEqual({ kind: 'invoice', lines: 7, vat: [{ rate: '0.25', baseDkk: '327.49', vatDkk: '81.87' }], totalDkk: '409.36' });
  });
  it('is the corrected settlement when the correction came before the draft, without lines that cancel out', () => {
    const corrected = partWith({ energy: '-199.49', spot: '150.00' }, '-12.37', { what: 'corrected', revision: 1, number: 1 });
    const { lines, totalDkk } = sectionOf([partWith(GM2, '81.87'), corrected].map((part) => ({ ...part, lines: part.lines.map((line) => ({ ...line, quantity: line.amountDkk.startsWith('-') ? '-1.000' : '1.000' })) })));
    expect(lines.map(({ id }) => id)).toEqual([...Object.keys(GM2).filter((id) => id !== 'energy'), 'spot']);
    expect(totalDkk).toBe('347.50');
  });
  it('keeps a unit price only where a line is the settlement\'s own', () => {
    const whole = { id: 'energy', name: 'Energy', unit: 'kWh' as const, quantity: '2.000', unitPriceDkk: '5.00', amountDkk: '10.00' };
    const first = partWith({}, '0.00', { lines: [{ ...whole, quantity: '1.000', amountDkk: '5.00' }], full: [{ ...whole, quantity: '1.000', amountDkk: '5.00' }] });
    const change = partWith({}, '0.00', { what: 'corrected', revision: 1, lines: [{ id: 'energy', name: 'Energy', unit: 'kWh', quantity: '1.000', amountDkk: '5.00' }], full: [whole] });
    expect(sectionOf([first, change]).lines[0]).toEqual(whole);
    expect(sectionOf([change]).lines[0]).not.toHaveProperty('unitPriceDkk');
  });
  it('never holds a part twice', () => expect(() => invoiceOf(about, [sectionOf([partWith(GM2, '81.87')]), sectionOf([partWith(GM2, '81.87')])])).toThrow(/twice/));
  it('keeps VAT as settlement stated it and never computes it again', () => {
    expect(invoiceOf(about, [sectionOf([partWith({ a: '0.02' }, '0.00')]), sectionOf([partWith({ a: '0.02' }, '0.01', { gsrn: '571313900000000023' })])]).vat).toEqual([{ rate: '0.25', baseDkk: '0.04', vatDkk: '0.01' }]);
  });
});

describe('The golden masters of corrections', () => {
  it('GM5: a rise of 0.91 is a debit note of five lines', () => {
    const delta = partWith({ energy: '0.49', grid_tariff: '0.20', system_tariff: '0.02', transmission_tariff: '0.02', electricity_tax: '0.00' }, '0.18', { what: 'corrected', revision: 1, number: 1 });
    expect(noteOf(noteAbout, sectionOf([delta]), original)).toMatchObject({ kind: 'debitNote', subtotalDkk: '0.73', vatDkk: '0.18', totalDkk: '0.91', corrects: original });
  });
  it('GM6: two months that were not ours are credited with 793.14 and 727.02, together 1520.16', () => {
    const notes = [['2025-01-01', GM1, '-158.63'], ['2025-02-01', GM6_FEBRUARY, '-145.40']].map(([from, amounts, vat]) =>
      noteOf(noteAbout, sectionOf([partWith(takenBack(amounts as Record<string, string>), vat as string, { from: from as string, what: 'reversed', revision: 1, number: 1, full: [] })]), original));
    expect(notes.map(({ kind, totalDkk }) => [kind, totalDkk])).toEqual([['creditNote', '-793.14'], ['creditNote', '-727.02']]);
    expect(dkkOf(notes.reduce((sum, { totalDkk }) => sum + oereOf(totalDkk), 0n))).toBe('-1520.16');
  });
  it('GM11: supply that began three days later is credited with 409.36 and invoiced anew with 332.60', () => {
    const note = noteOf(noteAbout, sectionOf([partWith(takenBack(GM2), '-81.87', { from: '2025-01-16', what: 'reversed', revision: 1, number: 1, full: [] })]), original);
    const again = invoiceOf({ ...about, invoiceId: 'i-2' }, [sectionOf([partWith(GM11_LATER, '66.52', { from: '2025-01-19' })])]);
    expect([note.totalDkk, again.totalDkk]).toEqual(['-409.36', '332.60']);
  });
});

describe('A settled period', () => {
  it('that was reversed and settled anew has two lifetimes', () => {
    const parts = (['settled', 'corrected', 'reversed', 'settled', 'corrected'] as const).map((what, revision) => partWith(GM2, '81.87', { what, revision }));
    expect(lifetimesOf(parts).map(({ first, parts: of }) => [first, of.length])).toEqual([[0, 3], [3, 2]]);
  });
  it('adds nothing when it was settled and reversed before it was billed', () => {
    const first = partWith(GM2, '81.87');
    const reversed = { ...partWith(takenBack(GM2), '-81.87', { what: 'reversed', revision: 1 }), lines: first.lines.map((line) => ({ ...line, quantity: '-1.000', amountDkk: `-${line.amountDkk}` })) };
    expect(addsNothing(sectionOf([first, reversed]))).toBe(true);
    expect(addsNothing(sectionOf([first]))).toBe(false);
  });
});

describe('However its parts are spread over documents', () => {
  const oere = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
  const partFacts = fc.record({ amounts: fc.dictionary(fc.constantFrom('energy', 'tariff', 'tax', 'subscription'), oere.map(dkkOf), { maxKeys: 4 }), vat: oere.map(dkkOf), cut: fc.boolean() });
  it('a period\'s documents add up to its latest settlement, line by line and VAT included, also with one taken back and billed again', () => {
    fc.assert(fc.property(fc.array(partFacts, { minLength: 1, maxLength: 8 }), fc.boolean(), (facts, takeBack) => {
      const parts: Part[] = facts.map(({ amounts, vat }, revision) => partWith(amounts, vat, { revision, number: revision, what: revision === 0 ? 'settled' : 'corrected' }));
      const groups: Part[][] = [[]];
      parts.forEach((part, at) => { if (facts[at]!.cut && groups.at(-1)!.length > 0) groups.push([]); groups.at(-1)!.push(part); });
      const [first, ...later] = groups.map(sectionOf);
      const invoice = invoiceOf(about, [first!]);
      const documents: Draft[] = [invoice, ...later.map((section) => noteOf(noteAbout, section, original)), ...(takeBack ? [takingBack(noteAbout, invoice, original), invoice] : [])];
      expect(sums(documents.flatMap(({ sections }) => sections))).toEqual(sums(parts));
    }), { numRuns: 1_000 });
  });
});

const sums = (of: readonly Pick<Part, 'lines' | 'vat' | 'totalDkk'>[]) => {
  const byId = new Map<string, bigint>();
  const add = (id: string, amount: string) => byId.set(id, (byId.get(id) ?? 0n) + oereOf(amount));
  for (const { lines, vat, totalDkk } of of) {
    for (const { id, amountDkk } of lines) add(id, amountDkk);
    for (const { rate, vatDkk, baseDkk } of vat) { add(`vat ${rate}`, vatDkk); add(`base ${rate}`, baseDkk); }
    add('total', totalDkk);
  }
  return Object.fromEntries([...byId].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, amount]) => [id, dkkOf(amount)]));
};
