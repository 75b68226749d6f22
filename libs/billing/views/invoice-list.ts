import type { Pool } from 'pg';
import type { DocumentKind } from '../domain/events.js';
import type { InvoiceStatus } from '../domain/invoice.js';

/** A document without its lines. Amounts in DKK; days local. */
export type InvoiceHead = Readonly<{
  invoiceId: string; number: string | null; series: string; kind: DocumentKind; status: InvoiceStatus; payerId: string; customerIds: readonly string[]; gsrns: readonly string[];
  period: Readonly<{ from: string; to: string }>; subtotalDkk: string; vatDkk: string; totalDkk: string; paidDkk: string; creditedDkk: string; outstandingDkk: string;
  issuedOn: string | null; dueOn: string | null; corrects: Readonly<{ invoiceId: string; number: string | null }> | null; runId: string | null; draftedAt: string;
}>;

const SELECTED = `invoice_id as "invoiceId", number, series, kind, status, payer_id as "payerId", customer_ids as "customerIds", gsrns,
  jsonb_build_object('from', period_from::text, 'to', period_to::text) as period, subtotal_dkk as "subtotalDkk", vat_dkk as "vatDkk", total_dkk as "totalDkk",
  paid_dkk as "paidDkk", credited_dkk as "creditedDkk", outstanding_dkk as "outstandingDkk", issued_on::text as "issuedOn", due_on::text as "dueOn",
  case when corrects_id is null then null else jsonb_build_object('invoiceId', corrects_id, 'number', corrects_number) end as corrects, run_id as "runId",
  to_char(drafted_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "draftedAt"`;

export const INVOICE_SORTS = ['newest', 'oldest', 'dueOn', 'number', '-number'] as const;
export type InvoiceSort = (typeof INVOICE_SORTS)[number];
/** `from`, `to`: documents whose period touches these local days. `overdueOn`: still owed after their last day on that local day. */
export type InvoiceFilter = Readonly<{
  payer?: string; customer?: string; gsrn?: string; status?: string; kind?: string; series?: string; run?: string; from?: string; to?: string; overdueOn?: string;
  /** Only documents whose customers are all of these. */
  customersWithin?: readonly string[];
}>;
/** One page and where the next begins. */
export type InvoicePage = Readonly<{ invoices: readonly InvoiceHead[]; next?: string }>;

const ORDER: Readonly<Record<InvoiceSort, Readonly<{ key: string; down: boolean }>>> = {
  newest: { key: `to_char(drafted_at at time zone 'utc', 'YYYYMMDDHH24MISSUS')`, down: true },
  oldest: { key: `to_char(drafted_at at time zone 'utc', 'YYYYMMDDHH24MISSUS')`, down: false },
  dueOn: { key: `coalesce(due_on::text, '9999')`, down: false },
  number: { key: `coalesce(lpad(length(number)::text, 3, '0') || number, '')`, down: false },
  '-number': { key: `coalesce(lpad(length(number)::text, 3, '0') || number, '')`, down: true },
};

/** Documents in an order, page by page. @throws RangeError for a cursor that is none */
export const listInvoices = async (pool: Pool, filter: InvoiceFilter, { sort, limit, cursor }: Readonly<{ sort: InvoiceSort; limit: number; cursor?: string }>): Promise<InvoicePage> => {
  const { key, down } = ORDER[sort];
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const { rows } = await pool.query<InvoiceHead & { place: string }>(
    `select * from (select ${SELECTED}, (${key}) collate "C" as place from views.billing_invoices
        where ($1::text is null or payer_id = $1) and ($2::text is null or customer_ids @> array[$2::text]) and ($3::text is null or gsrns @> array[$3::text])
          and ($4::text is null or status = $4) and ($5::text is null or kind = $5) and ($6::text is null or series = $6) and ($7::text is null or run_id = $7)
          and ($8::date is null or period_to > $8) and ($9::date is null or period_from < $9)
          and ($10::date is null or (due_on < $10 and outstanding_dkk > 0 and number is not null))
          and ($14::text[] is null or customer_ids <@ $14)) found
      where ($11::text is null or (place, "invoiceId" collate "C") ${down ? '<' : '>'} ($11, $12)) order by place ${down ? 'desc' : ''}, "invoiceId" collate "C" ${down ? 'desc' : ''} limit $13`,
    [filter.payer ?? null, filter.customer ?? null, filter.gsrn ?? null, filter.status ?? null, filter.kind ?? null, filter.series ?? null, filter.run ?? null,
      filter.from ?? null, filter.to ?? null, filter.overdueOn ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1, filter.customersWithin ?? null]);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { invoices: shown.map(({ place: _, ...head }) => head), ...(last && { next: cursorOf([last.place, last.invoiceId]) }) };
};

/** A place in a list as one word. */
export const cursorOf = (place: readonly [string, string]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws RangeError */
export const readCursor = (cursor: string): readonly [string, string] => {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read.length === 2 && read.every((part) => typeof part === 'string')) return read as unknown as [string, string];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RangeError('This cursor is of no page');
};

/** Documents of this id, or of this number in the series. The id is unique; a number is in its series. */
export const findInvoice = async (pool: Pool, idOrNumber: string, series: string): Promise<InvoiceHead | undefined> =>
  (await pool.query<InvoiceHead>(`select ${SELECTED} from views.billing_invoices where invoice_id = $1 or (number = $1 and series = $2) limit 1`, [idOrNumber, series])).rows[0];

/** The notes that were made for a document, issued or not, oldest first. */
export const notesOf = async (pool: Pool, invoiceId: string): Promise<InvoiceHead[]> =>
  (await pool.query<InvoiceHead>(`select ${SELECTED} from views.billing_invoices where corrects_id = $1 order by drafted_at, invoice_id`, [invoiceId])).rows;

/** Which of these documents exist. */
export const existingDocuments = async (pool: Pool, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ invoice_id: string }>('select invoice_id from views.billing_invoices where invoice_id = any($1)', [ids]);
  return new Set(rows.map((row) => row.invoice_id));
};

/** Which of these were approved and not issued, runs' documents aside: a run finishes its own. */
export const approvedOutsideRuns = async (pool: Pool, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await pool.query<{ invoice_id: string }>(`select invoice_id from views.billing_invoices where invoice_id = any($1) and status = 'approved' and run_id is null order by invoice_id`, [ids]);
  return rows.map((row) => row.invoice_id);
};

/** Documents that are still owed after their last day and are not noted as overdue, the next `limit` after an id. */
export const becameOverdue = async (pool: Pool, today: string, after: string, limit: number): Promise<string[]> => {
  const { rows } = await pool.query<{ invoice_id: string }>(
    `select invoice_id from views.billing_invoices where status in ('issued', 'sent', 'partlyPaid') and due_on < $1::date and outstanding_dkk > 0 and invoice_id > $2 order by invoice_id limit $3`, [today, after, limit]);
  return rows.map((row) => row.invoice_id);
};
