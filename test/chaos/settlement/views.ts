import type pg from 'pg';
import { Builds, VIEWS_SCHEMA } from '#projections';
import { allViews } from '../../../apps/composition/views.js';
import { eventually } from '../../e2e/eventually.js';
import { CALENDAR } from './market.js';

const KEPT = 'chaos_kept';
const REBUILT_WITHIN_MS = 180_000;

/** Has every view filled anew by whichever projector runs, and compares row by row. @returns what differs, and how many rows there are */
export const compareWithRebuild = async (pool: pg.Pool): Promise<Readonly<{ differences: readonly string[]; views: number; rows: number }>> => {
  const [views, builds] = [allViews(CALENDAR), new Builds(pool)];
  await pool.query(`create schema ${KEPT}`);
  for (const { name } of views) await pool.query(`create table ${KEPT}.${name} as table ${VIEWS_SCHEMA}.${name}`);
  const asked = new Map<string, number>();
  for (const view of views) asked.set(view.name, (await builds.rebuild(view)).build);
  await eventually('all views are built anew', async () => {
    const live = new Map((await builds.all()).filter(({ state }) => state === 'live').map(({ view, build }) => [view, build]));
    return [...asked].every(([view, build]) => live.get(view) === build) ? true : undefined;
  }, REBUILT_WITHIN_MS, 300);
  const differences: string[] = [];
  let rows = 0;
  for (const { name } of views) {
    const [before, after] = [`select t::text as row from ${KEPT}.${name} t`, `select t::text as row from ${VIEWS_SCHEMA}.${name} t`];
    const { rows: [found] } = await pool.query<{ gone: number; added: number; rows: number; one: string | null; other: string | null }>(`
      with gone as (${before} except all ${after}), added as (${after} except all ${before})
      select (select count(*)::int from gone) as gone, (select count(*)::int from added) as added, (select count(*)::int from ${VIEWS_SCHEMA}.${name}) as rows,
             (select left(min(row), 600) from gone) as one, (select left(min(row), 600) from added) as other`);
    rows += found!.rows;
    if (found!.gone + found!.added > 0) differences.push(`OTHER WHEN BUILT ANEW: ${name}: ${found!.gone} rows are gone, ${found!.added} added of ${found!.rows}; before ${found!.one ?? 'nothing'}; after ${found!.other ?? 'nothing'}`);
  }
  return { differences, views: views.length, rows };
};
