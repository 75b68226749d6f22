import { type Process } from '#projections';
import { type IssueParts, issueApproved } from '../commands/issue-documents.js';
import { forMany, stateOf } from '../commands/streams.js';
import { invoiceStream, type InvoiceEvent } from '../domain/events.js';
import { invoice } from '../domain/invoice.js';
import { approvedOutsideRuns } from '../views/invoice-list.js';
import type { Pool } from 'pg';

/** Whenever a document was approved and nobody finished it (a crash between approval, number and issue), it gets its number and is issued. Runs finish their own. */
export const finishApproved = (parts: IssueParts & Readonly<{ pool: Pool }>): Process<InvoiceEvent> => ({
  name: 'billing-finish-approved', from: ['invoice'], after: ['billing_invoices'],
  async hear(events) {
    const heard = events.filter(({ type }) => type === 'InvoiceApproved').map(({ data }) => data.invoiceId);
    if (heard.length === 0) return;
    const open = await approvedOutsideRuns(parts.pool, heard);
    const documents = await forMany(open, async (invoiceId) => ({ invoiceId, ...(await stateOf(parts.store, invoice, invoiceStream(invoiceId))) }));
    await issueApproved(parts, documents, { actor: 'billing-finish-approved' });
  },
});
