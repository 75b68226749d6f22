import type { Pool } from 'pg';
import { type CommandContext, derivedId, type EventStore, handle, type Receipt, Rejected } from '#kernel';
import { takingBack } from '../domain/document.js';
import { invoiceStream, type Draft } from '../domain/events.js';
import { invoice, type InvoiceCommand } from '../domain/invoice.js';
import { notesOf } from '../views/invoice-list.js';
import { type Issued, issueApproved, type IssueParts } from './issue-documents.js';
import { stateOf } from './streams.js';

/** What may be asked of one document besides issuing it. */
export type InvoiceChange = Extract<InvoiceCommand, { type: 'Send' | 'RegisterPayment' | 'Cancel' }>;

/** Sends, cancels or pays a document. @throws Rejected as the decider says, INVOICE_NOT_FOUND when there is none */
export const changeInvoice = (store: EventStore, invoiceId: string, command: InvoiceChange, context: CommandContext): Promise<Receipt> =>
  handle(store, invoice, { stream: invoiceStream(invoiceId), command, context });

export type ToCredit = Readonly<{ invoiceId: string; issuedOn: string; approvedBy: string; context: CommandContext }>;

/**
 * Takes back all of an issued invoice by a credit note that is issued at once; its settled periods are then free and come on the next invoice. Once: the note's id
 * derives from the invoice's.
 * @throws Rejected INVOICE_NOT_FOUND, INVOICE_NOT_ISSUED, NOTE_NOT_CREDITED (notes are corrected by settling anew), INVOICE_HAS_NOTES (something of it was corrected already)
 */
export const creditInvoice = async (parts: IssueParts & Readonly<{ pool: Pool }>, { invoiceId, issuedOn, approvedBy, context }: ToCredit): Promise<Issued> => {
  const { store, numbers, pool } = parts;
  const { state } = await stateOf(store, invoice, invoiceStream(invoiceId));
  if (state.status === 'none') throw new Rejected('INVOICE_NOT_FOUND', { invoiceId });
  if (state.number === undefined) throw new Rejected('INVOICE_NOT_ISSUED', { invoiceId, status: state.status });
  if (state.kind !== 'invoice') throw new Rejected('NOTE_NOT_CREDITED', { invoiceId, kind: state.kind });
  const noteId = derivedId('takes-back', invoiceId);
  const others = (await notesOf(pool, invoiceId)).filter((note) => note.invoiceId !== noteId && note.status !== 'cancelled');
  if (others.length > 0) throw new Rejected('INVOICE_HAS_NOTES', { invoiceId, notes: others.map((note) => note.number ?? note.invoiceId) });
  const note = takingBack({ invoiceId: noteId, payerId: state.payerId, series: state.series, paymentDays: state.paymentDays }, await draftOf(store, invoiceId), { invoiceId, number: state.number });
  const command: InvoiceCommand = { type: 'DraftAndApprove', data: note, issuedOn, afterRevision: await numbers.reached(state.series, issuedOn), approvedBy };
  const receipt = await handle(store, invoice, { stream: invoiceStream(noteId), command, context: { ...context, commandId: `draft/${noteId}` } });
  const document = { invoiceId: noteId, ...(await stateOf(store, invoice, invoiceStream(noteId))) };
  const { commandId: _, ...asker } = context;
  const [issued] = await issueApproved(parts, [document], asker);
  return { ...issued!, ...(issued!.position === undefined && receipt.position !== undefined && { position: receipt.position }) };
};

/** What is on a document, from its stream. */
export const draftOf = async (store: EventStore, invoiceId: string): Promise<Draft> => {
  for await (const event of store.readStream(invoiceStream(invoiceId), { limit: 1 })) return event.data as Draft;
  throw new Rejected('INVOICE_NOT_FOUND', { invoiceId });
};
