import type { Pool } from 'pg';
import type { Cell, View } from '#projections';
import type { InvoiceEvent } from '../domain/events.js';

/** Every line of every document, and the VAT of every section, for sums. Nothing is ever overwritten; whether a document was issued is the documents' view's. */
export const billedLinesView: View<InvoiceEvent> = {
  name: 'billing_lines', version: 1, from: ['invoice'],
  columns: `invoice_id text not null, month text not null, gsrn text not null, customer_id text not null, payer_id text not null, price_area text not null,
            what text not null, line_id text not null, name text not null, quantity numeric not null, amount_dkk numeric not null`,
  indexes: ['month', 'gsrn'],
  async project(events, table) {
    const rows: Cell[][] = [];
    for (const { type, data } of events) {
      if (type !== 'InvoiceDrafted') continue;
      for (const section of data.sections) {
        const where = [data.invoiceId, section.from.slice(0, 7), section.gsrn, section.customerId, data.payerId, section.priceArea];
        for (const { id, name, quantity, amountDkk } of section.lines) rows.push([...where, 'line', id, name, quantity, amountDkk]);
        for (const { rate, baseDkk, vatDkk } of section.vat) rows.push([...where, 'vat', `vat/${rate}`, `VAT ${rate}`, baseDkk, vatDkk]);
      }
    }
    await table.copy(['invoice_id', 'month', 'gsrn', 'customer_id', 'payer_id', 'price_area', 'what', 'line_id', 'name', 'quantity', 'amount_dkk'], rows);
  },
};

/** What totals may be kept apart by. `month` is that of a period's first day; `owner` the owner of a charge; `product` the product, `spot` for the spot price. */
export const TOTAL_KEYS = ['month', 'product', 'owner', 'priceArea'] as const;
export type TotalKey = (typeof TOTAL_KEYS)[number];
export type TotalsAsked = Readonly<{ from?: string; to?: string; by: readonly TotalKey[]; customer?: string; gsrn?: string; payer?: string }>;
/** Amounts of issued documents in DKK. `amountDkk` without VAT; `vatDkk` only where the keys leave VAT whole (by month and price area). */
export type TotalRow = Readonly<Partial<Record<TotalKey, string | null>>> & Readonly<{ amountDkk: string; vatDkk?: string }>;

const KEY_SQL: Readonly<Record<TotalKey, string>> = {
  month: 'month',
  product: `case when line_id like 'product/%' then split_part(line_id, '/', 2) when line_id like 'spot/%' then 'spot' end`,
  owner: `case when line_id like 'charge/%' then split_part(line_id, '/', 2) end`,
  priceArea: 'price_area',
};

/** Sums over what was issued for periods that begin in the months [from, to). */
export const billedTotals = async (pool: Pool, { from, to, by, customer, gsrn, payer }: TotalsAsked): Promise<TotalRow[]> => {
  const vatStaysWhole = !by.includes('product') && !by.includes('owner');
  const keys = by.map((key) => `${KEY_SQL[key]} as "${key}"`);
  const { rows } = await pool.query<Record<string, string | null>>(
    `select ${[...keys, `coalesce(sum(amount_dkk) filter (where what = 'line'), 0)::numeric(20,2)::text as "amountDkk"`,
      ...(vatStaysWhole ? [`coalesce(sum(amount_dkk) filter (where what = 'vat'), 0)::numeric(20,2)::text as "vatDkk"`] : [])].join(', ')}
       from views.billing_lines
      where exists (select from views.billing_invoices i where i.invoice_id = billing_lines.invoice_id and i.number is not null) and ${vatStaysWhole ? 'true' : `what = 'line'`} and ($1::text is null or month >= $1) and ($2::text is null or month < $2)
        and ($3::text is null or customer_id = $3) and ($4::text is null or gsrn = $4) and ($5::text is null or payer_id = $5)
      ${by.length > 0 ? `group by ${by.map((_, at) => at + 1).join(', ')} order by ${by.map((_, at) => at + 1).join(', ')}` : ''}`,
    [from ?? null, to ?? null, customer ?? null, gsrn ?? null, payer ?? null]);
  return rows as unknown as TotalRow[];
};
