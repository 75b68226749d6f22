import { type RecordedEvent, unreachable } from '#kernel';
import type { Cell, View, ViewTable } from '#projections';
import type { SettlementRunEvent } from '../domain/run/settlement-run.js';

/** One row for each settlement run: how it stands and how far it is. */
export const settlementRunsView: View<SettlementRunEvent> = {
  name: 'settlement_runs', version: 1, from: ['settlementrun'],
  columns: `run_id text primary key, position text collate "C" not null, status text not null, planned boolean not null default false,
            from_day date not null, to_day date not null, scope jsonb not null, requested_by text not null, batch_size integer not null,
            requested_at timestamptz not null, planned_at timestamptz, batches integer not null default 0, points integer not null default 0,
            batches_settled integer not null default 0, settled integer not null default 0, blocked integer not null default 0, unchanged integer not null default 0,
            last_batch_at timestamptz, ended_at timestamptz, changed_at timestamptz not null, changes integer not null default 1`,
  indexes: ['position', 'status, position'],
  async project(events, table) {
    const changes = new Map<string, RunChange>();
    for (const event of events) {
      if (event.type === 'SettlementRunRequested') await insert(event.data, event, table);
      else changes.set(event.data.runId, changed(changes.get(event.data.runId) ?? NOTHING, event));
    }
    for (const [runId, change] of changes) await apply(runId, change, table);
  },
};

/** Every settled batch, for looking at single ones. */
export const settlementRunBatchesView: View<SettlementRunEvent> = {
  name: 'settlement_run_batches', version: 1, from: ['settlementrun'],
  columns: 'run_id text not null, batch integer not null, settled integer not null, blocked integer not null, unchanged integer not null, settled_at timestamptz not null, primary key (run_id, batch)',
  async project(events, table) {
    const rows = events.flatMap((event): Cell[][] => {
      if (event.type !== 'SettlementBatchSettled') return [];
      const { runId, batch, settled, blocked, unchanged } = event.data;
      return [[runId, batch, settled, blocked, unchanged, event.recordedAt]];
    });
    await table.copy(['run_id', 'batch', 'settled', 'blocked', 'unchanged', 'settled_at'], rows);
  },
};

/** What the events of a page change about one run; applied in one statement, since a page may hold hundreds of its batches. */
type RunChange = Readonly<{
  status: string | null; plannedAt: string | null; batches: number; points: number; batchesSettled: number; settled: number; blocked: number; unchanged: number;
  lastBatchAt: string | null; endedAt: string | null; changedAt: string; events: number;
}>;
const NOTHING: RunChange = { status: null, plannedAt: null, batches: 0, points: 0, batchesSettled: 0, settled: 0, blocked: 0, unchanged: 0, lastBatchAt: null, endedAt: null, changedAt: '', events: 0 };

const changed = (before: RunChange, event: RecordedEvent<Exclude<SettlementRunEvent, { type: 'SettlementRunRequested' }>>): RunChange => {
  const change = { ...before, changedAt: event.recordedAt, events: before.events + 1 };
  switch (event.type) {
    case 'SettlementRunPlanned': return { ...change, plannedAt: event.recordedAt, batches: event.data.batches, points: event.data.points };
    case 'SettlementBatchSettled': {
      const { settled, blocked, unchanged } = event.data;
      return { ...change, batchesSettled: change.batchesSettled + 1, settled: change.settled + settled, blocked: change.blocked + blocked, unchanged: change.unchanged + unchanged, lastBatchAt: event.recordedAt };
    }
    case 'SettlementRunPaused': return { ...change, status: 'paused' };
    case 'SettlementRunResumed': return { ...change, status: 'requested' };
    case 'SettlementRunCancelled': return { ...change, status: 'cancelled', endedAt: event.recordedAt };
    case 'SettlementRunCompleted': return { ...change, status: 'completed', endedAt: event.recordedAt };
    default: return unreachable(event);
  }
};

const insert = async ({ runId, period, scope, requestedBy, batchSize }: Extract<SettlementRunEvent, { type: 'SettlementRunRequested' }>['data'], { position, recordedAt }: RecordedEvent, table: ViewTable): Promise<void> => {
  await table.query(`insert into {table} (run_id, position, status, from_day, to_day, scope, requested_by, batch_size, requested_at, changed_at) values ($1, $2, 'requested', $3, $4, $5, $6, $7, $8, $8)`,
    [runId, position, period.from, period.to, JSON.stringify(scope), requestedBy, batchSize, recordedAt]);
};

/** `requested` and `running` differ by whether the run is planned, so the stored status is one of the two only for a run that nobody has halted. */
const apply = async (runId: string, change: RunChange, table: ViewTable): Promise<void> => {
  await table.query(`
    update {table} set
      planned = planned or $2::timestamptz is not null, planned_at = coalesce($2::timestamptz, planned_at),
      batches = batches + $3, points = points + $4, batches_settled = batches_settled + $5, settled = settled + $6, blocked = blocked + $7, unchanged = unchanged + $8,
      last_batch_at = coalesce($9::timestamptz, last_batch_at), ended_at = coalesce($10::timestamptz, ended_at), changed_at = $11, changes = changes + $12,
      status = case when coalesce($13, status) in ('requested', 'running') then (case when planned or $2::timestamptz is not null then 'running' else 'requested' end) else coalesce($13, status) end
    where run_id = $1`,
  [runId, change.plannedAt, change.batches, change.points, change.batchesSettled, change.settled, change.blocked, change.unchanged, change.lastBatchAt, change.endedAt, change.changedAt, change.events, change.status]);
};
