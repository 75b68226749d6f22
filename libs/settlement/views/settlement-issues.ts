import { type RecordedEvent, unreachable } from '#kernel';
import type { View } from '#projections';
import type { SettlementBlocked, SettlementEvent } from '../domain/events.js';

export type IssueStatus = 'open' | 'resolved' | 'dismissed';

/** What becomes of an issue within one page of events: perhaps it was opened in it, and how it stands at its end. */
type Fold = { gsrn: string; from: string; blocked?: RecordedEvent<SettlementBlocked>; status: IssueStatus; why?: string; by?: string; position: string; knownAt: string };

/** Periods that could not be settled, with what is missing as of the newest attempt; they stay here when that has come or somebody dismissed it. */
export const settlementIssuesView: View<SettlementEvent> = {
  name: 'settlement_issues', version: 1, from: ['settlement'],
  columns: `gsrn text not null, from_day date not null, to_day date not null, status text not null, codes text[] not null, reasons jsonb not null,
            customer_id text, run_id text, opened_at timestamptz not null, changed_at timestamptz not null, closed_why text, closed_by text,
            position text collate "C" not null, primary key (gsrn, from_day)`,
  indexes: ['status, gsrn, from_day'],
  async project(events, table) {
    const folds = new Map<string, Fold>();
    for (const event of events) folds.set(event.stream, folded(folds.get(event.stream), event));
    const opened = [...folds.values()].filter(({ blocked }) => blocked);
    const closed = [...folds.values()].filter(({ blocked }) => !blocked);
    if (opened.length > 0) await table.query(UPSERT, [JSON.stringify(opened.map(rowOf))]);
    if (closed.length > 0) await table.query(CLOSE, [JSON.stringify(closed.map(({ gsrn, from, status, why, by, position, knownAt }) => ({ gsrn, from_day: from, status, why, closed_by: by, position, known_at: knownAt })))]);
  },
};

const UPSERT = `
  insert into {table} as known (gsrn, from_day, to_day, status, codes, reasons, customer_id, run_id, opened_at, changed_at, closed_why, closed_by, position)
  select gsrn, from_day, to_day, status, array(select jsonb_array_elements_text(codes)), reasons, customer_id, run_id, opened_at, changed_at, why, closed_by, position
    from jsonb_to_recordset($1::jsonb) as r(gsrn text, from_day date, to_day date, status text, codes jsonb, reasons jsonb, customer_id text, run_id text, opened_at timestamptz, changed_at timestamptz, why text, closed_by text, position text)
  on conflict (gsrn, from_day) do update set to_day = excluded.to_day, status = excluded.status, codes = excluded.codes, reasons = excluded.reasons, customer_id = excluded.customer_id, run_id = excluded.run_id,
    opened_at = case when known.status = 'open' then known.opened_at else excluded.opened_at end, changed_at = excluded.changed_at,
    closed_why = excluded.closed_why, closed_by = excluded.closed_by, position = excluded.position`;

const CLOSE = `
  update {table} as known set status = r.status, closed_why = r.why, closed_by = r.closed_by, changed_at = r.known_at, position = r.position
    from jsonb_to_recordset($1::jsonb) as r(gsrn text, from_day date, status text, why text, closed_by text, position text, known_at timestamptz)
   where known.gsrn = r.gsrn and known.from_day = r.from_day and known.status <> 'resolved'`;

const folded = (before: Fold | undefined, event: RecordedEvent<SettlementEvent>): Fold => {
  const { data: { gsrn, from }, position, recordedAt } = event;
  const now = { gsrn, from, ...(before?.blocked && { blocked: before.blocked }), position, knownAt: recordedAt };
  switch (event.type) {
    case 'SettlementBlocked': return { ...now, blocked: event, status: 'open' };
    case 'PeriodSettled':
    case 'SettlementCorrected': return { ...now, status: 'resolved', why: 'settled' };
    case 'SettlementIssueResolved': return { ...now, status: 'resolved', why: event.data.why };
    case 'SettlementIssueDismissed': return { ...now, status: 'dismissed', why: event.data.reason, by: event.data.dismissedBy };
    case 'SettlementReversed': return before ?? { ...now, status: 'resolved', why: 'not-planned' };
    default: return unreachable(event);
  }
};

const rowOf = ({ gsrn, from, blocked, status, why, by, position, knownAt }: Fold) => {
  const { to, reasons, customerId, askedBy } = blocked!.data;
  return {
    gsrn, from_day: from, to_day: to, status, codes: [...new Set(reasons.map(({ code }) => code))], reasons, customer_id: customerId, run_id: askedBy.runId,
    opened_at: blocked!.recordedAt, changed_at: knownAt, why, closed_by: by, position,
  };
};
