import type { Pool } from 'pg';
import {
  type AppendAnswer, type Appended, categoryOf, type Event, type EventMetadata, type EventStore, NO_STREAM, type Page, type Position, type ReadAll,
  type RecordedEvent, StoreUnavailable, type StreamAppend, WrongExpectedRevision,
} from '#kernel';
import { storedForm } from '../stored-form.js';
import { Wakeup } from '../wakeup.js';
import { appendParameters, appendStatement, type Prepared, rounds } from './append-statement.js';
import { LogTail, type Look } from './log-tail.js';
import { type Recent, RecentEvents } from './recent-events.js';
import { ensureLog, refuseForeignLog, schemaName } from './schema.js';
import { asPortError } from './unavailable.js';

export type PostgresEventStoreOptions = Readonly<{
  /** The caller's pool; `close` leaves it open. */
  pool: Pool;
  /** `events` unless told. */
  schema?: string;
  /** How often a live subscription looks for what other processes wrote, in milliseconds; 50 unless told. Appends of this process wake it at once. */
  pollMs?: number;
  /** How long an append whose fate is unknown is repeated before `StoreUnavailable`, in milliseconds; 5,000 unless told. */
  repeatMs?: number;
}>;

type Row = { stream: string; revision: number; id: string; type: string; data: unknown; metadata: EventMetadata; recorded: string; written_in: string; place: string };
type Place = Readonly<{ tx: string; position: string }>;

const COLUMNS = `stream, revision, id, type, data, metadata, to_char(recorded_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded, tx::text as written_in, position::text as place`;
const STREAM_PAGE = 500;
/** Beyond so many events since the last look their kinds are not found out. */
const MOST_LOOKED_AT = 20_000;
const BEGINNING: Place = { tx: '0', position: '0' };

const toPosition = ({ tx, position }: Place): Position => `${tx.padStart(20, '0')}-${position.padStart(20, '0')}`;
const toPlace = (position: Position | undefined): Place => {
  if (position === undefined) return BEGINNING;
  const match = /^(\d{20})-(\d{20})$/.exec(position);
  if (!match) throw new Error(`"${position}" is not a position of this store. Was the view filled from another one? Rebuild it`);
  return { tx: BigInt(match[1]!).toString(), position: BigInt(match[2]!).toString() };
};

const toEvent = <E extends Event>(row: Row): RecordedEvent<E> => ({
  id: row.id, stream: row.stream, revision: row.revision, type: row.type, data: row.data, metadata: row.metadata,
  recordedAt: row.recorded, position: toPosition({ tx: row.written_in, position: row.place }),
}) as unknown as RecordedEvent<E>;

/** The log in one Postgres table. Contract: `eventStoreContract`. */
export class PostgresEventStore implements EventStore {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #pollMs: number;
  readonly #repeatMs: number;
  readonly #appendStatement: string;
  readonly #wakeup = new Wakeup();
  readonly #tail = new LogTail((since) => this.#look(since));
  readonly #recent = new RecentEvents((after, end, categories, limit) => this.#sizedBetween(after, end, categories, limit));

  private constructor(options: PostgresEventStoreOptions) {
    this.#pool = options.pool;
    this.#schema = schemaName(options.schema ?? 'events');
    this.#pollMs = options.pollMs ?? 50;
    this.#repeatMs = options.repeatMs ?? 5_000;
    this.#appendStatement = appendStatement(this.#schema);
  }

