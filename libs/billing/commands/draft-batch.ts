import type { Pool } from 'pg';
import { derivedId, type EventStore, handleMany } from '#kernel';
import type { PortfolioFacts } from '#portfolio/published';
import { invoiceOf, sectionOf } from '../domain/document.js';
import { type Draft, invoiceStream } from '../domain/events.js';
import { invoice } from '../domain/invoice.js';
import type { BatchCounts, NotDrafted, PlannedDocument, RunRequest } from '../domain/invoice-run.js';
import { addsNothing, type Part } from '../domain/part.js';
import { partsAt } from '../views/parts.js';
import { claimParts, releaseParts, type Wanted } from './claim-parts.js';
import { type ApprovedDocument, type Asker, documentAfter, issueApproved, type IssueParts } from './issue-documents.js';
import { paymentDaysOf } from './payment-days.js';
import { forMany, stateOf } from './streams.js';

export type BatchParts = IssueParts & Readonly<{ pool: Pool; portfolio: Pick<PortfolioFacts, 'terms'> }>;

/**
 * Drafts and issues the planned documents of one batch: claim, draft and approve in one append, number, issue. Whoever repeats it, at any point, ends with the
 * same documents: ids are planned, contents follow from the claims, numbers from the series.
 * @throws StoreUnavailable: then the batch is begun again
 */
export const issueBatch = async (parts: BatchParts, request: RunRequest, documents: readonly PlannedDocument[], asker: Asker): Promise<BatchCounts> => {
  const { store, pool } = parts;
  const found = byPlace(await partsAt(pool, documents.flatMap(({ periods }) => periods.flatMap(({ settlement, revisions }) => revisions.map((revision) => ({ stream: settlement, revision }))))));
  const days = await paymentDaysOf(parts.portfolio, [...found.values()]);
  const notDrafted: NotDrafted[] = [];
  const wanted: Wanted[] = [];
  for (const document of documents) {
    const unknown = [...new Set(allParts(document, found).filter((part) => !days.has(part.contractId)).map(({ gsrn }) => gsrn))];
    if (unknown.length > 0) notDrafted.push({ payerId: document.payerId, invoiceId: document.invoiceId, code: 'CONTRACT_NOT_FOUND', gsrns: unknown });
    else for (const { settlement, revisions } of document.periods) if (!comesToNothing(partsIn(settlement, revisions, found))) wanted.push({ documentId: document.invoiceId, settlement, revisions });
  }
  await releaseParts(store, documents.filter(({ invoiceId }) => notDrafted.some((one) => one.invoiceId === invoiceId)).flatMap(({ invoiceId, periods }) => periods.map(({ settlement }) => ({ documentId: invoiceId, settlement }))), asker);
  const held = await claimParts(store, wanted, 'run', asker);

  const drafts: Draft[] = [];
  for (const { invoiceId, payerId } of documents) {
    const mine = held.filter(({ documentId, revisions }) => documentId === invoiceId && revisions.length > 0).map(({ settlement, revisions }) => partsIn(settlement, revisions, found));
    if (mine.length === 0) continue;
    const paymentDays = Math.max(...mine.flat().map(({ contractId }) => days.get(contractId)!)); // nobody is asked to pay sooner than a contract of theirs says
    drafts.push(invoiceOf({ invoiceId, payerId, series: request.series, paymentDays, runId: request.runId }, mine.map(sectionOf)));
  }
  const approved = await draftAndApprove(parts, request, drafts, asker);
  await letGoOfWhatIsNotOnIt(store, held, approved, asker);
  const issued = await issueApproved(parts, approved.map(({ document }) => document), asker);
  return { issued: issued.length, nothing: documents.length - drafts.length - notDrafted.length, notDrafted };
};

type DraftAndDocument = Readonly<{ draft: Draft; document: ApprovedDocument }>;

/** Each draft and its approval in one append; where the document is there already, as it is there. */
const draftAndApprove = async ({ store, numbers }: BatchParts, { series, issuedOn, requestedBy }: RunRequest, drafts: readonly Draft[], asker: Asker): Promise<readonly DraftAndDocument[]> => {
  if (drafts.length === 0) return [];
  const afterRevision = await numbers.reached(series, issuedOn);
  const command = (data: Draft) => ({ type: 'DraftAndApprove', data, issuedOn, afterRevision, approvedBy: requestedBy }) as const;
  // The id names the content: two workers that would write different things must not be told that both were written.
  const idOf = (data: Draft): string => `draft/${data.invoiceId}/${derivedId(JSON.stringify(data), afterRevision, issuedOn, requestedBy)}`;
  const answers = await handleMany(store, invoice, drafts.map((data) => ({ stream: invoiceStream(data.invoiceId), command: command(data), context: { ...asker, commandId: idOf(data) } })));
  return forMany(drafts.map((draft, at) => [draft, answers[at]!] as const), async ([draft, answer]): Promise<DraftAndDocument> => {
    if (answer.outcome === 'rejected') throw answer.rejected;
    if (answer.outcome === 'appended') return { draft, document: documentAfter(draft.invoiceId, invoice.decide(command(draft), invoice.initial)) };
    const { state, revision } = await stateOf(store, invoice, invoiceStream(draft.invoiceId));
    return { draft: await draftThatIsThere(store, draft.invoiceId), document: { invoiceId: draft.invoiceId, state, revision } };
  });
};

const draftThatIsThere = async (store: EventStore, invoiceId: string): Promise<Draft> => {
  for await (const event of store.readStream(invoiceStream(invoiceId), { limit: 1 })) return event.data as Draft;
  throw new Error(`Document ${invoiceId} was handled before and is not there`);
};

/** A document that another worker drafted a moment ago may hold less than this one has claimed for it since: what is not on it is free. */
const letGoOfWhatIsNotOnIt = async (store: EventStore, held: readonly Wanted[], drafted: readonly DraftAndDocument[], asker: Asker): Promise<void> => {
  const on = new Map(drafted.map(({ draft }) => [draft.invoiceId, new Set(draft.sections.flatMap(({ parts }) => parts.map(({ stream, revision }) => `${stream}@${revision}`)))]));
  const tooMuch = held.filter(({ documentId, settlement, revisions }) => revisions.some((revision) => on.get(documentId)?.has(`${settlement}@${revision}`) === false));
  if (tooMuch.length > 0) await releaseParts(store, tooMuch, asker);
};

const byPlace = (parts: readonly Part[]): ReadonlyMap<string, Part> => new Map(parts.map((part) => [`${part.stream}@${part.revision}`, part]));

const partsIn = (settlement: string, revisions: readonly number[], found: ReadonlyMap<string, Part>): Part[] => revisions.map((revision) => {
  const part = found.get(`${settlement}@${revision}`);
  if (!part) throw new Error(`The view does not show ${settlement} revision ${revision}, which it showed when the batch was planned. Is it being rebuilt?`);
  return part;
});

const allParts = ({ periods }: PlannedDocument, found: ReadonlyMap<string, Part>): Part[] => periods.flatMap(({ settlement, revisions }) => partsIn(settlement, revisions, found));

/** Settled and reversed before anything was billed, or nothing used and nothing to pay. */
const comesToNothing = (parts: readonly Part[]): boolean => addsNothing(sectionOf(parts));
