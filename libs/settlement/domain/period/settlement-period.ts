import { type Decider, derivedId, type Position, Rejected, type Reason, unreachable } from '#kernel';
import type { AskedBy, Basis, Figures, SettledPeriod, SettlementBlocked, SettlementEvent, SettlementReversed } from '../events.js';
import { deltaTo, isNothing, NOTHING_SAID, plus, type Said, takenBack } from './said.js';

/** The period has figures. */
export type Settle = Readonly<{ type: 'Settle'; data: Readonly<{ period: SettledPeriod; figures: Figures; basis: Basis; askedBy: AskedBy }> }>;
/** Something is missing, so there are no figures. */
export type Block = Readonly<{ type: 'Block'; data: SettlementBlocked['data'] }>;
/** The period is not ours, or not planned like this any more. */
export type Reverse = Readonly<{ type: 'Reverse'; data: Readonly<{ gsrn: string; from: string; reason: SettlementReversed['data']['reason']; asOf: Position; askedBy: AskedBy }> }>;
export type DismissIssue = Readonly<{ type: 'DismissIssue'; data: Readonly<{ gsrn: string; from: string; reason: string; dismissedBy: string }> }>;
export type SettlementCommand = Settle | Block | Reverse | DismissIssue;

/** A settlement that stands: what was said in all and on what it rests. `number` counts its corrections. */
export type Standing = Readonly<{ settlementId: string; number: number; period: SettledPeriod; digest: string; said: Said }>;
/** `reasons` of the newest attempt as text, for comparing. */
export type Issue = Readonly<{ status: 'open' | 'dismissed'; to: string; reasons: string }>;
/** One point and one period. `starts` counts how often it was settled anew; `asOf` is the newest place of the log that anything was said as of. */
export type SettlementPeriod = Readonly<{ starts: number; asOf?: Position; standing?: Standing | undefined; issue?: Issue | undefined }>;

/**
 * The settlement of one point and one period: first figures, corrections that add the difference to all that was said before, and the issue
 * that is open while inputs are missing. All events of a settlement add up to its latest figures, line by line and VAT included.
 */
export const settlementPeriod: Decider<SettlementPeriod, SettlementCommand, SettlementEvent> = {
  initial: { starts: 0 },
  evolve(state, event) {
    switch (event.type) {
      case 'PeriodSettled':
        return { starts: state.starts + 1, asOf: event.data.basis.asOf, standing: standingOf(event.data, 0, plus(NOTHING_SAID, event.data)) };
      case 'SettlementCorrected':
        return { starts: state.starts, asOf: event.data.basis.asOf, standing: standingOf(event.data, event.data.number, plus(state.standing?.said ?? NOTHING_SAID, event.data.delta)) };
      case 'SettlementReversed':
        return { ...state, standing: undefined };
      case 'SettlementBlocked':
        return { ...state, asOf: event.data.asOf, issue: { status: 'open', to: event.data.to, reasons: reasonsText(event.data.reasons) } };
      case 'SettlementIssueDismissed':
        return { ...state, ...(state.issue && { issue: { ...state.issue, status: 'dismissed' } }) };
      case 'SettlementIssueResolved':
        return { ...state, issue: undefined };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'Settle': return isOlder(command.data.basis.asOf, state) ? [] : settle(command.data, state);
      case 'Block': return isOlder(command.data.asOf, state) ? [] : block(command.data, state);
      case 'Reverse': return isOlder(command.data.asOf, state) ? [] : reverse(command.data, state);
      case 'DismissIssue': return dismiss(command.data, state);
      default: return unreachable(command);
    }
  },
};

/** Somebody slow looked at less of the log than was said already: that is not news. */
const isOlder = (asOf: Position, state: SettlementPeriod): boolean => state.asOf !== undefined && asOf < state.asOf;

