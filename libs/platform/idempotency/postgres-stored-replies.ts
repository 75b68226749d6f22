import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type Claim, CLAIM_SECONDS, type KeyedRequest, type StoredReplies, type StoredReply } from './stored-replies.js';

/** `at`: when it was claimed, then when it was answered. A plain table: it is thrown away after some days and is no history. */
const SCHEMA = `
  select pg_advisory_xact_lock(hashtext('platform_stored_replies'));
  create table if not exists platform_stored_replies (
    api_key text not null, route text not null, key text not null, fingerprint text not null, token uuid not null, at timestamptz not null,
    status integer, content_type text, body bytea, note text,
    primary key (api_key, route, key)
  );
  create index if not exists platform_stored_replies_by_age on platform_stored_replies (at)`;

/** Rows forgotten in one statement, so that none holds others up. */
const PRUNE_AT_ONCE = 5_000;

type Row = Readonly<{ fingerprint: string; status: number | null; content_type: string | null; body: Buffer | null; note: string | null }>;

/** Replies in a table, for any number of processes. `ensureSchema` must have run once, in any process. The database's clock counts. */
export class PostgresStoredReplies implements StoredReplies {
  constructor(private readonly pool: Pool) {}

  /** Creates what is missing; may run at the same time in many processes. */
  async ensureSchema(): Promise<void> {
    await this.pool.query(SCHEMA); // several statements in one query are one transaction
  }

  async claim(request: KeyedRequest): Promise<Claim> {
    const token = randomUUID();
    for (;;) {
      const { rowCount } = await this.pool.query(
        `insert into platform_stored_replies as known (api_key, route, key, fingerprint, token, at) values ($1, $2, $3, $4, $5, now())
         on conflict (api_key, route, key) do update set token = excluded.token, at = excluded.at
          where known.status is null and known.fingerprint = excluded.fingerprint and known.at < now() - make_interval(secs => $6)`,
        [request.apiKey, request.route, request.key, request.fingerprint, token, CLAIM_SECONDS]);
      if (rowCount === 1) return { kind: 'yours', token };
      const { rows: [row] } = await this.pool.query<Row>('select fingerprint, status, content_type, body, note from platform_stored_replies where api_key = $1 and route = $2 and key = $3', [request.apiKey, request.route, request.key]);
      if (row) return claimed(row, request);
      // given back between the two statements: it is free again
    }
  }

  async keep({ apiKey, route, key }: KeyedRequest, token: string, { status, contentType, body, note }: StoredReply): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update platform_stored_replies set status = $5, content_type = $6, body = $7, note = $8, at = now()
        where api_key = $1 and route = $2 and key = $3 and token = $4 and status is null`,
      [apiKey, route, key, token, status, contentType ?? null, body ?? null, note ?? null]);
    return rowCount === 1;
  }

  async release({ apiKey, route, key }: KeyedRequest, token: string): Promise<void> {
    await this.pool.query('delete from platform_stored_replies where api_key = $1 and route = $2 and key = $3 and token = $4 and status is null', [apiKey, route, key, token]);
  }

  async prune(days: number): Promise<number> {
    for (let pruned = 0; ;) {
      const { rowCount } = await this.pool.query(
        `delete from platform_stored_replies where ctid = any(array(select ctid from platform_stored_replies where at < now() - make_interval(days => $1) limit ${PRUNE_AT_ONCE}))`, [days]);
      pruned += rowCount ?? 0;
      if ((rowCount ?? 0) < PRUNE_AT_ONCE) return pruned;
    }
  }
}

const claimed = (row: Row, { fingerprint }: KeyedRequest): Claim => {
  if (row.fingerprint !== fingerprint) return { kind: 'other' };
  if (row.status === null) return { kind: 'in-flight' };
  return { kind: 'done', reply: { status: row.status, ...(row.content_type !== null && { contentType: row.content_type }), ...(row.body && { body: row.body }), ...(row.note !== null && { note: row.note }) } };
};
