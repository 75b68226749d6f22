import type { Process } from '#projections';
import { driveRun, type RunParts } from '../commands/drive-run.js';
import type { InvoiceRunEvent } from '../domain/invoice-run.js';

/** Whenever a run is asked for or resumed, it is done; one that was cancelled ends its batch in hand. A run that a crash interrupted goes on when it is heard again. */
export const issueRuns = (parts: RunParts): Process<InvoiceRunEvent> => ({
  name: 'billing-issue-runs', from: ['invoicerun'], after: ['billing_parts', 'billing_claims', 'billing_invoices'],
  async hear(events, signal) {
    const runs = new Set(events.filter(({ type }) => type === 'InvoiceRunRequested' || type === 'InvoiceRunResumed' || type === 'InvoiceRunCancelled').map(({ data }) => data.runId));
    for (const runId of runs) await driveRun(parts, runId, signal);
  },
});
