import type { EventStore, Reason } from '#kernel';
import { type SettlementBlocked, type SettlementEvent, settlementStream } from '../domain/events.js';
import { settlementPeriod } from '../domain/period/settlement-period.js';

/** The issue of a period as it stood at an instant. */
export type KnownIssue = Readonly<{ gsrn: string; from: string; to: string; status: 'open' | 'dismissed'; reasons: readonly Reason[]; customerId: string | null; changedAt: string }>;

/** What a period lacked as known at an instant, from the stream itself: a few events, and exact. Undefined when it lacked nothing that was known. */
export const issueAsKnown = async (store: Pick<EventStore, 'readStream'>, gsrn: string, from: string, knownAt: string): Promise<KnownIssue | undefined> => {
  const until = comparable(knownAt);
  let state = settlementPeriod.initial;
  let blocked: SettlementBlocked['data'] | undefined;
  let changedAt = '';
  for await (const event of store.readStream<SettlementEvent>(settlementStream(gsrn, from))) {
    if (comparable(event.recordedAt) > until) break;
    state = settlementPeriod.evolve(state, event);
    if (event.type === 'SettlementBlocked') blocked = event.data;
    if (event.type === 'SettlementBlocked' || event.type === 'SettlementIssueDismissed') changedAt = event.recordedAt;
  }
  return state.issue && blocked && { gsrn, from, to: state.issue.to, status: state.issue.status, reasons: blocked.reasons, customerId: blocked.customerId ?? null, changedAt };
};

/** Whether figures that were stated after the last word about an issue have closed it: what issues there are and what was stated are shown by two views, one a moment before the other. */
export const closedBy = (newest: Readonly<{ kind: 'settled' | 'corrected' | 'reversed'; knownAt: string }> | undefined, { changedAt }: Pick<KnownIssue, 'changedAt'>): boolean =>
  newest !== undefined && newest.kind !== 'reversed' && comparable(newest.knownAt) > comparable(changedAt);

const FRACTION_DIGITS = 9;

/** Instants in UTC with as many decimals each, so that they compare as text. */
const comparable = (instant: string): string => {
  const [whole, fraction = ''] = instant.replace(/Z$/, '').split('.') as [string, string | undefined];
  return `${whole.length === 'YYYY-MM-DDTHH:MM'.length ? `${whole}:00` : whole}.${fraction.padEnd(FRACTION_DIGITS, '0')}`;
};
