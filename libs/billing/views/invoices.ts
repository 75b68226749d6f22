import type { RecordedEvent } from '#kernel';
import type { View, ViewTable } from '#projections';
import type { Draft, InvoiceEvent } from '../domain/events.js';
import { invoice, type Invoice, outstandingOere } from '../domain/invoice.js';
import { dkkOf, sumDkk } from '../domain/money.js';

/** Columns that are written with the draft and never change, and those that may change with every event. Amounts go in as text and stay exact. */
const FIXED = `invoice_id text, kind text, payer_id text, customer_ids text[], gsrns text[], period_from date, period_to date,
  subtotal_dkk numeric(16,2), vat_dkk numeric(16,2), total_dkk numeric(16,2), run_id text, drafted_at timestamptz`;
const CHANGING = `status text, series text, number text, paid_dkk numeric(16,2), credited_dkk numeric(16,2), outstanding_dkk numeric(16,2), issued_on date, due_on date,
  corrects_id text, corrects_number text, changed_at timestamptz, position text, revision integer, state jsonb`;
const namesOf = (shape: string): string[] => shape.split(/,(?!\d)/).map((column) => column.trim().split(' ')[0]!);
const [FIXED_NAMES, CHANGING_NAMES] = [namesOf(FIXED), namesOf(CHANGING)];

/** The latest state of every document, one row each. */
export const invoicesView: View<InvoiceEvent> = {
  name: 'billing_invoices', version: 1, from: ['invoice'],
  columns: `${FIXED}, ${CHANGING}`.replace('invoice_id text', 'invoice_id text collate "C" primary key').replace('payer_id text', 'payer_id text collate "C"').replace('position text', 'position text collate "C"'),
  indexes: ['number', 'payer_id', 'status, due_on', 'period_to', 'corrects_id', 'drafted_at, invoice_id'],
  async project(events, table) {
    const known = await knownStates(events, table);
    const changed = new Map<string, Row>();
    for (const event of events) {
      const { invoiceId } = event.data;
      changed.set(invoiceId, rowAfter(changed.get(invoiceId) ?? known.get(invoiceId), event));
    }
    const rows = [...changed.values()];
    await insertNew(rows.filter((row) => row.drafted), table);
    await update(rows.filter((row) => !row.drafted), table);
  },
};

/** What a row is to hold; `drafted` when it is new. */
type Row = Readonly<{ state: Invoice; drafted?: Readonly<Record<string, unknown>>; changing: Readonly<Record<string, unknown>> }>;

const insertNew = async (rows: readonly Row[], table: ViewTable): Promise<void> => {
  if (rows.length === 0) return;
  const names = [...FIXED_NAMES, ...CHANGING_NAMES].join(', ');
  await table.query(`insert into {table} (${names}) select ${names} from jsonb_to_recordset($1::jsonb) as r(${FIXED}, ${CHANGING})`, [JSON.stringify(rows.map(({ drafted, changing }) => ({ ...drafted, ...changing })))]);
};

const update = async (rows: readonly Row[], table: ViewTable): Promise<void> => {
  if (rows.length === 0) return;
  await table.query(
    `update {table} t set ${CHANGING_NAMES.map((name) => `${name} = r.${name}`).join(', ')} from jsonb_to_recordset($1::jsonb) as r(invoice_id text, ${CHANGING}) where t.invoice_id = r.invoice_id`,
    [JSON.stringify(rows.map(({ changing }) => changing))]);
};

const knownStates = async (events: readonly RecordedEvent<InvoiceEvent>[], table: ViewTable): Promise<ReadonlyMap<string, Row>> => {
  const drafted = new Set(events.filter(({ type }) => type === 'InvoiceDrafted').map(({ data }) => data.invoiceId));
  const before = [...new Set(events.map(({ data }) => data.invoiceId))].filter((id) => !drafted.has(id));
  if (before.length === 0) return new Map();
  const rows = await table.query<{ invoice_id: string; state: Invoice }>('select invoice_id, state from {table} where invoice_id = any($1)', [before]);
  return new Map(rows.map(({ invoice_id, state }) => [invoice_id, { state, changing: {} }]));
};

const rowAfter = (before: Row | undefined, event: RecordedEvent<InvoiceEvent>): Row => {
  const state = invoice.evolve(before?.state ?? invoice.initial, event);
  const drafted = event.type === 'InvoiceDrafted' ? { ...draftColumns(event.data), drafted_at: event.recordedAt } : before?.drafted;
  return { state, ...(drafted && { drafted }), changing: { invoice_id: event.data.invoiceId, ...stateColumns(state), changed_at: event.recordedAt, position: event.position, revision: event.revision, state } };
};

const stateColumns = (state: Invoice) => ({
  status: state.status, series: state.series, number: state.number ?? null, issued_on: state.issuedOn ?? null, due_on: state.dueOn ?? null,
  corrects_id: state.corrects?.invoiceId ?? null, corrects_number: state.corrects?.number ?? null,
  paid_dkk: sumDkk(state.payments.map(({ amountDkk }) => amountDkk)), credited_dkk: sumDkk(state.credits.map(({ totalDkk }) => totalDkk)), outstanding_dkk: dkkOf(outstandingOere(state)),
});

const draftColumns = ({ invoiceId, kind, payerId, customerIds, period, sections, subtotalDkk, vatDkk, totalDkk, runId }: Draft) => ({
  invoice_id: invoiceId, kind, payer_id: payerId, customer_ids: customerIds, gsrns: [...new Set(sections.map(({ gsrn }) => gsrn))], period_from: period.from, period_to: period.to,
  subtotal_dkk: subtotalDkk, vat_dkk: vatDkk, total_dkk: totalDkk, run_id: runId ?? null,
});
