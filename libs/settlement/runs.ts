// The door of settlement runs for apps.
import type { View } from '#projections';
import { settlementRunBatchesView, settlementRunsView } from './views/runs-view.js';

export { type PriceAreas, priceAreasOf, type ScopeParts } from './commands/runs/points-of-scope.js';
export { BATCHES_TOPIC, publishOpenBatches } from './commands/runs/publish-open-batches.js';
export { readRun } from './commands/runs/read-run.js';
export { requestSettlementRun, type RunToRequest } from './commands/runs/request-run.js';
export type { BatchCounts, BatchToSettle, SettleBatch } from './commands/runs/settle-batch.js';
export { type Steering, steerRun } from './commands/runs/steer-run.js';
export { type BatchOfRun, workBatch, type Worked, type WorkParts } from './commands/runs/work-batch.js';
export { BILLING_FREQUENCIES, type BillingFrequency } from './domain/customer/billing-period.js';
export type { RunPeriod, RunScope } from './domain/run/run-scope.js';
export { openBatches, type KnownRun, type RunCounts, type RunStatus, type SettlementRun, type SettlementRunEvent, statusOf as statusOfRun } from './domain/run/settlement-run.js';
export { settlementBatchesHandler, settlementBatchesSubscription } from './edge/runs/batches-consumer.js';
export { SettlementRunsModule, type SettlementRunsParts } from './edge/runs/settlement-runs.module.js';
export { RepublishOpenBatches, type RepublishParts } from './processes/runs/republish-open-batches.js';
export { runSettlements, type RunSettlementsParts } from './processes/runs/run-settlements.js';
export { type DueRunsParts, StartDueRuns } from './processes/runs/start-due-runs.js';
export type { RunLine, RunLines, RunLinesPage } from './views/run-lines.js';
export { type BatchOverview, type RunOverview, type RunsFilter, type RunsPage, SettlementRuns } from './views/runs-queries.js';

/** Views of settlement runs. */
export const settlementRunViews: readonly View[] = [settlementRunsView, settlementRunBatchesView] as unknown as readonly View[];