  /** Opens the log, creating its table when it is not there. @throws StoreUnavailable, or Error for a log that was restored from another cluster */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const store = new PostgresEventStore(options);
    await store.#repeatWhileUnavailable(async () => {
      await ensureLog(options.pool, store.#schema);
      await refuseForeignLog(options.pool, store.#schema);
    });
    return store;
  }

  async append(append: StreamAppend): Promise<Appended> {
    const [answer] = await this.appendBatch([append]);
    if (!answer!.ok) throw answer!.conflict;
    return { revision: answer!.revision, position: answer!.position };
  }

  async appendBatch(appends: readonly StreamAppend[]): Promise<readonly AppendAnswer[]> {
    const prepared = appends.map((append): Prepared => ({ append, forms: storedForm(append) }));
    const answers = new Map<Prepared, AppendAnswer>();
    for (const round of rounds(prepared)) {
      for (const [of, answer] of await this.#repeatWhileUnavailable(() => this.#appendRound(round))) answers.set(of, answer);
    }
    this.#wakeup.wake();
    return prepared.map((of) => answers.get(of)!);
  }

  async *readStream<E extends Event = Event>(stream: string, { fromRevision = 0, limit = Infinity }: { fromRevision?: number; limit?: number } = {}): AsyncIterable<RecordedEvent<E>> {
    for (let next = fromRevision, left = limit; left > 0;) {
      const size = Math.min(STREAM_PAGE, left);
      const rows = await this.#rows<Row>(`select ${COLUMNS} from ${this.#schema}.log where stream = $1 and revision >= $2 order by revision limit $3`, [stream, next, size]);
      for (const row of rows) yield toEvent<E>(row);
      if (rows.length < size) return;
      next += rows.length;
      left -= rows.length;
    }
  }

  async *readAll<E extends Event = Event>(options: ReadAll = {}): AsyncIterable<Page<E>> {
    const target = await this.lastPosition();
    let after = options.after;
    for (const from = Date.now(); !options.signal?.aborted;) {
      const page = await this.#nextPage<E>(after, options);
      const done = page.caughtUp && (target === undefined || page.position >= target);
      if (done || page.events.length > 0) yield { ...page, caughtUp: done };
      if (done) return;
      if (page.events.length === 0 && page.caughtUp) {
        if (Date.now() - from > 60_000) throw new StoreUnavailable('A transaction that has been writing for over a minute holds back the log; look for it in pg_stat_activity');
        await this.#wakeup.sleep(5, options.signal);
      }
      after = page.position;
    }
  }

  async *subscribe<E extends Event = Event>(options: ReadAll & { signal: AbortSignal }): AsyncIterable<Page<E>> {
    let after = options.after;
    let pauseMs = this.#pollMs;
    this.#recent.join(options.categories);
    let live = false;
    for (let told = false; !options.signal.aborted;) {
      let page: Page<E>;
      try {
        page = await this.#nextPage<E>(after, options, { live });
        pauseMs = this.#pollMs;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        pauseMs = Math.min(pauseMs * 2, 5_000); // it comes back by itself; the checkpoint is ours
        await this.#wakeup.sleep(pauseMs, options.signal);
        continue;
      }
      if (page.events.length > 0 || page.position !== after || !told) yield page;
      told = page.caughtUp;
      live ||= page.caughtUp; // until then it catches up by itself
      after = page.position;
      if (page.caughtUp) await this.#wakeup.sleep(pauseMs, options.signal);
    }
  }

  async lastPosition(): Promise<Position | undefined> {
    const [row] = await this.#rows<{ written_in: string; place: string }>(`select tx::text as written_in, position::text as place from ${this.#schema}.log order by tx desc, position desc limit 1`, []);
    return row && toPosition({ tx: row.written_in, position: row.place });
  }

  async ping(): Promise<void> {
    await this.#rows(`select 1 from ${this.#schema}.log limit 1`, []);
  }

  close(): Promise<void> {
    this.#wakeup.wake();
    return Promise.resolve();
  }

  /** Everything up to the last place that no running transaction can still write before. A subscription looks together with the others, and a live one reads with them. */
  async #nextPage<E extends Event>(after: Position | undefined, { categories, pageSize = 1_000 }: ReadAll, subscription?: Readonly<{ live: boolean }>): Promise<Page<E>> {
    toPlace(after); // refuses a position of another store, also where there is nothing to read
    const tail = subscription && this.#tail;
    const end = tail ? await tail.end() : (await this.#look(undefined))?.end;
    if (end === undefined) return { events: [], position: after ?? toPosition(BEGINNING), caughtUp: true };
    if (after !== undefined && end <= after) return { events: [], position: after, caughtUp: true };
    if (after !== undefined && categories && tail?.holdsNothing(after, end, categories)) return { events: [], position: end, caughtUp: true };
    const shared = subscription?.live && after !== undefined ? await this.#recent.page<E>(after, end, categories, pageSize) : undefined;
    if (shared) return shared;
    const events = (await this.#between<Row>(COLUMNS, after, end, categories, pageSize)).map((row) => toEvent<E>(row));
    const caughtUp = events.length < pageSize;
    return { events, position: caughtUp ? end : events.at(-1)!.position, caughtUp };
  }

  /** As `#between`, with the sizes of the events. */
  async #sizedBetween(after: Position, end: Position, categories: readonly string[] | undefined, limit: number): Promise<Recent[]> {
    const rows = await this.#between<Row & { bytes: number }>(`${COLUMNS}, octet_length(data::text) as bytes`, after, end, categories, limit);
    return rows.map((row) => ({ event: toEvent(row), category: categoryOf(row.stream), bytes: row.bytes }));
  }

  /** Up to `limit` events of these kinds after a place, up to and including another. */
  #between<R extends Row>(columns: string, after: Position | undefined, end: Position, categories: readonly string[] | undefined, limit: number): Promise<R[]> {
    const [from, to] = [toPlace(after), toPlace(end)];
    return this.#rows<R>(
      `select ${columns} from ${this.#schema}.log
        where (tx, position) > ($1::xid8, $2::bigint) and (tx, position) <= ($3::xid8, $4::bigint) ${categories ? 'and category = any($6)' : ''}
        order by log.tx, log.position limit $5`,
      [from.tx, from.position, to.tx, to.position, limit, ...(categories ? [categories] : [])]);
  }

  /** Where the log ends that can be read by now, and which kinds of streams were written to since a place. */
  async #look(since: Position | undefined): Promise<Look | undefined> {
    const from = toPlace(since);
    const [row] = await this.#rows<{ written_in: string; place: string; kinds: string[] | null }>(
      `select h.tx::text as written_in, h.position::text as place, case when $3 then (
         select case when count(*) <= $4 then array_agg(distinct category) end
           from (select category from ${this.#schema}.log where (tx, position) > ($1::xid8, $2::bigint) and (tx, position) <= (h.tx, h.position) limit $4 + 1) c) end as kinds
         from (select tx, position from ${this.#schema}.log where tx < pg_snapshot_xmin(pg_current_snapshot()) order by tx desc, position desc limit 1) h`,
      [from.tx, from.position, since !== undefined, MOST_LOOKED_AT]);
    return row && { end: toPosition({ tx: row.written_in, position: row.place }), ...(row.kinds && { kinds: row.kinds }) };
  }

  async #appendRound(round: readonly Prepared[]): Promise<Map<Prepared, AppendAnswer>> {
    const rows = await this.#rows<{ stream: string; revision: number; written_in: string; place: string }>(this.#appendStatement, appendParameters(round));
    const written = new Map(rows.map((row) => [row.stream, row]));
    const answers = new Map<Prepared, AppendAnswer>();
    const refused: Prepared[] = [];
    for (const prepared of round) {
      const row = written.get(prepared.append.stream);
      if (row) answers.set(prepared, { ok: true, stream: row.stream, revision: row.revision, position: toPosition({ tx: row.written_in, position: row.place }) });
      else refused.push(prepared);
    }
    for (const [prepared, answer] of await this.#alreadyThere(refused)) answers.set(prepared, answer);
    return answers;
  }

  /** Tells appends that were stored before (same ids at the same revisions) from those that lost. */
  async #alreadyThere(refused: readonly Prepared[]): Promise<Map<Prepared, AppendAnswer>> {
    if (refused.length === 0) return new Map();
    const streams = refused.map(({ append }) => append.stream);
    const stored = await this.#rows<{ stream: string; revision: number; id: string; written_in: string; place: string }>(
      `select e.stream, e.revision, e.id, e.tx::text as written_in, e.position::text as place
         from unnest($1::text[], $2::int[], $3::int[]) as r(stream, lo, hi) join ${this.#schema}.log e on e.stream = r.stream and e.revision between r.lo and r.hi`,
      [streams, refused.map(({ append }) => append.expectedRevision + 1), refused.map(({ append, forms }) => append.expectedRevision + forms.length)]);
    const heads = await this.#rows<{ stream: string; head: number }>(
      `select r.stream, h.revision as head from unnest($1::text[]) as r(stream)
        cross join lateral (select revision from ${this.#schema}.log e where e.stream = r.stream order by revision desc limit 1) h`, [streams]);
    const at = new Map(stored.map((row) => [`${row.stream}@${row.revision}`, row]));
    const head = new Map(heads.map((row) => [row.stream, row.head]));
    return new Map(refused.map((prepared): [Prepared, AppendAnswer] => {
      const { append: { stream, expectedRevision }, forms } = prepared;
      const last = at.get(`${stream}@${expectedRevision + forms.length}`);
      if (last && forms.every(({ id }, ordinal) => at.get(`${stream}@${expectedRevision + 1 + ordinal}`)?.id === id)) {
        return [prepared, { ok: true, stream, revision: last.revision, position: toPosition({ tx: last.written_in, position: last.place }) }];
      }
      return [prepared, { ok: false, stream, conflict: new WrongExpectedRevision(stream, expectedRevision, head.get(stream) ?? NO_STREAM) }];
    }));
  }

  async #rows<R extends object>(text: string, values: unknown[]): Promise<R[]> {
    try {
      return (await this.#pool.query<R>({ text, values })).rows;
    } catch (error) {
      throw asPortError(error);
    }
  }

  /** Appends repeat with the same ids at the same revision, which changes nothing when the first try did get through. */
  async #repeatWhileUnavailable<T>(work: () => Promise<T>): Promise<T> {
    const until = Date.now() + this.#repeatMs;
    for (let pauseMs = 50; ; pauseMs *= 2) {
      try {
        return await work();
      } catch (error) {
        const portError = asPortError(error);
        if (!(portError instanceof StoreUnavailable) || Date.now() + pauseMs > until) throw portError;
        await this.#wakeup.sleep(pauseMs);
      }
    }
  }
}
