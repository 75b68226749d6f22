import type { Pool } from 'pg';
import type { RunRequest, RunScope } from '../domain/invoice-run.js';

/** A draft and its place in the order in which a run issues drafts: invoices first, then notes, each as they were drafted. */
export type DraftToIssue = Readonly<{ invoiceId: string; place: string }>;

const scopeOf = (scope: RunScope): Readonly<{ sql: string; values: readonly (readonly string[])[] }> => {
  if ('all' in scope) return { sql: '', values: [] };
  if ('payers' in scope) return { sql: 'and payer_id = any($6)', values: [scope.payers] };
  return 'customers' in scope ? { sql: 'and customer_ids && $6::text[]', values: [scope.customers] } : { sql: 'and gsrns && $6::text[]', values: [scope.gsrns] };
};

/**
 * Drafts of the run's series whose period ends by the end of the run's, the next `limit` after a place. What the run drafted itself it issues itself: a view that
 * is behind may still show it as a draft, and it would be counted twice. A planning aid: issuing looks at each document.
 */
export const draftsToIssue = async (pool: Pool, { runId, period, series, scope }: Pick<RunRequest, 'runId' | 'period' | 'series' | 'scope'>, after: string, limit: number): Promise<DraftToIssue[]> => {
  const { sql, values } = scopeOf(scope);
  const { rows } = await pool.query<DraftToIssue>(
    `select invoice_id as "invoiceId", place from (
       select invoice_id, ((case when kind = 'invoice' then '0/' else '1/' end) || to_char(drafted_at at time zone 'utc', 'YYYYMMDDHH24MISSUS') || '/' || invoice_id) collate "C" as place
         from views.billing_invoices where status = 'draft' and series = $1 and period_to <= $2::date and run_id is distinct from $5 ${sql}) d
      where place > $3 order by place limit $4`, [series, period.to, after, limit, runId, ...values]);
  return rows;
};
