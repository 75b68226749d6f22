// The door of settling for apps: points, explanations, previews, views.
import type { View } from '#projections';
import { settlementIssuesView } from './views/settlement-issues.js';
import { settlementPeriodsView } from './views/settlement-periods.js';
import { settlementVersionsView } from './views/settlement-versions.js';

export { type ExplainAsked, type ExplainedSettlement, type ExplainParts, explainSettlement, type Leaf } from './commands/explain-settlement.js';
export { rulesOf, type SettlementFacts, type SettlementRules } from './commands/gather/facts.js';
export { type Preview, type PreviewAsked, type PreviewedPeriod, previewSettlement } from './commands/preview/preview-settlement.js';
export { readPreview } from './edge/http/read-preview.js';
export { settleBatchBy } from './commands/settle-batch.js';
export { asOfViews, type PeriodOutcome, type PointsSettled, type PointsToSettle, settlePoints, type SettlePointsParts, VIEWS_READ } from './commands/settle-points.js';
export { SettlementModule, type SettlementParts, settlePointsParts } from './settlement.module.js';
export { correctSettledPeriods, CORRECT_SETTLED_PERIODS, type CorrectionParts } from './processes/corrections/correct-settled-periods.js';
export { type ConcernedPeriod, type PeriodsAsked, periodsOlder } from './views/periods-concerned.js';
export { SettlementQuestions, type SettlementVersion } from './views/settlement-questions.js';

/** Views of what was settled: the latest state, everything ever said, and the issues. */
export const settlementViews: readonly View[] = [settlementPeriodsView, settlementVersionsView, settlementIssuesView] as unknown as readonly View[];
