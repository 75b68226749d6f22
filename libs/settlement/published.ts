// What other contexts may rely on: what was settled, why it was not, and what was corrected.
export {
  settlementStream,
  type AskedBy, type Basis, type DeltaLine, type EnergyKwh, type Figures, type PeriodSettled, type SettledLine, type SettledPeriod,
  type SettlementBlocked, type SettlementCorrected, type SettlementEvent, type SettlementIssueDismissed, type SettlementIssueResolved, type SettlementReversed, type Totals, type VatGroup,
} from './domain/events.js';
