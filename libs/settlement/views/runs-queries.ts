import type { Pool } from 'pg';
import type { RunPeriod, RunScope } from '../domain/run/run-scope.js';
import type { RunStatus } from '../domain/run/settlement-run.js';

/** A run as people see it. Rates and times left are estimates from the batches so far; they are absent until there are some. */
export type RunOverview = Readonly<{
  runId: string; status: RunStatus; period: RunPeriod; scope: RunScope; /** In lists: of so many points or customers only the first are named. */ scopeNames?: Readonly<{ gsrns?: number; customers?: number }>; requestedBy: string; requestedAt: string; plannedAt?: string; endedAt?: string; changedAt: string;
  progress: Readonly<{ batches: number; batchesSettled: number; points: number; percent: number | null; batchesPerSecond?: number; pointsPerSecond?: number; secondsLeft?: number; expectedAt?: string }>;
  /** Periods by what became of them in this run. */
  counts: Readonly<{ settled: number; blocked: number; unchanged: number }>;
}>;

export type RunsFilter = Readonly<{ status?: RunStatus; requestedBy?: string; /** Runs whose period touches these local days. */ from?: string; to?: string; /** `next` of the page before. */ cursor?: string; limit: number }>;
export type RunsPage = Readonly<{ runs: readonly RunOverview[]; next?: string }>;

export type BatchOverview = Readonly<{ batch: number; settled: number; blocked: number; unchanged: number; settledAt: string }>;

type Row = {
  run_id: string; position: string; status: RunStatus; from_day: string; to_day: string; scope: RunScope; requested_by: string; requested_at: string; planned_at: string | null; ended_at: string | null; changed_at: string;
  batches: number; points: number; batches_settled: number; settled: number; blocked: number; unchanged: number; planned: boolean; seconds_worked: number | null;
};

const at = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const COLUMNS = `run_id, position, status, planned, from_day::text, to_day::text, scope, requested_by, ${at('requested_at')}, ${at('planned_at')}, ${at('ended_at')}, ${at('changed_at')},
  batches, points, batches_settled, settled, blocked, unchanged, extract(epoch from last_batch_at - planned_at)::float8 as seconds_worked`;

/** Questions about settlement runs, from their view. */
export class SettlementRuns {
  constructor(private readonly pool: Pool) {}

  /** The newest first, page by page. */
  async list({ status, requestedBy, from, to, cursor, limit }: RunsFilter): Promise<RunsPage> {
    const { rows } = await this.pool.query<Row>(
      `select ${COLUMNS} from views.settlement_runs
        where ($1::text is null or status = $1) and ($2::text is null or requested_by = $2) and ($3::date is null or to_day > $3) and ($4::date is null or from_day < $4) and ($5::text is null or position < $5)
        order by position desc limit $6`,
      [status ?? null, requestedBy ?? null, from ?? null, to ?? null, cursor ?? null, limit + 1]);
    const page = rows.slice(0, limit);
    return { runs: page.map(overviewOf).map(shortened), ...(rows.length > limit && { next: page.at(-1)!.position }) };
  }

  async find(runId: string): Promise<RunOverview | undefined> {
    const { rows: [row] } = await this.pool.query<Row>(`select ${COLUMNS} from views.settlement_runs where run_id = $1`, [runId]);
    return row && overviewOf(row);
  }

  /** Settled batches of a run by number, after a number. */
  async batches(runId: string, after: number, limit: number): Promise<Readonly<{ batches: readonly BatchOverview[]; next?: number }>> {
    const { rows } = await this.pool.query<{ batch: number; settled: number; blocked: number; unchanged: number; settled_at: string }>(
      `select batch, settled, blocked, unchanged, ${at('settled_at')} from views.settlement_run_batches where run_id = $1 and batch > $2 order by batch limit $3`, [runId, after, limit + 1]);
    const page = rows.slice(0, limit).map(({ settled_at: settledAt, ...counts }) => ({ ...counts, settledAt }));
    return { batches: page, ...(rows.length > limit && { next: page.at(-1)!.batch }) };
  }

  /** Runs that are running, each with a mark that changes whenever something happens to it. */
  async running(): Promise<readonly Readonly<{ runId: string; mark: string }>[]> {
    const { rows } = await this.pool.query<{ run_id: string; changes: number }>(`select run_id, changes from views.settlement_runs where status = 'running' order by position`);
    return rows.map(({ run_id: runId, changes }) => ({ runId, mark: String(changes) }));
  }
}

/** A run may name thousands of points; a page of runs must not. */
const MOST_NAMED = 20;

const shortened = (run: RunOverview): RunOverview => {
  const { gsrns, customers } = run.scope;
  if ((gsrns?.length ?? 0) <= MOST_NAMED && (customers?.length ?? 0) <= MOST_NAMED) return run;
  return {
    ...run, scope: { ...run.scope, ...(gsrns && { gsrns: gsrns.slice(0, MOST_NAMED) }), ...(customers && { customers: customers.slice(0, MOST_NAMED) }) },
    scopeNames: { ...(gsrns && { gsrns: gsrns.length }), ...(customers && { customers: customers.length }) },
  };
};

const overviewOf = (row: Row): RunOverview => ({
  runId: row.run_id, status: row.status, period: { from: row.from_day, to: row.to_day }, scope: row.scope, requestedBy: row.requested_by, requestedAt: row.requested_at,
  ...(row.planned_at !== null && { plannedAt: row.planned_at }), ...(row.ended_at !== null && { endedAt: row.ended_at }), changedAt: row.changed_at,
  progress: { batches: row.batches, batchesSettled: row.batches_settled, points: row.points, percent: percentOf(row), ...estimateOf(row) },
  counts: { settled: row.settled, blocked: row.blocked, unchanged: row.unchanged },
});

const percentOf = ({ planned, batches, batches_settled: done }: Row): number | null => {
  if (!planned) return null;
  return batches === 0 ? 100 : Math.floor((100 * done) / batches);
};

/** If it goes on as it went from the plan until the last batch. */
const estimateOf = ({ status, batches, points, batches_settled: done, seconds_worked: seconds, changed_at: changedAt }: Row) => {
  if (done === 0 || seconds === null || seconds <= 0) return {};
  const batchesPerSecond = Number((done / seconds).toPrecision(3));
  const pointsPerSecond = Math.round((done / seconds) * (points / batches));
  if (status !== 'running') return { batchesPerSecond, pointsPerSecond };
  const secondsLeft = Math.ceil((batches - done) * (seconds / done));
  return { batchesPerSecond, pointsPerSecond, secondsLeft, expectedAt: new Date(Date.parse(changedAt) + secondsLeft * 1_000).toISOString() };
};
