import { type CommandContext, type EventStore, fold, handle, type Position } from '#kernel';
import { type Corrects, invoiceStream } from '../domain/events.js';
import { invoice, type Invoice, type InvoiceCommand } from '../domain/invoice.js';
import type { InvoiceEvent } from '../domain/events.js';
import type { NumberSeries } from './number-series.js';
import { forMany, readyToAppend, stateOf } from './streams.js';

export type IssueParts = Readonly<{ store: EventStore; numbers: NumberSeries }>;
export type Issued = Readonly<{ invoiceId: string; number: string; position?: Position }>;
/** An approved document as its stream shows it. */
export type ApprovedDocument = Readonly<{ invoiceId: string; state: Invoice; revision: number }>;

/** Who asks, for commands whose ids are made here. */
export type Asker = Omit<CommandContext, 'commandId'>;

const issueCommandId = (invoiceId: string): string => `issue/${invoiceId}`;

/**
 * Gives approved documents their numbers, in their order, and issues them. Everything here may be repeated by anybody at any time: a document that has
 * its number keeps it, and a document that is issued stays as it is.
 * @throws StoreUnavailable: then nothing is known, and the same may be asked again
 */
export const issueApproved = async ({ store, numbers }: IssueParts, documents: readonly ApprovedDocument[], asker: Asker = {}): Promise<readonly Issued[]> => {
  const wanted = documents.filter(({ state }) => state.status === 'approved');
  const taken = await numbers.numbersFor(wanted.map(({ invoiceId, state }) => ({ invoiceId, series: state.series, issuedOn: state.issuedOn!, afterRevision: state.afterRevision! })), asker);
  const numberOf = new Map(wanted.map(({ invoiceId }, at) => [invoiceId, taken[at]!]));
  const positions = await issueAll(store, wanted.map((document) => ({ ...document, number: numberOf.get(document.invoiceId)! })), asker);
  return documents.filter(({ state, invoiceId }) => state.number !== undefined || numberOf.has(invoiceId)).map(({ invoiceId, state }) => {
    const position = positions.get(invoiceId);
    return { invoiceId, number: state.number ?? numberOf.get(invoiceId)!, ...(position !== undefined && { position }) };
  });
};

/** In one go, assuming that nothing happened to the documents since they were read; those to which something did, one by one. */
const issueAll = async (store: EventStore, documents: readonly (ApprovedDocument & { number: string })[], asker: Asker): Promise<ReadonlyMap<string, Position | undefined>> => {
  if (documents.length === 0) return new Map();
  const command = (number: string): InvoiceCommand => ({ type: 'Issue', number });
  const context = (invoiceId: string): CommandContext => ({ ...asker, commandId: issueCommandId(invoiceId) });
  const answers = await store.appendBatch(documents.map(({ invoiceId, state, revision, number }) => {
    const stream = invoiceStream(invoiceId);
    return { stream, expectedRevision: revision, events: readyToAppend(invoice.decide(command(number), state), stream, context(invoiceId)) };
  }));
  const positions = new Map<string, Position | undefined>(answers.flatMap((answer, at) => (answer.ok ? [[documents[at]!.invoiceId, answer.position] as const] : [])));
  await forMany(documents.filter(({ invoiceId }) => !positions.has(invoiceId)), async ({ invoiceId, number }) => {
    const receipt = await handle(store, invoice, { stream: invoiceStream(invoiceId), command: command(number), context: context(invoiceId) });
    positions.set(invoiceId, receipt.position);
  });
  return positions;
};

export type ToIssue = Readonly<{ invoiceId: string; issuedOn: string; approvedBy: string; context: CommandContext }>;

/**
 * Issues one draft: approves it, takes its number, issues it.
 * @throws Rejected INVOICE_NOT_FOUND, INVOICE_CANCELLED, ORIGINAL_NOT_ISSUED (a note before its invoice)
 */
export const issueDocument = async (parts: IssueParts, { invoiceId, issuedOn, approvedBy, context }: ToIssue): Promise<Issued> => {
  const { store, numbers } = parts;
  const stream = invoiceStream(invoiceId);
  const before = await stateOf(store, invoice, stream);
  if (before.state.status === 'none' || before.state.status === 'draft' || before.state.status === 'cancelled') {
    const afterRevision = await numbers.reached(before.state.series || 'main', issuedOn);
    const corrects = await correctsNow(store, before.state.corrects);
    await handle(store, invoice, { stream, command: { type: 'Approve', issuedOn, afterRevision, approvedBy, ...(corrects && { corrects }) }, context: { ...context, commandId: `approve/${context.commandId}` } });
  }
  const approved = await stateOf(store, invoice, stream);
  const { commandId: _, ...asker } = context;
  const [issued] = await issueApproved(parts, [{ invoiceId, ...approved }], asker);
  return { ...issued!, ...(issued!.position === undefined && approved.position !== undefined && { position: approved.position }) };
};

/** The original of a note with the number it has by now, if any. */
export const correctsNow = async (store: EventStore, corrects: Corrects | undefined): Promise<Corrects | undefined> => {
  if (!corrects || corrects.number !== undefined) return corrects;
  const { state } = await stateOf(store, invoice, invoiceStream(corrects.invoiceId));
  return { invoiceId: corrects.invoiceId, ...(state.number !== undefined && { number: state.number }) };
};

/** The document after these events, when they are its first. */
export const documentAfter = (invoiceId: string, events: readonly InvoiceEvent[]): ApprovedDocument => ({ invoiceId, state: fold(invoice, events), revision: events.length - 1 });
