import type { Pool } from 'pg';
import type { RunRequest, RunScope } from '../domain/invoice-run.js';

/** What a payer has to be billed for: the free parts of one settlement of a period. Payer and contract are those of the newest part. */
export type FreePeriod = Readonly<{ payerId: string; settlement: string; gsrn: string; from: string; to: string; contractId: string; revisions: readonly number[] }>;
/** A stretch of periods, whole payers where possible; `upTo` is where the next stretch goes on, undefined when there is none. */
export type FreePeriods = Readonly<{ periods: readonly FreePeriod[]; upTo?: string }>;

type Asked = Pick<RunRequest, 'period' | 'scope'>;

const COLUMN = { payers: 'payer_id', customers: 'customer_id', gsrns: 'gsrn' } as const;

const scopeOf = (scope: RunScope, parameter: string): Readonly<{ sql: string; values: readonly (readonly string[])[] }> => {
  if ('all' in scope) return { sql: '', values: [] };
  const [by, values] = Object.entries(scope)[0] as [keyof typeof COLUMN, readonly string[]];
  return { sql: `and p.${COLUMN[by]} = any(${parameter})`, values: [values] };
};

const FREE = 'not exists (select from views.billing_claims c where c.stream = p.stream and c.revision = p.revision)';
const DUE = (scope: string): string => `p.what = 'settled' and p.period_to > $1::date and p.period_to <= $2::date ${scope} and ${FREE}`;

/**
 * Settlements that are on no document yet, whose periods end in (from, to], the next `limit` of them in the order payer, period. What comes after a settlement
 * that is on a document is the note process's. A planning aid: what a document really gets is decided by its claims.
 */
export const freePeriods = async (pool: Pool, { period, scope }: Asked, after: string, limit: number): Promise<FreePeriods> => {
  const [payer, stream] = after === '' ? ['', ''] : JSON.parse(after) as [string, string];
  const { sql, values } = scopeOf(scope, '$6');
  const { rows: due } = await pool.query<{ payer_id: string; stream: string }>(
    `select distinct p.payer_id, p.stream from views.billing_parts p where ${DUE(sql)} and (p.payer_id, p.stream) > ($3, $4) order by p.payer_id, p.stream limit $5`,
    [period.from, period.to, payer, stream, limit, ...values]);
  const whole = due.length < limit ? due : wholePayers(due);
  const last = whole.at(-1);
  if (!last) return { periods: [] };
  const { rows } = await pool.query<{ payer_id: string; stream: string; gsrn: string; period_from: string; period_to: string; contract_id: string; revisions: number[] }>(
    `with parts as (
       select p.*, c.document_id, max(p.revision) filter (where p.what = 'settled') over (partition by p.stream order by p.revision) as first
         from views.billing_parts p left join views.billing_claims c on c.stream = p.stream and c.revision = p.revision where p.stream = any($1))
     select (array_agg(payer_id order by revision desc))[1] as payer_id, stream, min(gsrn) as gsrn, min(period_from)::text as period_from, max(period_to)::text as period_to,
            (array_agg(contract_id order by revision desc))[1] as contract_id, array_agg(revision order by revision) filter (where document_id is null) as revisions
       from parts group by stream, first having bool_or(revision = first and document_id is null) order by 1, 3, 4, first`, [whole.map((row) => row.stream)]);
  return {
    upTo: JSON.stringify([last.payer_id, last.stream]),
    periods: rows.map((row) => ({ payerId: row.payer_id, settlement: row.stream, gsrn: row.gsrn, from: row.period_from, to: row.period_to, contractId: row.contract_id, revisions: row.revisions })),
  };
};

/** Without the last payer, of whom there may be more, unless it is the only one. */
const wholePayers = <Row extends Readonly<{ payer_id: string }>>(rows: readonly Row[]): readonly Row[] => {
  const last = rows.at(-1)!.payer_id;
  const before = rows.filter((row) => row.payer_id !== last);
  return before.length > 0 ? before : rows;
};

/** How many payers such a run has to bill, for its progress. */
export const countFreePayers = async (pool: Pool, { period, scope }: Asked): Promise<number> => {
  const { sql, values } = scopeOf(scope, '$3');
  const { rows } = await pool.query<{ payers: string }>(`select count(distinct p.payer_id) as payers from views.billing_parts p where ${DUE(sql)}`, [period.from, period.to, ...values]);
  return Number(rows[0]!.payers);
};
