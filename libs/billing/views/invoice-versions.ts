import type { Pool } from 'pg';
import type { AsOf, Heard } from '#kernel';
import type { View } from '#projections';
import type { Draft, InvoiceEvent } from '../domain/events.js';
import { invoice, type Invoice } from '../domain/invoice.js';

/** Everything that ever happened to a document, so that it can be shown as known at any time. Nothing is ever overwritten. */
export const invoiceVersionsView: View<InvoiceEvent> = {
  name: 'billing_invoice_versions', version: 1, from: ['invoice'],
  columns: `invoice_id text not null, revision integer not null, type text not null, data jsonb not null, actor text, position text collate "C" not null, known_at timestamptz not null,
            stream text not null, primary key (invoice_id, revision)`,
  async project(events, table) {
    await table.copy(['invoice_id', 'revision', 'type', 'data', 'actor', 'position', 'known_at', 'stream'],
      events.map(({ type, data, stream, revision, position, recordedAt, metadata }) => [data.invoiceId, revision, type, JSON.stringify(data), metadata.actor, position, recordedAt, stream]));
  },
};

/** Something that happened to a document. */
export type InvoiceHappening = Readonly<{ event: InvoiceEvent; actor?: string; heard: Heard }>;
/** A document as it stood: what is on it, its state, and its history up to then. */
export type InvoiceAsKnown = Readonly<{ draft: Draft; state: Invoice; history: readonly InvoiceHappening[] }>;

type Row = { type: string; data: unknown; actor: string | null; position: string; known_at: string; stream: string; revision: number };

/** The document as known then; undefined when it did not exist. */
export const invoiceAsKnown = async (pool: Pool, invoiceId: string, { position, knownAt }: AsOf = {}): Promise<InvoiceAsKnown | undefined> => {
  const { rows } = await pool.query<Row>(
    `select type, data, actor, position, to_char(known_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as known_at, stream, revision
       from views.billing_invoice_versions
      where invoice_id = $1 and ($2::text is null or position <= $2) and ($3::timestamptz is null or known_at <= $3) order by revision`, [invoiceId, position ?? null, knownAt ?? null]);
  const history = rows.map(({ type, data, actor, ...heard }): InvoiceHappening => ({
    event: { type, data } as InvoiceEvent, ...(actor !== null && { actor }),
    heard: { stream: heard.stream, revision: heard.revision, position: heard.position, knownAt: heard.known_at },
  }));
  const first = history[0]?.event;
  if (first?.type !== 'InvoiceDrafted') return undefined;
  return { draft: first.data, state: history.reduce((state, { event }) => invoice.evolve(state, event), invoice.initial), history };
};
