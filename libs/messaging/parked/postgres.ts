import pg from 'pg';
import type { Clock, Reason } from '#kernel';
import { inTransaction } from '#platform/published';
import type { Message } from '../message.js';
import { cursorOf, fromCursor, pageSizeOf, parkedId, type ParkedFilter, type ParkedMessage, type ParkedMessages, type ParkedPage, type ParkedSummary, type ToPark } from './parked-messages.js';

/**
 * What the outside world wrote (key, headers, reasons) is stored as JSON in a text column: there a NUL character is an escape, while Postgres refuses it in
 * text and in jsonb. The body is bytes.
 */
const SCHEMA = `
  create table if not exists messaging_parked_messages (
    id uuid primary key,
    topic text not null,
    consumer_group text not null,
    envelope text not null,
    body bytea not null,
    reasons text not null,
    codes text[] not null,
    state text not null check (state in ('parked', 'released', 'discarded')),
    attempts int not null,
    parked_at timestamptz(3) not null,
    changed_at timestamptz(3) not null,
    changed_by text,
    why text
  );
  create index if not exists messaging_parked_messages_by_age on messaging_parked_messages (parked_at, id);
  create index if not exists messaging_parked_messages_waiting on messaging_parked_messages (topic, consumer_group) where state = 'parked';
`;

const MOST_ROWS = 500;
const MOST_BYTES = 16 * 1024 * 1024;

type Row = Readonly<{
  id: string; topic: string; consumer_group: string; envelope: string; body?: Buffer; body_bytes: number; reasons: string;
  state: ParkedMessage['state']; attempts: number; parked_at: Date; changed_at: Date; changed_by: string | null; why: string | null;
}>;

const COLUMNS = 'id, topic, consumer_group, envelope, reasons, state, attempts, parked_at, changed_at, changed_by, why';

/** Parked messages in a table. `ensureSchema` must have run once, in any process. */
export class PostgresParkedMessages implements ParkedMessages {
  constructor(private readonly pool: pg.Pool, private readonly clock: Clock) {}

  /** Creates what is missing; may run at the same time in many processes. */
  async ensureSchema(): Promise<void> {
    await inTransaction(this.pool, (client) => client.query(SCHEMA), { lock: 'gridtally.ensure.parked' });
  }

  async park(messages: readonly ToPark[]): Promise<void> {
    const once = new Map(messages.map((one) => [parkedId(one), one]));
    for (const chunk of chunks([...once])) {
      const now = this.clock.now();
      const values = chunk.flatMap(([id, { group, message, reasons }]) => {
        const { topic, body, ...envelope } = message;
        return [id, topic, group, JSON.stringify(envelope), body, JSON.stringify(reasons), codesOf(reasons), now];
      });
      await this.pool.query(`
        insert into messaging_parked_messages as known (id, topic, consumer_group, envelope, body, reasons, codes, parked_at, changed_at, state, attempts)
        values ${chunk.map((_, row) => `(${placeholders(row * 8, 8)}, $${row * 8 + 8}, 'parked', 1)`).join(', ')}
        on conflict (id) do update set state = 'parked', reasons = excluded.reasons, codes = excluded.codes,
          attempts = known.attempts + 1, changed_at = excluded.changed_at, changed_by = null
        where known.state = 'released'`, values);
    }
  }

  async list(filter: ParkedFilter = {}): Promise<ParkedPage> {
    const limit = pageSizeOf(filter);
    const { parkedAt, id } = filter.after === undefined ? { parkedAt: null, id: null } : fromCursor(filter.after);
    const { rows } = await this.pool.query<Row>(`
      select ${COLUMNS}, octet_length(body) as body_bytes from messaging_parked_messages
      where ($1::text is null or state = $1) and ($2::text is null or topic = $2) and ($3::text is null or consumer_group = $3)
        and ($4::text is null or $4 = any(codes)) and ($5::timestamptz is null or (parked_at, id) > ($5, $6::uuid))
      order by parked_at, id limit $7`,
    [filter.state ?? null, filter.topic ?? null, filter.group ?? null, filter.code === undefined ? null : withoutNul(filter.code), parkedAt, id, limit + 1]);
    const messages = rows.slice(0, limit).map((row): ParkedSummary => ({ ...parkedOf(row), message: envelopeOf(row), bodyBytes: row.body_bytes }));
    return { messages, ...(rows.length > limit && { next: cursorOf(messages.at(-1)!) }) };
  }

  async waiting(): Promise<{ topic: string; group: string; count: number }[]> {
    const { rows } = await this.pool.query<{ topic: string; group: string; count: string }>(`
      select topic, consumer_group as "group", count(*) as count from messaging_parked_messages where state = 'parked' group by 1, 2 order by 1, 2`);
    return rows.map(({ topic, group, count }) => ({ topic, group, count: Number(count) }));
  }

  async show(id: string): Promise<ParkedMessage | undefined> {
    const { rows: [row] } = await this.pool.query<Row & { body: Buffer }>(`select ${COLUMNS}, body from messaging_parked_messages where id::text = $1`, [withoutNul(id)]);
    return row && { ...parkedOf(row), message: { ...envelopeOf(row), body: row.body } };
  }

  async released(ids: readonly string[], by: string): Promise<void> {
    await this.pool.query(`update messaging_parked_messages set state = 'released', changed_at = $2, changed_by = $3 where id = any($1::uuid[]) and state = 'parked'`,
      [ids, this.clock.now(), withoutNul(by)]);
  }

  async refusedAgain(refused: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[], by: string): Promise<void> {
    for (const { id, reasons } of refused) {
      await this.pool.query(`
        update messaging_parked_messages set reasons = $2, codes = $3, attempts = attempts + 1, changed_at = $4, changed_by = $5 where id = $1 and state = 'parked'`,
      [id, JSON.stringify(reasons), codesOf(reasons), this.clock.now(), withoutNul(by)]);
    }
  }

  async discard(id: string, why: string, by: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(`
      update messaging_parked_messages set state = 'discarded', why = $2, changed_at = $3, changed_by = $4 where id::text = $1 and state = 'parked'`,
    [withoutNul(id), withoutNul(why), this.clock.now(), withoutNul(by)]);
    return rowCount === 1;
  }
}

const placeholders = (before: number, count: number): string => Array.from({ length: count }, (_, i) => `$${before + i + 1}`).join(', ');

const withoutNul = (text: string): string => text.replaceAll('\0', '\ufffd');

const codesOf = (reasons: readonly Reason[]): string[] => reasons.map(({ code }) => withoutNul(code));

const envelopeOf = ({ topic, envelope }: Row): Omit<Message, 'body'> => ({ ...JSON.parse(envelope) as Omit<Message, 'body' | 'topic'>, topic });

const parkedOf = (row: Row): Omit<ParkedMessage, 'message'> => ({
  id: row.id, group: row.consumer_group, reasons: JSON.parse(row.reasons) as Reason[], state: row.state, attempts: row.attempts,
  parkedAt: row.parked_at.toISOString(), changedAt: row.changed_at.toISOString(),
  ...(row.changed_by !== null && { changedBy: row.changed_by }), ...(row.why !== null && { why: row.why }),
});

/** Runs that one statement can carry. */
function* chunks(entries: readonly (readonly [string, ToPark])[]): Generator<(readonly [string, ToPark])[]> {
  let chunk: (readonly [string, ToPark])[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entry[1].message.body.length;
    if (chunk.length === MOST_ROWS || (chunk.length > 0 && bytes + size > MOST_BYTES)) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(entry);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
