// What other contexts may rely on: the documents that were made of settlements, and what became of them.
export {
  type Corrects, type DocumentKind, type DocumentLine, type Draft, type InvoiceApproved, type InvoiceCancelled, type InvoiceCredited, type InvoiceDebited, type InvoiceDrafted,
  type InvoiceEvent, type InvoiceIssued, type InvoiceOverdue, type InvoicePaymentRegistered, type InvoiceSent, invoiceStream, type PartRef, type Section,
} from './domain/events.js';
export type { BilledPeriodEvent, PartsClaimed, PartsReleased } from './domain/billed-period.js';
export type { InvoiceNumberAssigned } from './domain/series.js';