const settle = (data: Settle['data'], state: SettlementPeriod): SettlementEvent[] => {
  const { standing } = state;
  if (!standing) return [firstFigures(data, state)];
  if (!sameParties(standing.period, data.period)) return [reversal(standing, 'period-changed', data.askedBy), firstFigures(data, state)];
  const { period, figures, basis, askedBy } = data;
  const sameEnd = standing.period.to === period.to;
  if (sameEnd && standing.digest === basis.digest) return resolved(state, period, 'settled', askedBy);
  const delta = deltaTo(figures, standing.said);
  if (sameEnd && isNothing(delta)) return resolved(state, period, 'settled', askedBy);
  return [{ type: 'SettlementCorrected', data: { ...period, ...figures, settlementId: standing.settlementId, number: standing.number + 1, basis, askedBy, delta } }];
};

const firstFigures = ({ period, figures, basis, askedBy }: Settle['data'], { starts }: SettlementPeriod): SettlementEvent =>
  ({ type: 'PeriodSettled', data: { ...period, ...figures, settlementId: derivedId('settlement', period.gsrn, period.from, starts), basis, askedBy } });

const block = (data: Block['data'], { standing, issue }: SettlementPeriod): SettlementEvent[] => {
  const othersPaid = standing && data.customerId !== undefined && data.payerId !== undefined && !sameParties(standing.period, { customerId: data.customerId, payerId: data.payerId });
  const shorter = standing && data.to < standing.period.to; // the days behind it are planned in another period now
  const taken = standing && (othersPaid || shorter) ? [reversal(standing, 'period-changed', data.askedBy)] : [];
  const same = issue && issue.to === data.to && issue.reasons === reasonsText(data.reasons); // open as it is, or dismissed for just these reasons
  if (same && taken.length === 0) return [];
  return [...taken, { type: 'SettlementBlocked', data }];
};

const reverse = ({ reason, askedBy, gsrn, from }: Reverse['data'], state: SettlementPeriod): SettlementEvent[] => [
  ...(state.standing ? [reversal(state.standing, reason, askedBy)] : []),
  ...resolved(state, { gsrn, from, to: state.issue?.to ?? from }, 'not-planned', askedBy),
];

const dismiss = ({ gsrn, from, reason, dismissedBy }: DismissIssue['data'], { issue }: SettlementPeriod): SettlementEvent[] => {
  if (!issue) throw new Rejected('NO_OPEN_ISSUE', { gsrn, from, detail: 'Nothing is missing for this period, so there is no issue to dismiss.' });
  return issue.status === 'dismissed' ? [] : [{ type: 'SettlementIssueDismissed', data: { gsrn, from, to: issue.to, reason, dismissedBy } }];
};

const resolved = ({ issue }: SettlementPeriod, { gsrn, from, to }: Pick<SettledPeriod, 'gsrn' | 'from' | 'to'>, why: 'settled' | 'not-planned', askedBy: AskedBy): SettlementEvent[] =>
  (issue ? [{ type: 'SettlementIssueResolved', data: { gsrn, from, to, why, askedBy } }] : []);

const reversal = ({ settlementId, number, period, said }: Standing, reason: Reverse['data']['reason'], askedBy: AskedBy): SettlementEvent =>
  ({ type: 'SettlementReversed', data: { ...period, settlementId, number: number + 1, reason, askedBy, delta: takenBack(said) } });

/** Another customer or payer cannot be corrected into: what the one paid is taken back, the other begins anew. */
const sameParties = (a: Pick<SettledPeriod, 'customerId' | 'payerId'>, b: Pick<SettledPeriod, 'customerId' | 'payerId'>): boolean => a.customerId === b.customerId && a.payerId === b.payerId;

const standingOf = (data: SettledPeriod & Readonly<{ settlementId: string; basis: Basis }>, number: number, said: Said): Standing => {
  const { gsrn, from, to, supplyId, contractId, customerId, payerId, priceArea } = data;
  return { settlementId: data.settlementId, number, period: { gsrn, from, to, supplyId, contractId, customerId, payerId, priceArea }, digest: data.basis.digest, said };
};

const reasonsText = (reasons: readonly Reason[]): string => JSON.stringify(reasons.map(({ code, en, path }) => [code, en, path ?? '']).sort());
