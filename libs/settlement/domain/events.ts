// What happens to the settlement of one point and one period; stored for ever.
import type { Event, Position } from '#kernel';

/** A line of a settlement, stable identity first (`charge/5790000432752/tariff/40000`, `product/green/margin`, `spot/consumption`). Amounts in DKK without VAT, 2 decimals; quantity 3 decimals. */
export type SettledLine = Readonly<{ id: string; name: string; unit: 'kWh' | 'day'; quantity: string; unitPriceDkk?: string; amountDkk: string }>;

/** A line of a correction: what is added to all that was said before. */
export type DeltaLine = Readonly<{ id: string; name: string; unit: 'kWh' | 'day'; quantity: string; amountDkk: string }>;

export type VatGroup = Readonly<{ rate: string; baseDkk: string; vatDkk: string }>;
export type Totals = Readonly<{ subtotalDkk: string; vatDkk: string; totalDkk: string }>;

/** What an amount rests on: everything that stood in the log up to `asOf`, by these rules. `digest` covers reading, price, contract and rules versions. */
export type Basis = Readonly<{ asOf: Position; digest: string; rulesVersion: string; zone: string }>;

/** Which days of which point, for whom. `period` is half-open local days; `supplyId` and `contractId` say whose. */
export type SettledPeriod = Readonly<{ gsrn: string; from: string; to: string; supplyId: string; contractId: string; customerId: string; payerId: string; priceArea: string }>;

/** Who asked for it, and in which run if any. */
export type AskedBy = Readonly<{ actor: string; runId?: string }>;

export type EnergyKwh = Readonly<{ consumption: string; billed: string; production: string; surplus: string }>;

/** A full settlement of a period. */
export type Figures = Totals & Readonly<{ lines: readonly SettledLine[]; vat: readonly VatGroup[]; energyKwh: EnergyKwh }>;

export type PeriodSettled = Event<'PeriodSettled', SettledPeriod & Figures & Readonly<{ settlementId: string; basis: Basis; askedBy: AskedBy }>>;

/** Something is missing; there is no amount. The issue stays open until the period is settled or the issue dismissed. `reasons` as of the newest attempt. */
export type SettlementBlocked = Event<'SettlementBlocked', Pick<SettledPeriod, 'gsrn' | 'from' | 'to'> & Partial<SettledPeriod> & Readonly<{
  reasons: readonly Readonly<{ code: string; en: string; da: string; path?: string }>[]; asOf: Position; askedBy: AskedBy;
}>>;

/** What was blocked will stay so: a person decided, with a reason. New inputs open it again. */
export type SettlementIssueDismissed = Event<'SettlementIssueDismissed', Readonly<{ gsrn: string; from: string; to: string; reason: string; dismissedBy: string }>>;

/**
 * The new full figures and what they add to everything said before (line by line, gone lines included). `settlementId` is that of the period;
 * `number` counts corrections of it from 1.
 */
export type SettlementCorrected = Event<'SettlementCorrected', SettledPeriod & Figures & Readonly<{
  settlementId: string; number: number; basis: Basis; askedBy: AskedBy;
  delta: Totals & Readonly<{ lines: readonly DeltaLine[]; vat: readonly VatGroup[] }>;
}>>;

/** The period was not ours to settle (erroneous switch BRS-003, erroneous move BRS-011): everything said before is taken back, to the oere. */
export type SettlementReversed = Event<'SettlementReversed', SettledPeriod & Readonly<{
  settlementId: string; number: number; reason: 'supply-not-ours' | 'period-changed'; askedBy: AskedBy;
  delta: Totals & Readonly<{ lines: readonly DeltaLine[]; vat: readonly VatGroup[] }>;
}>>;

/**
 * What was missing is of no importance any more, without a new amount: the inputs are whole again and say what was settled before (`settled`),
 * or the period is not planned any more (`not-planned`). `PeriodSettled` and `SettlementCorrected` close an issue by themselves.
 */
export type SettlementIssueResolved = Event<'SettlementIssueResolved', Readonly<{ gsrn: string; from: string; to: string; why: 'settled' | 'not-planned'; askedBy: AskedBy }>>;

export type SettlementEvent = PeriodSettled | SettlementBlocked | SettlementIssueDismissed | SettlementIssueResolved | SettlementCorrected | SettlementReversed;

/** Stream of one point and period: `settlement-<gsrn>-<first day>`. The kind is `settlement`. */
export const settlementStream = (gsrn: string, from: string): string => `settlement-${gsrn}-${from}`;
