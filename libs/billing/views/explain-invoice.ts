import type { Pool } from 'pg';
import type { AsOf } from '#kernel';
import type { Section } from '../domain/events.js';
import { dkkOf, oereOf } from '../domain/money.js';
import { type InvoiceAsKnown, invoiceAsKnown } from './invoice-versions.js';
import { notesOf } from './invoice-list.js';
import { partsAt } from './parts.js';
import type { Part } from '../domain/part.js';

/** Which settlement of a period is asked about: the first (0) or the n-th correction of it; one line of it, or all. */
export type SettlementQuestion = Readonly<{ settlementId: string; number: number; line?: string }>;
/**
 * Settlement's own answer to why: computed anew from what it rested on. `matches`: the amount that comes out is the amount that was stated. Undefined when
 * settlement has nothing to say about it (a reversal: everything before is taken back).
 */
export type ExplainSettlement = (gsrn: string, from: string, question: SettlementQuestion) => Promise<(Readonly<{ matches: boolean }> & Readonly<Record<string, unknown>>) | undefined>;

/** What one of settlement's events put on the document: the settlement as it then stood less all that was said before. */
export type ExplainedPart = Readonly<{
  stream: string; revision: number; settlementId: string; number: number; what: Part['what'];
  lines: readonly Readonly<{ id: string; amountDkk: string; settledDkk: string; saidBeforeDkk: string }>[];
  settlement: Awaited<ReturnType<ExplainSettlement>> | null;
}>;
/** `addsUp`: the parts add up to every line of the section. */
export type ExplainedSection = Readonly<{ gsrn: string; from: string; to: string; lines: readonly Readonly<{ id: string; name: string; amountDkk: string }>[]; parts: readonly ExplainedPart[]; addsUp: boolean }>;
export type ExplainedDocument = Readonly<{ invoiceId: string; number: string | null; kind: string; totalDkk: string; sections: readonly ExplainedSection[]; matches: boolean }>;

export type ExplainAsked = Readonly<{ line?: string; gsrn?: string }>;

/** Why a document says what it says: its lines, the settlements they are the sum of, and settlement's own reasons. */
export const explainDocument = async (pool: Pool, { draft, state }: InvoiceAsKnown, { line, gsrn }: ExplainAsked, explain?: ExplainSettlement): Promise<ExplainedDocument> => {
  const asked = draft.sections.filter((section) => gsrn === undefined || section.gsrn === gsrn);
  const parts = await partsAt(pool, asked.flatMap((section) => section.parts));
  const sections: ExplainedSection[] = [];
  for (const section of asked) sections.push(await explainSection(section, parts, { sign: draft.takesBack ? -1n : 1n, ...(line !== undefined && { line }) }, explain));
  const { invoiceId, kind, totalDkk } = draft;
  return {
    invoiceId, number: state.number ?? null, kind, totalDkk, sections,
    matches: sections.every(({ addsUp, parts: of }) => addsUp && of.every(({ settlement }) => settlement?.matches !== false)),
  };
};

type How = Readonly<{ sign: bigint; line?: string }>;

const explainSection = async (section: Section, all: readonly Part[], { sign, line }: How, explain?: ExplainSettlement): Promise<ExplainedSection> => {
  const wanted = (id: string): boolean => line === undefined || id === line;
  const mine = section.parts.map((ref) => all.find((part) => part.stream === ref.stream && part.revision === ref.revision));
  const parts: ExplainedPart[] = [];
  for (const part of mine) {
    if (!part) continue;
    const { stream, revision, settlementId, number, what, gsrn, from } = part;
    const lines = part.lines.filter(({ id }) => wanted(id)).map((one) => {
      const settled = oereOf(part.full.find(({ id }) => id === one.id)?.amountDkk ?? '0.00');
      return { id: one.id, amountDkk: dkkOf(sign * oereOf(one.amountDkk)), settledDkk: dkkOf(settled), saidBeforeDkk: dkkOf(settled - oereOf(one.amountDkk)) };
    });
    const settlement = lines.length === 0 || what === 'reversed' ? undefined : await explain?.(gsrn, from, { settlementId, number, ...(line !== undefined && { line }) });
    parts.push({ stream, revision, settlementId, number, what, lines, settlement: settlement ?? null });
  }
  const lines = section.lines.filter(({ id }) => wanted(id)).map(({ id, name, amountDkk }) => ({ id, name, amountDkk }));
  const addsUp = lines.every(({ id, amountDkk }) => parts.flatMap((part) => part.lines).filter((one) => one.id === id).reduce((sum, one) => sum + oereOf(one.amountDkk), 0n) === oereOf(amountDkk));
  return { gsrn: section.gsrn, from: section.from, to: section.to, lines, parts, addsUp };
};

/** A document and the notes that were made for it, all as known then. */
export type InvoiceAndNotes = Readonly<{ invoice: InvoiceAsKnown; notes: readonly InvoiceAsKnown[]; /** Asking again with this gives the same. */ knownAt: string }>;

/** Undefined when the document did not exist then. */
export const invoiceAndNotes = async (pool: Pool, invoiceId: string, asOf: AsOf): Promise<InvoiceAndNotes | undefined> => {
  const invoice = await invoiceAsKnown(pool, invoiceId, asOf);
  if (!invoice) return undefined;
  const notes: InvoiceAsKnown[] = [];
  for (const note of await notesOf(pool, invoiceId)) {
    const known = await invoiceAsKnown(pool, note.invoiceId, asOf);
    if (known) notes.push(known);
  }
  const knownAt = [invoice, ...notes].map(({ history }) => history.at(-1)!.heard.knownAt).sort().at(-1)!;
  return { invoice, notes, knownAt };
};
