import { type CommandContext, derivedId, type EventStore, handle, type Receipt } from '#kernel';
import { canonicalScope, type RunPeriod, type RunScope } from '../../domain/run/run-scope.js';
import { settlementRun, settlementRunStream } from '../../domain/run/settlement-run.js';
import { USUAL_BATCH } from '../../domain/run/settlement-batch.js';

export type RunToRequest = Readonly<{ period: RunPeriod; scope: RunScope; requestedBy: string; batchSize?: number }>;

/** The id of the run that a command asks for: the same command is the same run. */
export const runIdOf = (commandId: string): string => derivedId('settlement-run', commandId);

/** Asks for a run. The process that plans runs takes it from there. @throws Rejected SETTLEMENT_RUN_PERIOD_INVALID */
export const requestSettlementRun = async (store: EventStore, { period, scope, requestedBy, batchSize = USUAL_BATCH }: RunToRequest, context: CommandContext): Promise<Receipt & { runId: string }> => {
  const runId = runIdOf(context.commandId);
  const data = { runId, period: { from: period.from, to: period.to }, scope: canonicalScope(scope), requestedBy, batchSize };
  return { runId, ...await handle(store, settlementRun, { stream: settlementRunStream(runId), command: { type: 'RequestSettlementRun', data }, context }) };
};
