import { type EventStore, handle, type RecordedEvent } from '#kernel';
import type { Process } from '#projections';
import { draftOf } from '../commands/change-invoice.js';
import { releaseParts } from '../commands/claim-parts.js';
import { invoiceStream, type InvoiceCancelled, type InvoiceEvent, type InvoiceIssued } from '../domain/events.js';
import { invoice } from '../domain/invoice.js';

const ACTOR = 'billing-follow-documents';

/**
 * What follows from a document for others: an issued note is written into the history of the document it corrects; what a cancelled draft held, and what a
 * document held that was taken back, is free again.
 */
export const followDocuments = (store: EventStore): Process<InvoiceEvent> => ({
  name: 'billing-follow-documents', from: ['invoice'],
  async hear(events) {
    for (const event of events) { // one after the other: a document's history tells its notes in the order of their issue
      if (event.type === 'InvoiceIssued' && event.data.corrects) await noteIssued(store, event);
      if (event.type === 'InvoiceCancelled') await letGo(store, event.data.invoiceId, event);
    }
  },
});

const noteIssued = async (store: EventStore, event: RecordedEvent<InvoiceIssued>): Promise<void> => {
  const { invoiceId: noteId, kind, number, totalDkk, corrects, takesBack } = event.data;
  if (kind === 'invoice') return;
  await handle(store, invoice, {
    stream: invoiceStream(corrects!.invoiceId), context: { commandId: `note-issued/${noteId}`, actor: ACTOR, causationId: event.id },
    command: { type: 'NoteIssuedFor', kind, noteId, number, totalDkk, ...(takesBack && { takesBack }) },
  });
  if (takesBack) await letGo(store, corrects!.invoiceId, event);
};

const letGo = async (store: EventStore, documentId: string, cause: RecordedEvent<InvoiceIssued | InvoiceCancelled>): Promise<void> => {
  const { sections, takesBack } = await draftOf(store, documentId);
  if (takesBack) return; // it holds nothing itself
  const settlements = new Set(sections.flatMap(({ parts }) => parts.map(({ stream }) => stream)));
  await releaseParts(store, [...settlements].map((settlement) => ({ documentId, settlement })), { actor: ACTOR, causationId: cause.id });
};
