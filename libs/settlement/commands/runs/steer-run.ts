import { type CommandContext, type EventStore, handle, type Receipt } from '#kernel';
import { settlementRun, settlementRunStream } from '../../domain/run/settlement-run.js';

export type Steering = 'pause' | 'resume' | 'cancel';

const COMMAND = { pause: 'PauseSettlementRun', resume: 'ResumeSettlementRun', cancel: 'CancelSettlementRun' } as const;

/** Halts a run, lets it go on, or ends it. What workers have in hand is still finished. @throws Rejected SETTLEMENT_RUN_NOT_FOUND, SETTLEMENT_RUN_ENDED */
export const steerRun = (store: EventStore, runId: string, how: Steering, context: CommandContext): Promise<Receipt> =>
  handle(store, settlementRun, { stream: settlementRunStream(runId), command: { type: COMMAND[how], data: { runId } }, context });
