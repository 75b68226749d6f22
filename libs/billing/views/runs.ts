import type { Pool } from 'pg';
import type { View } from '#projections';
import { unreachable } from '#kernel';
import type { InvoiceRunEvent, NotDrafted, RunScope } from '../domain/invoice-run.js';

const DONE = `issued = issued + $2, nothing = nothing + $3, batches_done = batches_done + 1, not_drafted = not_drafted || $4::jsonb`;

/** Every run of issuing, one row each: how far it is, and whom it could not bill. */
export const invoiceRunsView: View<InvoiceRunEvent> = {
  name: 'billing_runs', version: 1, from: ['invoicerun'],
  columns: `run_id text primary key, status text not null, period_from date not null, period_to date not null, series text not null, issued_on date not null, scope jsonb not null,
            requested_by text not null, requested_at timestamptz not null, ended_at timestamptz, changed_at timestamptz not null, batches integer not null default 0,
            batches_done integer not null default 0, issued integer not null default 0, nothing integer not null default 0, not_drafted jsonb not null default '[]'`,
  indexes: ['requested_at, run_id'],
  async project(events, table) {
    for (const { type, data, recordedAt } of events) {
      const set = (columns: string, values: readonly unknown[] = []) => table.query(`update {table} set ${columns}, changed_at = $${values.length + 2} where run_id = $1`, [data.runId, ...values, recordedAt]);
      switch (type) {
        case 'InvoiceRunRequested':
          await table.query(
            `insert into {table} (run_id, status, period_from, period_to, series, issued_on, scope, requested_by, requested_at, changed_at) values ($1, 'running', $2, $3, $4, $5, $6, $7, $8, $8)`,
            [data.runId, data.period.from, data.period.to, data.series, data.issuedOn, JSON.stringify(data.scope), data.requestedBy, recordedAt]);
          break;
        case 'InvoiceBatchPlanned': await set('batches = batches + 1'); break;
        case 'InvoiceBatchIssued': await set(DONE, [data.issued, data.nothing, JSON.stringify(data.notDrafted)]); break;
        case 'InvoiceRunPaused': await set(`status = 'paused'`); break;
        case 'InvoiceRunResumed': await set(`status = 'running'`); break;
        case 'InvoiceRunCancelled': await set(`status = 'cancelled', ended_at = $2::timestamptz`, [recordedAt]); break;
        case 'InvoiceRunCompleted': await set(`status = 'completed', ended_at = $2::timestamptz`, [recordedAt]); break;
        default: unreachable(type);
      }
    }
  },
};

/** A run as people see it. `waiting`: payers that still have something to bill, while it runs. `perSecond`: documents a second so far. */
export type RunStand = Readonly<{
  runId: string; status: string; period: Readonly<{ from: string; to: string }>; series: string; issuedOn: string; scope: RunScope; requestedBy: string; requestedAt: string;
  changedAt: string; endedAt: string | null; batches: number; batchesDone: number; issued: number; nothing: number; notDrafted: readonly NotDrafted[]; perSecond: number | null;
}>;

const ISO = (column: string, as = column): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "${as}"`;

const SELECTED = `run_id as "runId", status, jsonb_build_object('from', period_from::text, 'to', period_to::text) as period, series, issued_on::text as "issuedOn", scope,
  requested_by as "requestedBy", ${ISO('requested_at', 'requestedAt')}, ${ISO('changed_at', 'changedAt')}, ${ISO('ended_at', 'endedAt')}, batches, batches_done as "batchesDone",
  issued, nothing, not_drafted as "notDrafted",
  round(issued / nullif(extract(epoch from coalesce(ended_at, changed_at) - requested_at), 0), 1)::float8 as "perSecond"`;

/** One run; undefined when the view knows none of that id. */
export const runStand = async (pool: Pool, runId: string): Promise<RunStand | undefined> =>
  (await pool.query<RunStand>(`select ${SELECTED} from views.billing_runs where run_id = $1`, [runId])).rows[0];

/** Runs, newest first, after one (its `requestedAt` and id). */
export const runStands = async (pool: Pool, { status, after, limit }: Readonly<{ status?: string; after?: readonly [string, string]; limit: number }>): Promise<RunStand[]> =>
  (await pool.query<RunStand>(
    `select ${SELECTED} from views.billing_runs where ($1::text is null or status = $1) and ($2::timestamptz is null or (requested_at, run_id) < ($2, $3))
      order by requested_at desc, run_id desc limit $4`, [status ?? null, after?.[0] ?? null, after?.[1] ?? null, limit])).rows;
