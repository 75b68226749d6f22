import type { Process, View } from '#projections';
import type { RunParts } from './commands/drive-run.js';
import { draftCreditNotes } from './processes/draft-credit-notes.js';
import { finishApproved } from './processes/finish-approved.js';
import { followDocuments } from './processes/follow-documents.js';
import { issueRuns } from './processes/issue-runs.js';
import { claimsView } from './views/claims.js';
import { invoiceVersionsView } from './views/invoice-versions.js';
import { invoicesView } from './views/invoices.js';
import { billedLinesView } from './views/lines.js';
import { partsView } from './views/parts.js';
import { invoiceRunsView } from './views/runs.js';

/** Every view of billing. */
export const billingViews: readonly View[] = [partsView, claimsView, invoicesView, invoiceVersionsView, billedLinesView, invoiceRunsView] as unknown as readonly View[];

/** Every process of billing. Give it the same `NumberSeries` as the HTTP door of the same program, so that both take numbers together. */
export const billingProcesses = (parts: RunParts): readonly Process[] =>
  [draftCreditNotes(parts), finishApproved(parts), followDocuments(parts.store), issueRuns(parts)] as unknown as readonly Process[];
