import type { Pool } from 'pg';
import type { Position } from '#kernel';

/** The schema in which the checkpoints of processes lie. Not a view: it cannot be thrown away without hearing everything again. */
export const PROCESSES_SCHEMA = 'processes';

/** How far a process has heard. */
export type ProcessCheckpoint = Readonly<{
  name: string;
  /** Everything up to here was heard; undefined = nothing yet. */
  position: Position | undefined;
  movedAt: string;
  /** When the last event it heard was recorded. */
  recordedAt: string | undefined;
  /** When it had last heard everything that was recorded. */
  completeAt: string | undefined;
}>;

type Row = { name: string; position: string | null; moved_at: Date; recorded_at: string | null; complete_at: Date | null };

const toCheckpoint = (row: Row): ProcessCheckpoint => ({
  name: row.name, position: row.position ?? undefined, movedAt: row.moved_at.toISOString(), recordedAt: row.recorded_at ?? undefined, completeAt: row.complete_at?.toISOString(),
});

/** The book of how far each process has heard. */
export class ProcessCheckpoints {
  readonly #table: string;

  /** @param schema another schema than `processes`, for specs that share a database */
  constructor(private readonly pool: Pool, private readonly schema = PROCESSES_SCHEMA) {
    this.#table = `${schema}.checkpoints`;
  }

  /** Creates the schema and the book. Safe from many processes at once. */
  async ensure(): Promise<void> {
    // several statements in one query are one transaction: the lock goes with it, and nothing is left open when one of them fails
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('gridtally.${this.schema}'));
      create schema if not exists ${this.schema};
      create table if not exists ${this.#table} (
        name text primary key, position text, moved_at timestamptz not null default now(), recorded_at text, complete_at timestamptz
      )`);
  }

  /** Enters a process that is new, as having heard everything up to `position`. One that is known stays where it is. */
  async enter(name: string, position: Position | undefined): Promise<void> {
    await this.pool.query(`insert into ${this.#table} (name, position, complete_at) values ($1, $2, case when $2::text is null then null else now() end) on conflict (name) do nothing`, [name, position ?? null]);
  }

  async all(): Promise<ProcessCheckpoint[]> {
    const { rows } = await this.pool.query<Row>(`select * from ${this.#table} order by name`);
    return rows.map(toCheckpoint);
  }

  async of(name: string): Promise<ProcessCheckpoint | undefined> {
    const { rows } = await this.pool.query<Row>(`select * from ${this.#table} where name = $1`, [name]);
    return rows[0] && toCheckpoint(rows[0]);
  }

  /**
   * Moves a checkpoint from where it was seen; `complete` when nothing recorded is then unheard.
   * @returns the checkpoint after it, undefined when somebody else has moved it meanwhile
   */
  async advance(from: ProcessCheckpoint, { to, recordedAt, complete }: Readonly<{ to: Position; recordedAt: string | undefined; complete: boolean }>): Promise<ProcessCheckpoint | undefined> {
    const { rows } = await this.pool.query<Row>(
      `update ${this.#table} set position = $2, recorded_at = coalesce($3, recorded_at), complete_at = case when $4 then now() else complete_at end, moved_at = now()
        where name = $1 and position is not distinct from $5 returning *`,
      [from.name, to, recordedAt ?? null, complete, from.position ?? null]);
    return rows[0] && toCheckpoint(rows[0]);
  }
}
