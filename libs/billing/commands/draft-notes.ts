import type { Pool } from 'pg';
import { derivedId, type EventStore, handle } from '#kernel';
import { billedPeriod, billedStream, revisionsOf } from '../domain/billed-period.js';
import { noteOf, sectionOf } from '../domain/document.js';
import { invoiceStream } from '../domain/events.js';
import { groupedBy } from '../domain/grouped-by.js';
import { invoice } from '../domain/invoice.js';
import { addsNothing, lifetimesOf } from '../domain/part.js';
import { existingDocuments } from '../views/invoice-list.js';
import { type HeldPart, partsAt, partsOf } from '../views/parts.js';
import { claimParts, releaseParts } from './claim-parts.js';
import type { Asker } from './issue-documents.js';
import { forMany, stateOf } from './streams.js';

export type NoteParts = Readonly<{ store: EventStore; pool: Pool }>;

/**
 * Drafts the credit and debit notes that these settled periods lack: for every settlement that stands on a document, one note with all later parts that stand on
 * none. A note that was begun (its parts claimed) and not drafted is drafted now. Doing it again changes nothing.
 * @returns the ids of the notes
 */
export const draftNotes = async (parts: NoteParts, settlements: readonly string[], asker: Asker = {}): Promise<readonly string[]> => {
  const byStream = groupedBy(await partsOf(parts.pool, settlements), ({ stream }) => stream);
  const wanted = [...byStream.values()].flatMap(missingNotes);
  const claimed = (await claimParts(parts.store, wanted, 'note', asker)).filter(({ revisions }) => revisions.length > 0);
  const begun = [...byStream.values()].flat().filter(({ claimedBy }) => claimedBy === 'note').map(({ heldBy, stream }) => ({ documentId: heldBy!, settlement: stream }));
  const there = await existingDocuments(parts.pool, begun.map(({ documentId }) => documentId));
  const toDraft = new Map([...claimed, ...begun.filter(({ documentId }) => !there.has(documentId))].map(({ documentId, settlement }) => [documentId, settlement]));
  await forMany([...toDraft], ([noteId, settlement]) => draftNote(parts, noteId, settlement, asker));
  return [...toDraft.keys()];
};

const missingNotes = (parts: readonly HeldPart[]) => lifetimesOf(parts).flatMap(({ parts: [base, ...later] }) => {
  const free = (later as readonly HeldPart[]).filter(({ heldBy }) => heldBy === undefined);
  if ((base as HeldPart).heldBy === undefined || free.length === 0 || addsNothing(sectionOf(free))) return [];
  const revisions = free.map(({ revision }) => revision);
  return [{ documentId: derivedId('note', base!.stream, ...revisions), settlement: base!.stream, revisions }];
});

/** The note of what it holds, unless it is there. When its invoice was cancelled meanwhile the note lets go, and the next invoice has it all. */
const draftNote = async ({ store, pool }: NoteParts, noteId: string, settlement: string, asker: Asker): Promise<void> => {
  if ((await stateOf(store, invoice, invoiceStream(noteId))).state.status !== 'none') return;
  const { state: billed } = await stateOf(store, billedPeriod, billedStream(settlement));
  const revisions = revisionsOf(billed, noteId);
  if (revisions.length === 0) return;
  const all = await partsAt(pool, Array.from({ length: revisions.at(-1)! + 1 }, (_, revision) => ({ stream: settlement, revision })));
  const mine = all.filter(({ revision }) => revisions.includes(revision));
  const lifetime = lifetimesOf(all).find(({ parts }) => parts.some(({ revision }) => revision === revisions[0]))!;
  const originalId = billed.holds.get(lifetime.first);
  const original = originalId === undefined ? undefined : (await stateOf(store, invoice, invoiceStream(originalId))).state;
  if (originalId !== undefined && original!.status === 'none') throw new Error(`Invoice ${originalId} holds ${settlement} and is not drafted yet: its note waits`);
  if (originalId === undefined || original!.status === 'cancelled') return releaseParts(store, [{ documentId: noteId, settlement }], asker);
  const { payerId, series, paymentDays, number } = original!;
  const note = noteOf({ invoiceId: noteId, payerId, series, paymentDays }, sectionOf(mine), { invoiceId: originalId, ...(number !== undefined && { number }) });
  await handle(store, invoice, { stream: invoiceStream(noteId), command: { type: 'Draft', data: note }, context: { ...asker, commandId: `draft/${noteId}` } });
};
