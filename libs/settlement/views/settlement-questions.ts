import type { Pool } from 'pg';
import type { AsOf, Reason } from '#kernel';
import type { FiguresEvent, VersionKind } from './settlement-versions.js';
import type { IssueStatus } from './settlement-issues.js';
import type { RunLine, RunLines } from './run-lines.js';

/** One thing that was said about a period, with the event that said it. */
export type SettlementVersion = Readonly<{ kind: VersionKind; number: number; settlementId: string; said: FiguresEvent['data']; stream: string; revision: number; position: string; knownAt: string }>;

export type IssueOverview = Readonly<{
  gsrn: string; from: string; to: string; status: IssueStatus; reasons: readonly Reason[]; customerId: string | null; runId: string | null; openedAt: string; changedAt: string;
  closedWhy: string | null; closedBy: string | null;
}>;
export type IssuesAsked = Readonly<{
  status?: IssueStatus; code?: string; gsrn?: string; from?: string; runId?: string; cursor?: string; limit: number;
  /** Points and customers a limited key may see; absent = all. */
  scope?: Readonly<{ gsrns: readonly string[]; customers: readonly string[] }>;
}>;

const ISO = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const CURSOR = /^(\d{18})@(\d{4}-\d{2}-\d{2})$/;
const POSITION = /^[\w/.:-]{1,200}$/;

type VersionRow = { kind: VersionKind; number: number; settlement_id: string; said: FiguresEvent['data']; stream: string; revision: number; position: string; known_at: string };
const VERSION = `kind, number, settlement_id, said, stream, revision, position, ${ISO('known_at')} as known_at`;

/** Questions about what was settled. */
export class SettlementQuestions {
  constructor(private readonly pool: Pool) {}

  /** Everything said about a period by then, oldest first; empty when nothing was. */
  async versions(gsrn: string, from: string, { position, knownAt }: AsOf = {}): Promise<readonly SettlementVersion[]> {
    const { rows } = await this.pool.query<VersionRow>(
      `select ${VERSION} from views.settlement_versions
        where gsrn = $1 and from_day = $2 and ($3::text is null or position <= $3) and ($4::timestamptz is null or known_at <= $4) order by revision`, [gsrn, from, position ?? null, knownAt ?? null]);
    return rows.map(versionOf);
  }

  /** First days of the periods of a point that begin in [from, to). */
  async firstDays(gsrn: string, days: Readonly<{ from: string; to: string }>): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ day: string }>(
      'select from_day::text as day from views.settlement_periods where gsrn = $1 and from_day >= $2 and from_day < $3 order by from_day', [gsrn, days.from, days.to]);
    return rows.map(({ day }) => day);
  }

  /** Periods of the points whose figures stand and that end inside the run: after `from`, by `to` at the latest. */
  async standing(gsrns: readonly string[], run: Readonly<{ from: string; to: string }>): Promise<readonly Readonly<{ gsrn: string; from: string; to: string }>[]> {
    const { rows } = await this.pool.query<{ gsrn: string; from: string; to: string }>(
      `select gsrn, from_day::text as "from", to_day::text as "to" from views.settlement_periods
        where gsrn = any($1) and to_day > $2 and to_day <= $3 and (status = 'settled' or issue = 'open')`, [gsrns, run.from, run.to]);
    return rows;
  }

  /** Issues in the order (point, first day), page by page. @throws RangeError for a cursor that is none */
  async issues({ status, code, gsrn, from, runId, cursor, limit, scope }: IssuesAsked): Promise<Readonly<{ issues: readonly IssueOverview[]; next?: string }>> {
    const after = cursor === undefined ? undefined : CURSOR.exec(cursor);
    if (after === null) throw new RangeError('The cursor is not one of ours');
    const { rows } = await this.pool.query<IssueOverview>(
      `select gsrn, from_day::text as "from", to_day::text as "to", status, reasons, customer_id as "customerId", run_id as "runId", ${ISO('opened_at')} as "openedAt", ${ISO('changed_at')} as "changedAt",
              closed_why as "closedWhy", closed_by as "closedBy"
         from views.settlement_issues
        where ($1::text is null or status = $1) and ($2::text is null or $2 = any(codes)) and ($3::text is null or gsrn = $3) and ($4::text is null or run_id = $4) and ($10::date is null or from_day = $10)
          and ($5::text is null or (gsrn, from_day) > ($5, $6::date)) and ($7::text[] is null or gsrn = any($7) or customer_id = any($8))
        order by gsrn, from_day limit $9`,
      [status ?? null, code ?? null, gsrn ?? null, runId ?? null, after?.[1] ?? null, after?.[2] ?? null, scope?.gsrns ?? null, scope?.customers ?? null, limit, from ?? null]);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { issues: rows, ...(last && { next: `${last.gsrn}@${last.from}` }) };
  }

  /** What a run brought about, in the order of the log. @throws RangeError for a cursor that is none */
  readonly runLines: RunLines = async ({ runId, cursor, limit }) => {
    if (cursor !== undefined && !POSITION.test(cursor)) throw new RangeError('The cursor is not one of ours');
    const { rows } = await this.pool.query<VersionRow>(
      `select ${VERSION} from views.settlement_versions where run_id = $1 and ($2::text is null or position > $2) order by position limit $3`, [runId, cursor ?? null, limit]);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { lines: rows.map(runLineOf), ...(last && { next: last.position }) };
  };
}

const versionOf = ({ settlement_id, known_at, ...row }: VersionRow): SettlementVersion => ({ ...row, settlementId: settlement_id, knownAt: known_at });

const runLineOf = ({ kind, said, settlement_id, known_at }: VersionRow): RunLine => {
  const { subtotalDkk, vatDkk, totalDkk, lines } = 'delta' in said ? said.delta : said;
  return { gsrn: said.gsrn, from: said.from, to: said.to, outcome: kind, settlementId: settlement_id, customerId: said.customerId, totals: { subtotalDkk, vatDkk, totalDkk }, lines, knownAt: known_at };
};
