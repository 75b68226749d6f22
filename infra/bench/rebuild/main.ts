// npm run bench -- rebuild --points 80000 [--settled]: every view made anew from a month's events, and the same rows as by following.
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Builds } from '#projections';
import { allViews } from '../../../apps/composition/views.js';
import { ownPostgres } from '../common/engines.js';
import { measure } from '../common/measure.js';
import { monthPlan } from '../common/month/month-plan.js';
import { added, processorSeconds, startProduct } from '../common/month/month-programs.js';
import { endOfLog, issueMonth, runMonth } from '../common/month/run-month.js';
import { setUpMonth, untilViewsShow } from '../common/month/set-up-month.js';
import { progress, seconds, startProgram } from '../common/programs.js';

const { values } = parseArgs({ options: { points: { type: 'string', default: '80000' }, settled: { type: 'boolean', default: false } } });
const plan = monthPlan(Number(values.points), 'PT1H');
const views = allViews(plan.calendar);

/** What each view shows, whatever the order of its rows: how many, and the sum of their hashes. */
const hashes = async (pool: pg.Pool): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = {};
  for (const { name } of views) {
    const { rows: [view] } = await pool.query<{ rows: string; hash: string | null }>(`select count(*) as rows, sum(hashtextextended(t::text, 0)::numeric)::text as hash from views.${name} t`);
    found[name] = `${view!.rows}:${view!.hash ?? ''}`;
  }
  return found;
};

await measure(async (bench) => {
  const postgres = await ownPostgres(join(bench.folder, 'postgres'));
  bench.atEnd(() => postgres.stop());
  const pool = new pg.Pool({ connectionString: postgres.url, max: 3 });
  bench.atEnd(() => pool.end());
  progress(`A month of ${plan.points} points, followed while it is written (not timed) …`);
  const { events } = await setUpMonth(postgres.url, plan, { follow: true });
  if (values.settled) {
    const { programs, client } = await startProduct(bench, postgres.url, { engines: false, workers: 1 });
    await runMonth(client, pool, plan);
    await issueMonth(client, pool, plan);
    await untilViewsShow(pool, await endOfLog(pool));
    for (const program of programs) await program.stop();
  }
  const { rows: [log] } = await pool.query<{ count: number }>('select count(*)::int as count from events.log');
  const followed = await hashes(pool);

  progress(`Making ${views.length} views anew of ${log!.count} events …`);
  const end = await endOfLog(pool);
  const builds = new Builds(pool);
  const before = new Map<string, number>();
  const from = performance.now();
  for (const view of views) before.set(view.name, (await builds.rebuild(view)).build);
  const projector = await startProgram('projector', { DATABASE_URL: postgres.url, GRIDTALLY_DATA: bench.folder });
  bench.atEnd(() => projector.stop());
  const processors = await processorSeconds([projector], pool);
  for (let left = views.length; left > 0;) {
    const all = await builds.all();
    left = views.filter(({ name }) => !all.some(({ view, build, state, position }) => view === name && build === before.get(name) && state === 'live' && position !== undefined && position >= end)).length;
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const took = seconds(from);
  const cost = added(await processorSeconds([projector], pool), processors);
  const peakMiB = projector.peakMiB();
  await projector.stop();
  const rebuilt = await hashes(pool);
  const differing = views.map(({ name }) => name).filter((name) => followed[name] !== rebuilt[name]);
  if (differing.length > 0) throw new Error(`Rebuilding gives other rows than following in ${differing.join(', ')}`);
  return { bench: 'rebuild', points: plan.points, settled: values.settled, events: Math.max(events, log!.count), views: views.length, seconds: took, eventsPerSecond: Math.round(log!.count / took), sameAsFollowing: true, processorSeconds: cost, peakMiB: { projector: peakMiB }, load: loadavg().map((one) => Math.round(one * 10) / 10) };
});
