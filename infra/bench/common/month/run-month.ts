import type pg from 'pg';
import type { HttpClient } from '../http-client.js';
import { progress, seconds } from '../programs.js';
import type { MonthPlan } from './month-plan.js';
import { untilViewsShow } from './set-up-month.js';

export type MonthRun = Readonly<{ runId: string; storedSeconds: number; visibleSeconds: number; settled: number; blocked: number; lines: number }>;

const LOOK_MS = 100;

/** Asks for the month to be settled, and waits until the run is complete and every view shows all that it wrote. */
export const runMonth = async (client: HttpClient, pool: pg.Pool, { from, to, points }: MonthPlan): Promise<MonthRun> => {
  const begun = performance.now();
  const answer = await client.mustSend('POST', '/api/settlement/runs', Buffer.from(JSON.stringify({ period: { from, to } })));
  const { runId } = JSON.parse(answer.body) as { runId: string };
  const batchesDone = `select count(*) filter (where type = 'SettlementBatchSettled')::int as batches, coalesce(bool_or(type = 'SettlementRunCompleted'), false) as complete from events.log where stream = $1`;
  for (let told = 0; ;) {
    const { rows: [run] } = await pool.query<{ batches: number; complete: boolean }>(batchesDone, [`settlementrun-${runId}`]);
    if (run!.complete) break;
    if (run!.batches >= told + 20) progress(`  ${told = run!.batches} batches`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const storedSeconds = seconds(begun);
  const { rows: [last] } = await pool.query<{ position: string }>(`select lpad(tx::text, 20, '0') || '-' || lpad(position::text, 20, '0') as position from events.log order by tx desc, position desc limit 1`);
  await untilViewsShow(pool, last!.position, undefined, LOOK_MS);
  const visibleSeconds = seconds(begun);
  progress(`  ${points} points: stored after ${storedSeconds} s, visible after ${visibleSeconds} s`);
  const { rows: [counts] } = await pool.query<{ settled: number; lines: number }>(`select count(*)::int as settled, coalesce(sum(jsonb_array_length(said -> 'lines')), 0)::int as lines from views.settlement_versions`);
  const { rows: [issues] } = await pool.query<{ blocked: number }>(`select count(*)::int as blocked from views.settlement_issues where status = 'open'`);
  return { runId, storedSeconds, visibleSeconds, ...counts!, ...issues! };
};
