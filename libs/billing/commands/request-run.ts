import { type CommandContext, derivedId, type EventStore, handle, type Receipt, Rejected } from '#kernel';
import { invoiceRun, invoiceRunStream, type RunRequest } from '../domain/invoice-run.js';

/** Asks for a run of issuing. The run's id derives from the command's: the same command is one run. */
export const requestRun = async (store: EventStore, asked: Omit<RunRequest, 'runId'>, context: CommandContext): Promise<Receipt & Readonly<{ runId: string }>> => {
  const runId = derivedId('invoice-run', context.commandId);
  return { runId, ...(await handle(store, invoiceRun, { stream: invoiceRunStream(runId), command: { type: 'Request', data: { ...asked, runId } }, context })) };
};

/** Pauses, resumes or cancels a run. @throws Rejected RUN_NOT_FOUND, RUN_ENDED */
export const turnRun = async (store: EventStore, runId: string, turn: 'Pause' | 'Resume' | 'Cancel', context: CommandContext): Promise<Receipt> => {
  try {
    return await handle(store, invoiceRun, { stream: invoiceRunStream(runId), command: { type: turn, by: context.actor ?? 'unknown' }, context });
  } catch (error) {
    throw error instanceof Rejected && error.code === 'RUN_NOT_FOUND' ? new Rejected('RUN_NOT_FOUND', { runId }) : error;
  }
};
