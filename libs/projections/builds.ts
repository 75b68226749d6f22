import type { Pool, PoolClient } from 'pg';
import type { Position } from '#kernel';
import { inTransaction } from '#platform/published';
import { type View, VIEWS_SCHEMA } from './view.js';

/** `filling` beside the one that answers, `live` = `views.<name>` shows it, `broken` = an event that its projection cannot take stops it. */
export type BuildState = 'filling' | 'live' | 'broken';

/** One filled or filling table of a view. */
export type Build = Readonly<{
  view: string;
  build: number;
  version: number;
  state: BuildState;
  /** Everything up to here is in the table. */
  position: Position | undefined;
  /** When the last event that reached the view was recorded. */
  recordedAt: string | undefined;
  /** When the view last showed everything that was recorded. */
  completeAt: string | undefined;
  updatedAt: string;
  error: string | undefined;
}>;

type Row = { view: string; build: number; version: number; state: BuildState; position: string | null; recorded_at: string | null; complete_at: Date | null; updated_at: Date; error: string | null };

const toBuild = (row: Row): Build => ({
  view: row.view, build: row.build, version: row.version, state: row.state, position: row.position ?? undefined,
  recordedAt: row.recorded_at ?? undefined, completeAt: row.complete_at?.toISOString(), updatedAt: row.updated_at.toISOString(), error: row.error ?? undefined,
});

export const tableOf = (build: Pick<Build, 'view' | 'build'>): string => `${VIEWS_SCHEMA}.${build.view}__${build.build}`;

/** The book of all builds and their checkpoints: plain rows beside the tables they speak of, written in the same transactions. */
export class Builds {
  constructor(private readonly pool: Pool) {}

  /** Creates the schema and the book. Safe from many processes at once. */
  async ensure(): Promise<void> {
    await this.#locked('ensure', async (client) => {
      await client.query(`
        create schema if not exists ${VIEWS_SCHEMA};
        create table if not exists ${VIEWS_SCHEMA}.builds (
          view text not null, build integer not null, version integer not null,
          state text not null check (state in ('filling', 'live', 'broken')),
          position text, recorded_at text, complete_at timestamptz, updated_at timestamptz not null default now(), error text,
          primary key (view, build)
        )`);
    });
  }

  async all(): Promise<Build[]> {
    const { rows } = await this.pool.query<Row>(`select * from ${VIEWS_SCHEMA}.builds order by view, build`);
    return rows.map(toBuild);
  }

  /**
   * The build to follow for a view as it is in code: the newest of its version; made, empty, when there is none.
   * @returns undefined when a newer version already answers: this program is the older one and must not fill anything
   */
  async newest(view: View): Promise<Build | undefined> {
    return this.#locked(view.name, async (client) => {
      const { rows } = await client.query<Row>(`select * from ${VIEWS_SCHEMA}.builds where view = $1 order by build desc`, [view.name]);
      if (rows.some(({ version, state }) => version > view.version && state === 'live')) return undefined;
      const mine = rows.find(({ version }) => version === view.version);
      return mine ? toBuild(mine) : this.#make(client, view, rows.length === 0);
    });
  }

  /** Starts a fresh build of the same version beside the one that answers. */
  async rebuild(view: View): Promise<Build> {
    return this.#locked(view.name, async (client) => {
      const { rows } = await client.query<Row>(`select * from ${VIEWS_SCHEMA}.builds where view = $1 and state = 'live'`, [view.name]);
      await this.#dropOthers(client, view.name, rows.map(({ build }) => build));
      return this.#make(client, view, rows.length === 0);
    });
  }

  /**
   * Moves the checkpoint inside the caller's transaction; `complete` when everything recorded so far is then in the table.
   * With `alone` no rows go with it: it need not be on disk at once, since a checkpoint that a crash takes back is only found again.
   * @returns false when somebody else has moved it: the caller must roll back
   */
  async advance(client: Pick<PoolClient, 'query'>, build: Build, { to, recordedAt, complete, alone = false }: Readonly<{ to: Position; recordedAt: string | undefined; complete: boolean; alone?: boolean }>): Promise<boolean> {
    const { rowCount } = await client.query(
      `update ${VIEWS_SCHEMA}.builds set position = $3, recorded_at = coalesce($4, recorded_at), complete_at = case when $6 then now() else complete_at end, updated_at = now(), error = null,
              state = case when state = 'broken' then 'filling' else state end
        where view = $1 and build = $2 and position is not distinct from $5 and (not $7::boolean or set_config('synchronous_commit', 'off', true) is not null)`,
      [build.view, build.build, to, recordedAt ?? null, build.position ?? null, complete, alone]);
    return rowCount === 1;
  }

  async markBroken(build: Build, error: string): Promise<void> {
    await this.pool.query(`update ${VIEWS_SCHEMA}.builds set error = $3, state = case when state = 'live' then 'live' else 'broken' end, updated_at = now() where view = $1 and build = $2`, [build.view, build.build, error]);
  }

  /** Lets `views.<name>` show this build from now on, and drops the builds before it. */
  async goLive(build: Build): Promise<void> {
    await this.#locked(build.view, async (client) => {
      await this.#show(client, build);
      await client.query(`update ${VIEWS_SCHEMA}.builds set state = 'live', updated_at = now() where view = $1 and build = $2`, [build.view, build.build]);
      await this.#dropOthers(client, build.view, [build.build]);
    });
  }

  async #make(client: PoolClient, view: View, first: boolean): Promise<Build> {
    const { rows } = await client.query<Row>(
      `insert into ${VIEWS_SCHEMA}.builds (view, build, version, state)
       select $1, coalesce(max(build), 0) + 1, $2, 'filling' from ${VIEWS_SCHEMA}.builds where view = $1 returning *`, [view.name, view.version]);
    const build = toBuild(rows[0]!);
    const table = tableOf(build);
    await client.query(`drop table if exists ${table} cascade`);
    await client.query(`create table ${table} (${view.columns})`);
    for (const [at, columns] of (view.indexes ?? []).entries()) await client.query(`create index ${view.name}__${build.build}_i${at} on ${table} (${columns})`);
    if (first) await this.#show(client, build); // so that queries find an empty view rather than none
    return build;
  }

  async #show(client: PoolClient, build: Pick<Build, 'view' | 'build'>): Promise<void> {
    await client.query(`drop view if exists ${VIEWS_SCHEMA}.${build.view}`);
    await client.query(`create view ${VIEWS_SCHEMA}.${build.view} as select * from ${tableOf(build)}`);
  }

  async #dropOthers(client: PoolClient, view: string, keep: readonly number[]): Promise<void> {
    const { rows } = await client.query<{ build: number }>(`delete from ${VIEWS_SCHEMA}.builds where view = $1 and not (build = any($2::int[])) returning build`, [view, keep]);
    for (const { build } of rows) await client.query(`drop table if exists ${tableOf({ view, build })} cascade`);
  }

  #locked<T>(what: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work, { lock: `gridtally.views.${what}` });
  }
}
