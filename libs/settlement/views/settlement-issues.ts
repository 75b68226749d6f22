import { type RecordedEvent, unreachable } from '#kernel';
import type { View } from '#projections';
import type { SettlementBlocked, SettlementEvent } from '../domain/events.js';

export type IssueStatus = 'open' | 'resolved' | 'dismissed';

/** What becomes of an issue within one page of events: perhaps it was opened in it, and how it stands at its end. */
type Fold = {
  gsrn: string; from: string; blocked?: RecordedEvent<SettlementBlocked>; /** When it was opened; `afresh`: within the page, after it had been closed there. */ openedAt?: string; afresh?: boolean;
  status: IssueStatus; why?: string; by?: string; position: string; knownAt: string;
};

/** Periods that could not be settled, with what is missing as of the newest attempt; they stay here when that has come or somebody dismissed it. */
export const settlementIssuesView: View<SettlementEvent> = {
  name: 'settlement_issues', version: 2, from: ['settlement'],
  columns: `gsrn text not null, from_day date not null, to_day date not null, status text not null, codes text[] not null, reasons jsonb not null,
            customer_id text, run_id text, opened_at timestamptz not null, changed_at timestamptz not null, closed_why text, closed_by text,
            position text collate "C" not null, primary key (gsrn, from_day)`,
  indexes: ['status, gsrn, from_day'],
  async project(events, table) {
    const folds = new Map<string, Fold>();
    for (const event of events) {
      const fold = folded(folds.get(event.stream), event);
      if (fold) folds.set(event.stream, fold);
    }
    const opened = [...folds.values()].filter(({ blocked }) => blocked);
    const closed = [...folds.values()].filter(({ blocked }) => !blocked);
    if (opened.length > 0) await table.query(UPSERT, [JSON.stringify(opened.map(rowOf))]);
    if (closed.length > 0) await table.query(CLOSE, [JSON.stringify(closed.map(({ gsrn, from, status, why, by, position, knownAt }) => ({ gsrn, from_day: from, status, why, closed_by: by, position, known_at: knownAt })))]);
  },
};

const UPSERT = `
  insert into {table} (gsrn, from_day, to_day, status, codes, reasons, customer_id, run_id, opened_at, changed_at, closed_why, closed_by, position)
  select gsrn, from_day, to_day, status, array(select jsonb_array_elements_text(codes)), reasons, customer_id, run_id,
         coalesce((select open.opened_at from {table} open where open.gsrn = r.gsrn and open.from_day = r.from_day and open.status = 'open' and not r.afresh), r.opened_at),
         changed_at, why, closed_by, position
    from jsonb_to_recordset($1::jsonb) as r(afresh boolean, gsrn text, from_day date, to_day date, status text, codes jsonb, reasons jsonb, customer_id text, run_id text, opened_at timestamptz, changed_at timestamptz, why text, closed_by text, position text)
  on conflict (gsrn, from_day) do update set to_day = excluded.to_day, status = excluded.status, codes = excluded.codes, reasons = excluded.reasons, customer_id = excluded.customer_id, run_id = excluded.run_id,
    opened_at = excluded.opened_at, changed_at = excluded.changed_at,
    closed_why = excluded.closed_why, closed_by = excluded.closed_by, position = excluded.position`;

const CLOSE = `
  update {table} as known set status = r.status, closed_why = r.why, closed_by = r.closed_by, changed_at = r.known_at, position = r.position
    from jsonb_to_recordset($1::jsonb) as r(gsrn text, from_day date, status text, why text, closed_by text, position text, known_at timestamptz)
   where known.gsrn = r.gsrn and known.from_day = r.from_day and known.status <> 'resolved'`;

const folded = (before: Fold | undefined, event: RecordedEvent<SettlementEvent>): Fold | undefined => {
  const { type, data: { gsrn, from }, position, recordedAt } = event;
  if (type === 'SettlementReversed') return before; // says nothing of the issue; what follows it does
  if (type === 'SettlementBlocked') {
    const opened = before?.status === 'open' ? { openedAt: before.openedAt!, afresh: before.afresh! } : { openedAt: recordedAt, afresh: before !== undefined };
    return { gsrn, from, blocked: event, ...opened, status: 'open', position, knownAt: recordedAt };
  }
  if (before?.status === 'resolved') return before; // later figures do not close it once more, on this page as on the next
  const now = { gsrn, from, ...(before?.blocked && { blocked: before.blocked, openedAt: before.openedAt!, afresh: before.afresh! }), position, knownAt: recordedAt };
  switch (type) {
    case 'PeriodSettled':
    case 'SettlementCorrected': return { ...now, status: 'resolved', why: 'settled' };
    case 'SettlementIssueResolved': return { ...now, status: 'resolved', why: event.data.why };
    case 'SettlementIssueDismissed': return { ...now, status: 'dismissed', why: event.data.reason, by: event.data.dismissedBy };
    default: return unreachable(type);
  }
};

const rowOf = ({ gsrn, from, blocked, openedAt, afresh, status, why, by, position, knownAt }: Fold) => {
  const { to, reasons, customerId, askedBy } = blocked!.data;
  return {
    gsrn, from_day: from, to_day: to, status, codes: [...new Set(reasons.map(({ code }) => code))], reasons, customer_id: customerId, run_id: askedBy.runId,
    opened_at: openedAt, afresh, changed_at: knownAt, why, closed_by: by, position,
  };
};
