import type pg from 'pg';
import type { InvoiceEvent, InvoiceNumberAssigned } from '#billing/published';
import type { EventStore } from '#kernel';
import type { SettlementEvent } from '#settlement/published';
import { sha256 } from '../traffic.js';

/** Line or VAT group → amount in oere. What is 0 is not there. */
export type Amounts = ReadonlyMap<string, bigint>;
/** One settled period as its stream has it. */
export type Settled = Readonly<{ stream: string; gsrn: string; from: string; to: string; standing: boolean; figures: Amounts; /** Sum of everything ever said about it. */ said: Amounts; firsts: number; corrections: number }>;
/** One document: what is on it for each period, by `gsrn from`, and the numbers it was issued with. */
export type Billed = Readonly<{ invoiceId: string; kind: string; numbers: readonly string[]; cancelled: boolean; sections: readonly Readonly<{ period: string; amounts: Amounts; to: string }>[] }>;
export type Taken = Readonly<{ place: number; number: string; invoiceId: string }>;
/** Everything that was settled and billed, read from the events alone. */
export type Books = Readonly<{ settlements: readonly Settled[]; documents: readonly Billed[]; series: ReadonlyMap<string, readonly Taken[]> }>;

type Stated = Readonly<{ lines: readonly Readonly<{ id: string; amountDkk: string }>[]; vat: readonly Readonly<{ rate: string; vatDkk: string }>[] }>;

const oere = (dkk: string): bigint => BigInt(dkk.replace('.', ''));

const amountsOf = ({ lines, vat }: Stated): Amounts => sum([[...lines.map(({ id, amountDkk }) => [id, oere(amountDkk)] as const), ...vat.map(({ rate, vatDkk }) => [`vat/${rate}`, oere(vatDkk)] as const)]]);

/** Adds up, and drops what comes to 0. */
export const sum = (all: readonly Iterable<readonly [string, bigint]>[]): Amounts => {
  const total = new Map<string, bigint>();
  for (const amounts of all) for (const [id, amount] of amounts) total.set(id, (total.get(id) ?? 0n) + amount);
  return new Map([...total].filter(([, amount]) => amount !== 0n));
};

export const textOf = (amounts: Amounts): string => [...amounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, amount]) => `${id}=${amount}`).join(' ');

export const readBooks = async (store: EventStore): Promise<Books> => ({ settlements: await settlementsIn(store), documents: await documentsIn(store), series: await seriesIn(store) });

const settlementsIn = async (store: EventStore): Promise<readonly Settled[]> => {
  const found = new Map<string, Settled>();
  for await (const { events } of store.readAll<SettlementEvent>({ categories: ['settlement'] })) {
    for (const { stream, type, data } of events) {
      if (type !== 'PeriodSettled' && type !== 'SettlementCorrected' && type !== 'SettlementReversed') continue;
      const before = found.get(stream) ?? { stream, gsrn: data.gsrn, from: data.from, to: data.to, standing: false, figures: new Map(), said: new Map(), firsts: 0, corrections: 0 };
      const added = amountsOf(type === 'PeriodSettled' ? data : data.delta);
      const standing = type !== 'SettlementReversed';
      found.set(stream, {
        ...before, to: data.to, standing, figures: standing ? amountsOf(data) : new Map(), said: sum([before.said, added]),
        firsts: before.firsts + (type === 'PeriodSettled' ? 1 : 0), corrections: before.corrections + (type === 'SettlementCorrected' ? 1 : 0),
      });
    }
  }
  return [...found.values()];
};

const documentsIn = async (store: EventStore): Promise<readonly Billed[]> => {
  const found = new Map<string, Billed>();
  for await (const { events } of store.readAll<InvoiceEvent>({ categories: ['invoice'] })) {
    for (const { type, data } of events) {
      const before = found.get(data.invoiceId) ?? { invoiceId: data.invoiceId, kind: '', numbers: [], cancelled: false, sections: [] };
      if (type === 'InvoiceDrafted') found.set(data.invoiceId, { ...before, kind: data.kind, sections: [...before.sections, ...data.sections.map((section) => ({ period: `${section.gsrn} ${section.from}`, to: section.to, amounts: amountsOf(section) }))] });
      else if (type === 'InvoiceIssued') found.set(data.invoiceId, { ...before, numbers: [...before.numbers, data.number] });
      else if (type === 'InvoiceCancelled') found.set(data.invoiceId, { ...before, cancelled: true });
    }
  }
  return [...found.values()];
};

const seriesIn = async (store: EventStore): Promise<ReadonlyMap<string, readonly Taken[]>> => {
  const found = new Map<string, Taken[]>();
  for await (const { events } of store.readAll<InvoiceNumberAssigned>({ categories: ['invoiceseries'] })) {
    for (const { stream, revision, data } of events) found.set(stream, [...found.get(stream) ?? [], { place: revision, ...data }]);
  }
  return found;
};

/** The latest settlement of every period that stands, one line each in one order. */
export const settledTexts = ({ settlements }: Books): readonly string[] => settlements.filter(({ standing }) => standing).map(({ gsrn, from, to, figures }) => `${gsrn} ${from} ${to} ${textOf(figures)}`).sort();

/** What all issued documents say together about every period, in the same words. */
export const billedTexts = ({ documents }: Books): readonly string[] => {
  const periods = new Map<string, { to: string; amounts: Amounts[] }>();
  for (const { numbers, sections } of documents) {
    if (numbers.length === 0) continue;
    for (const { period, to, amounts } of sections) {
      const known = periods.get(period) ?? { to, amounts: [] };
      periods.set(period, { to, amounts: [...known.amounts, amounts] });
    }
  }
  return [...periods].map(([period, { to, amounts }]) => `${period} ${to} ${textOf(sum(amounts))}`).sort();
};

export const hashOf = (texts: readonly string[]): string => sha256(texts.join('\n'));

/** What should not be there at the end: parked messages, open issues, parts kept for documents that do not exist. */
export const leftOvers = async (pool: pg.Pool): Promise<Readonly<{ parked: readonly string[]; issues: readonly string[]; claims: readonly string[] }>> => {
  const { rows: parked } = await pool.query<{ topic: string; reasons: unknown }>('select topic, reasons from messaging_parked_messages');
  const { rows: issues } = await pool.query<{ what: string }>(`select gsrn || ' ' || from_day || ' ' || array_to_string(codes, ',') as what from views.settlement_issues where status = 'open'`);
  const { rows: claims } = await pool.query<{ what: string }>(`
    select stream || '@' || revision as what from views.billing_claims c where not exists (select from views.billing_invoices i where i.invoice_id = c.document_id and i.status <> 'cancelled')`);
  return { parked: parked.map(({ topic, reasons }) => `${topic} ${JSON.stringify(reasons).slice(0, 300)}`), issues: issues.map(({ what }) => what), claims: claims.map(({ what }) => what) };
};
