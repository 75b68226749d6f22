import { InvalidInput, type Scope } from '#platform';
import type { BillingParts } from '../tokens.js';
import { type InvoiceFilter, listInvoices } from '../views/invoice-list.js';
import type { InvoicesQuery } from './invoice-inputs.js';
import { today } from './today.js';

export const VIEW = 'billing_invoices';

/** A page, or what is wrong with the cursor that was asked for. */
export const orBadCursor = async <T>(list: () => Promise<T>): Promise<T> => {
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInput([{ code: 'BAD_CURSOR', path: '$.cursor', en: 'The cursor is not one of ours. Begin without a cursor', da: 'Markøren er ikke en af vores. Begynd uden markør' }]);
  }
};

/** A page of documents. A scoped key sees those whose customers are all in its scope. */
export const pageOfInvoices = async (billing: BillingParts, { sort = 'newest', limit = 100, cursor, overdue, ...filter }: InvoicesQuery, scope: Required<Scope> | undefined) => {
  const asked: InvoiceFilter = { ...filter, ...(overdue && { overdueOn: today(billing) }), ...(scope && { customersWithin: scope.customers }) };
  const [page, freshness] = await Promise.all([orBadCursor(() => listInvoices(billing.pool, asked, { sort, limit, ...(cursor !== undefined && { cursor }) })), billing.freshness.of(VIEW)]);
  return { ...page, freshness };
};
