import type { RecordedEvent } from '#kernel';
import type { View, ViewTable } from '#projections';
import type { Draft, InvoiceEvent } from '../domain/events.js';
import { invoice, type Invoice, outstandingOere } from '../domain/invoice.js';
import { dkkOf, sumDkk } from '../domain/money.js';

const SHAPE = `invoice_id text, kind text, status text, series text, number text, payer_id text, customer_ids text[], gsrns text[], period_from date, period_to date,
  subtotal_dkk numeric, vat_dkk numeric, total_dkk numeric, paid_dkk numeric, credited_dkk numeric, outstanding_dkk numeric, issued_on date, due_on date,
  corrects_id text, corrects_number text, run_id text, drafted_at timestamptz, changed_at timestamptz, position text, revision integer, state jsonb`;
const NAMES = SHAPE.split(',').map((column) => column.trim().split(' ')[0]!);

/** The latest state of every document, one row each. */
export const invoicesView: View<InvoiceEvent> = {
  name: 'billing_invoices', version: 1, from: ['invoice'],
  columns: `${SHAPE.replace('invoice_id text', 'invoice_id text collate "C" primary key').replaceAll('payer_id text', 'payer_id text collate "C"').replace('position text', 'position text collate "C"')}`,
  indexes: ['number', 'payer_id', 'status, due_on', 'period_to', 'corrects_id', 'drafted_at, invoice_id'],
  async project(events, table) {
    const known = await knownStates(events, table);
    const changed = new Map<string, Row>();
    for (const event of events) {
      const { invoiceId } = event.data;
      const before = changed.get(invoiceId) ?? known.get(invoiceId);
      changed.set(invoiceId, rowAfter(before, event));
    }
    await table.query(
      `insert into {table} (${NAMES.join(', ')}) select ${NAMES.join(', ')} from jsonb_to_recordset($1::jsonb) as r(${SHAPE})
       on conflict (invoice_id) do update set ${NAMES.slice(1).map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [JSON.stringify([...changed.values()])]);
  },
};

/** A row as it is sent to the table, and read back before it changes. */
type Row = Readonly<Record<string, unknown>> & Readonly<{ state: Invoice }>;

const knownStates = async (events: readonly RecordedEvent<InvoiceEvent>[], table: ViewTable): Promise<ReadonlyMap<string, Row>> => {
  const drafted = new Set(events.filter(({ type }) => type === 'InvoiceDrafted').map(({ data }) => data.invoiceId));
  const before = [...new Set(events.map(({ data }) => data.invoiceId))].filter((id) => !drafted.has(id));
  if (before.length === 0) return new Map();
  const rows = await table.query<{ row: Row & { invoice_id: string } }>('select to_jsonb(t) as row from {table} t where invoice_id = any($1)', [before]);
  return new Map(rows.map(({ row }) => [row.invoice_id, row]));
};

const rowAfter = (before: Row | undefined, event: RecordedEvent<InvoiceEvent>): Row => {
  const state = invoice.evolve(before?.state ?? invoice.initial, event);
  return {
    ...before, ...(event.type === 'InvoiceDrafted' && { ...draftColumns(event.data), drafted_at: event.recordedAt }),
    status: state.status, series: state.series, number: state.number ?? null, issued_on: state.issuedOn ?? null, due_on: state.dueOn ?? null,
    corrects_id: state.corrects?.invoiceId ?? null, corrects_number: state.corrects?.number ?? null,
    paid_dkk: sumDkk(state.payments.map(({ amountDkk }) => amountDkk)), credited_dkk: sumDkk(state.credits.map(({ totalDkk }) => totalDkk)), outstanding_dkk: dkkOf(outstandingOere(state)),
    changed_at: event.recordedAt, position: event.position, revision: event.revision, state,
  };
};

const draftColumns = ({ invoiceId, kind, payerId, customerIds, period, sections, subtotalDkk, vatDkk, totalDkk, runId }: Draft) => ({
  invoice_id: invoiceId, kind, payer_id: payerId, customer_ids: customerIds, gsrns: [...new Set(sections.map(({ gsrn }) => gsrn))], period_from: period.from, period_to: period.to,
  subtotal_dkk: subtotalDkk, vat_dkk: vatDkk, total_dkk: totalDkk, run_id: runId ?? null,
});
