import type { RecordedEvent } from '#kernel';
import type { Process } from '#projections';
import { planRun, type PlanParts } from '../../commands/runs/plan-run.js';
import { publishOpenBatches, type PublishParts } from '../../commands/runs/publish-open-batches.js';
import type { SettlementRunEvent, SettlementRunRequested } from '../../domain/run/settlement-run.js';

export type RunSettlementsParts = PlanParts & PublishParts & Readonly<{
  /** The views of every fact that a settlement rests on: what was known when the run was asked for is then in them, for planning and for the workers. */
  factViews: readonly string[];
}>;

/** Whenever a run is requested, it is planned; whenever it is planned or goes on, its open batches are handed out. Hearing it all again changes nothing. */
export const runSettlements = (parts: RunSettlementsParts): Process<SettlementRunEvent> => ({
  name: 'settlement-run-settlements',
  from: ['settlementrun'],
  after: parts.factViews,
  async hear(events, signal) {
    for (const event of events) {
      signal.throwIfAborted();
      switch (event.type) {
        case 'SettlementRunRequested':
          await planRun(parts, event as RecordedEvent<SettlementRunRequested>);
          break;
        case 'SettlementRunPlanned':
        case 'SettlementRunResumed':
          await publishOpenBatches(parts, event.data.runId);
          break;
        case 'SettlementBatchSettled':
        case 'SettlementRunPaused':
        case 'SettlementRunCancelled':
        case 'SettlementRunCompleted':
          break; // nothing follows: workers ask the run itself how it stands
      }
    }
  },
});
