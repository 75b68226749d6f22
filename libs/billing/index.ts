// The door for apps.
export { BillingModule } from './billing.module.js';
export { type BatchParts } from './commands/draft-batch.js';
export { driveRun, type RunParts } from './commands/drive-run.js';
export { knownRun, type KnownInvoiceRun } from './commands/known-run.js';
export { NumberSeries, type NumberSeriesOptions } from './commands/number-series.js';
export { requestRun, turnRun } from './commands/request-run.js';
export type { RunScope } from './domain/invoice-run.js';
export { MAIN_SERIES, SERIES } from './domain/series.js';
export { billingProcesses, billingViews } from './parts-of-billing.js';
export { noteOverdue, type OverdueParts } from './processes/note-overdue.js';
export type { BillingParts } from './tokens.js';
export { explainDocument, type ExplainedDocument, type ExplainSettlement, invoiceAndNotes, type InvoiceAndNotes, type SettlementQuestion } from './views/explain-invoice.js';
export { findInvoice, type InvoiceHead, listInvoices } from './views/invoice-list.js';
export { runStand, type RunStand } from './views/runs.js';
