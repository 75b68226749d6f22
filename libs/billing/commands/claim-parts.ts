import { type EventStore, handleMany, type RequestAnswer } from '#kernel';
import { billedPeriod, type BilledPeriodCommand, billedStream, revisionsOf } from '../domain/billed-period.js';
import type { Asker } from './issue-documents.js';
import { forMany, stateOf } from './streams.js';

/** The parts of one settled period that a document wants. */
export type Wanted = Readonly<{ documentId: string; settlement: string; revisions: readonly number[] }>;

/**
 * Claims parts for documents, and says what each document really holds afterwards: less than it wanted, or nothing, where others were first.
 * Asking again answers the same, unless the document let go in between.
 */
export const claimParts = async (store: EventStore, wanted: readonly Wanted[], by: 'run' | 'note', asker: Asker = {}): Promise<readonly Wanted[]> => {
  const answers = await commandAll(store, wanted.map(({ documentId, settlement, revisions }) => ({ type: 'Claim', documentId, settlement, revisions, by })), 'claim', asker);
  return forMany(wanted.map((one, at) => [one, answers[at]!] as const), async ([one, answer]) =>
    (answer.outcome === 'appended' && answer.revision === 0 ? one : { ...one, revisions: await heldBy(store, one) }));
};

/** Lets go of what a document holds of these periods. A document that lets go never claims again. */
export const releaseParts = async (store: EventStore, of: readonly Omit<Wanted, 'revisions'>[], asker: Asker = {}): Promise<void> => {
  const answers = await commandAll(store, of.map(({ documentId, settlement }) => ({ type: 'Release', documentId, settlement })), 'release', asker);
  for (const answer of answers) if (answer.outcome === 'rejected') throw answer.rejected;
};

/** What a document holds of a period now. */
export const heldBy = async (store: EventStore, { documentId, settlement }: Omit<Wanted, 'revisions'>): Promise<readonly number[]> =>
  revisionsOf((await stateOf(store, billedPeriod, billedStream(settlement))).state, documentId);

const commandAll = (store: EventStore, commands: readonly BilledPeriodCommand[], verb: string, asker: Asker): Promise<readonly RequestAnswer[]> =>
  handleMany(store, billedPeriod, commands.map((command) => ({
    stream: billedStream(command.settlement), command, context: { ...asker, commandId: `${verb}/${command.documentId}/${command.settlement}/${'revisions' in command ? command.revisions.join(',') : ''}` },
  })));
