import type pg from 'pg';
import type { HttpClient } from '../http-client.js';
import { progress, seconds } from '../programs.js';
import type { MonthPlan } from './month-plan.js';
import { untilViewsShow } from './set-up-month.js';

/** The last place of the log. */
export const endOfLog = async (pool: pg.Pool): Promise<string> => {
  const { rows } = await pool.query<{ position: string }>(`select lpad(tx::text, 20, '0') || '-' || lpad(position::text, 20, '0') as position from events.log order by tx desc, position desc limit 1`);
  return rows[0]!.position;
};

/** Invoices are issued on this day, whatever day it is. */
export const ISSUED_ON = '2025-11-05';

export type IssueRun = Readonly<{ runId: string; issuedSeconds: number; visibleSeconds: number; issued: number }>;

/** Asks for the month to be invoiced, and waits until the run is complete and every view shows it. */
export const issueMonth = async (client: HttpClient, pool: pg.Pool, { from, to }: MonthPlan): Promise<IssueRun> => {
  const begun = performance.now();
  const answer = await client.mustSend('POST', '/api/invoices/runs', Buffer.from(JSON.stringify({ period: { from, to }, issuedOn: ISSUED_ON })));
  const stream = (JSON.parse(answer.body) as { stream: string }).stream;
  for (let told = 0; ;) {
    const { rows: [run] } = await pool.query<{ batches: number; complete: boolean }>(
      `select count(*) filter (where type = 'InvoiceBatchIssued')::int as batches, coalesce(bool_or(type = 'InvoiceRunCompleted'), false) as complete from events.log where stream = $1`, [stream]);
    if (run!.complete) break;
    if (run!.batches >= told + 20) progress(`  ${told = run!.batches} batches`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const issuedSeconds = seconds(begun);
  await untilViewsShow(pool, await endOfLog(pool), undefined, LOOK_MS);
  const { rows: [counts] } = await pool.query<{ issued: number }>(`select count(*)::int as issued from views.billing_invoices where number is not null`);
  return { runId: stream.slice(stream.indexOf('-') + 1), issuedSeconds, visibleSeconds: seconds(begun), ...counts! };
};

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
  await untilViewsShow(pool, await endOfLog(pool), undefined, LOOK_MS);
  const visibleSeconds = seconds(begun);
  progress(`  ${points} points: stored after ${storedSeconds} s, visible after ${visibleSeconds} s`);
  const { rows: [counts] } = await pool.query<{ settled: number; lines: number }>(`select count(*)::int as settled, coalesce(sum(jsonb_array_length(said -> 'lines')), 0)::int as lines from views.settlement_versions`);
  const { rows: [issues] } = await pool.query<{ blocked: number }>(`select count(*)::int as blocked from views.settlement_issues where status = 'open'`);
  return { runId, storedSeconds, visibleSeconds, ...counts!, ...issues! };
};
