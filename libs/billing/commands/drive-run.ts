import { type CommandContext, derivedId, handle, Rejected } from '#kernel';
import { MOST_PERIODS } from '../domain/document.js';
import { invoiceStream } from '../domain/events.js';
import { groupedBy } from '../domain/grouped-by.js';
import { invoice } from '../domain/invoice.js';
import { type BatchCounts, type InvoiceBatchPlanned, type InvoiceRun, type NotDrafted, type PlannedDocument, type RunRequest } from '../domain/invoice-run.js';
import { draftsToIssue } from '../views/drafts-to-issue.js';
import { type FreePeriod, freePeriods } from '../views/free-periods.js';
import { type BatchParts, issueBatch } from './draft-batch.js';
import { type ApprovedDocument, type Asker, correctsNow, issueApproved } from './issue-documents.js';
import { RunBook } from './run-book.js';
import { forMany, stateOf } from './streams.js';

export type RunParts = BatchParts & Readonly<{ /** Most periods, and most drafts, of a batch; 500 unless told. */ batchSize?: number }>;

/**
 * Does what is left of a run: plans a batch, does it, writes it down, and so on until nothing is left or the run is paused or cancelled. What a batch will do is
 * written down before it is done, so that whoever goes on after a crash does the same; a batch that was begun is always finished.
 * @throws the signal's reason when told to stop, StoreUnavailable when the store is away: the run goes on when it is driven again
 */
export const driveRun = async (parts: RunParts, runId: string, signal?: AbortSignal): Promise<void> => {
  const book = new RunBook(parts.store, runId);
  for (;;) {
    signal?.throwIfAborted();
    const state = await book.read();
    if (state.open) {
      const counts = await doBatch(parts, state.request!, state.open);
      await book.write(`batch-done/${state.open.batch}`, { type: 'FinishBatch', batch: state.open.batch, counts });
    } else if (state.status !== 'running') {
      return;
    } else {
      const plan = await nextBatch(parts, state);
      await (plan ? book.write(`batch-planned/${state.batches}`, { type: 'PlanBatch', batch: state.batches, ...plan }) : book.write('completed', { type: 'Complete' }));
    }
  }
};

type Plan = Pick<InvoiceBatchPlanned['data'], 'documents' | 'drafts' | 'upTo'>;

/** First the settled periods, payer by payer; then the drafts that were there before: credit notes after the invoices they correct. */
const nextBatch = async ({ pool, batchSize = 500 }: RunParts, { request, batches, upToPayer, upToDraft }: InvoiceRun): Promise<Plan | undefined> => {
  if (upToDraft === '') {
    for (let after = upToPayer; ;) {
      const { periods, upTo } = await freePeriods(pool, request!, after, batchSize);
      if (upTo === undefined) break;
      if (periods.length > 0) return { documents: documentsFor(request!, batches, periods), drafts: [], upTo };
      after = upTo;
    }
  }
  const drafts = await draftsToIssue(pool, request!, upToDraft, batchSize);
  return drafts.length === 0 ? undefined : { documents: [], drafts: drafts.map(({ invoiceId }) => invoiceId), upTo: drafts.at(-1)!.place };
};

/** One document a payer; several for a payer with very many periods. */
const documentsFor = ({ runId }: RunRequest, batch: number, periods: readonly FreePeriod[]): PlannedDocument[] =>
  [...groupedBy(periods, ({ payerId }) => payerId)].flatMap(([payerId, all]) => layersOf(all).flatMap(chunksOf).map((some, at) => ({
    invoiceId: derivedId('invoice', runId, batch, payerId, at), payerId, periods: some.map(({ settlement, revisions }) => ({ settlement, revisions })),
  })));

/** A document claims once of each settled period: what was settled anew after a reversal goes on a document of its own. */
const layersOf = (periods: readonly FreePeriod[]): FreePeriod[][] => {
  const layers: FreePeriod[][] = [];
  for (const lifetimes of groupedBy(periods, ({ settlement }) => settlement).values()) lifetimes.forEach((lifetime, at) => (layers[at] ??= []).push(lifetime));
  return layers;
};

const chunksOf = (periods: readonly FreePeriod[]): FreePeriod[][] =>
  Array.from({ length: Math.ceil(periods.length / MOST_PERIODS) }, (_, at) => periods.slice(at * MOST_PERIODS, (at + 1) * MOST_PERIODS));

const doBatch = (parts: RunParts, request: RunRequest, { documents, drafts }: InvoiceBatchPlanned['data']): Promise<BatchCounts> => {
  const asker: Asker = { actor: request.requestedBy, correlationId: request.runId };
  return drafts.length > 0 ? issueDrafts(parts, request, drafts, asker) : issueBatch(parts, request, documents, asker);
};

/** Drafts that were made before the run. One that was cancelled meanwhile is nothing; a note whose invoice is not issued stays a draft and is told of. */
const issueDrafts = async (parts: RunParts, { issuedOn, requestedBy }: RunRequest, drafts: readonly string[], asker: Asker): Promise<BatchCounts> => {
  const notDrafted: NotDrafted[] = [];
  const approved = await forMany(drafts, async (invoiceId): Promise<ApprovedDocument | undefined> => {
    try {
      return await approve(parts, invoiceId, issuedOn, requestedBy, { ...asker, commandId: `approve/${invoiceId}` });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      if (error.code === 'ORIGINAL_NOT_ISSUED') notDrafted.push({ payerId: (await stateOf(parts.store, invoice, invoiceStream(invoiceId))).state.payerId, invoiceId, code: error.code, gsrns: [] });
      return undefined;
    }
  });
  const issued = await issueApproved(parts, approved.filter((document) => document !== undefined), asker);
  return { issued: issued.length, nothing: drafts.length - issued.length - notDrafted.length, notDrafted };
};

const approve = async ({ store, numbers }: RunParts, invoiceId: string, issuedOn: string, approvedBy: string, context: CommandContext): Promise<ApprovedDocument> => {
  const stream = invoiceStream(invoiceId);
  const { state } = await stateOf(store, invoice, stream);
  if (state.status === 'draft' || state.status === 'cancelled') {
    const corrects = await correctsNow(store, state.corrects);
    const afterRevision = await numbers.reached(state.series, issuedOn);
    await handle(store, invoice, { stream, command: { type: 'Approve', issuedOn, afterRevision, approvedBy, ...(corrects && { corrects }) }, context });
  }
  return { invoiceId, ...(await stateOf(store, invoice, stream)) };
};

