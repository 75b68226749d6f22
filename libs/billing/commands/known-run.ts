import { type EventStore, Rejected } from '#kernel';
import { invoiceRun, invoiceRunStream, type RunStatus } from '../domain/invoice-run.js';
import { stateOf } from './streams.js';

/** How a run stands by its own stream, never behind. `notDrafted` counts payers and notes that could not be issued. */
export type KnownInvoiceRun = Readonly<{ status: RunStatus; batches: number; issued: number; nothing: number; notDrafted: number }>;

/** @throws Rejected RUN_NOT_FOUND */
export const knownRun = async (store: EventStore, runId: string): Promise<KnownInvoiceRun> => {
  const { state: { status, batches, issued, nothing, notDrafted } } = await stateOf(store, invoiceRun, invoiceRunStream(runId));
  if (status === 'none') throw new Rejected('RUN_NOT_FOUND', { runId });
  return { status, batches, issued, nothing, notDrafted };
};
