// npm run bench -- issue --invoices 80000 [--engines]: from the command until every invoice has its number and every view shows it.
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ownPostgres } from '../common/engines.js';
import { measure } from '../common/measure.js';
import { monthPlan } from '../common/month/month-plan.js';
import { added, countedSeconds, peaks, processorSeconds, startProduct } from '../common/month/month-programs.js';
import { issueMonth, runMonth } from '../common/month/run-month.js';
import { setUpMonth } from '../common/month/set-up-month.js';
import { progress } from '../common/programs.js';

const { values } = parseArgs({ options: { invoices: { type: 'string', default: '80000' }, engines: { type: 'boolean', default: false } } });
const plan = monthPlan(Number(values.invoices), 'PT1H');

/** Numbers of the year in order: how many, and whether they are 1, 2, 3 … without a gap, each on one document. */
const withoutGap = async (pool: pg.Pool): Promise<Readonly<{ numbers: number; gapFree: boolean }>> => {
  const { rows: [found] } = await pool.query<{ numbers: number; distinct: number; first: number; last: number }>(
    `select count(*)::int as numbers, count(distinct n)::int as distinct, coalesce(min(n), 1) as first, coalesce(max(n), 0) as last
       from (select split_part(data ->> 'number', '-', 2)::int as n from events.log where type = 'InvoiceIssued') issued`);
  return { numbers: found!.numbers, gapFree: found!.first === 1 && found!.last === found!.numbers && found!.distinct === found!.numbers };
};

await measure(async (bench) => {
  const postgres = await ownPostgres(join(bench.folder, 'postgres'));
  bench.atEnd(() => postgres.stop());
  progress(`A month of ${plan.points} payers with a point each, written and settled first (not timed) …`);
  await setUpMonth(postgres.url, plan);
  const running = await startProduct(bench, postgres.url, { engines: values.engines, workers: 1 });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  bench.atEnd(() => pool.end());
  const { programs, client } = running;
  await runMonth(client, pool, plan);

  progress('Issuing …');
  const counted = async () => ({ processors: await processorSeconds(programs, pool), appends: await countedSeconds(running, 'gridtally_append_seconds', 'outcome'), views: await countedSeconds(running, 'gridtally_projection_seconds', 'view') });
  const before = await counted();
  const took = await issueMonth(client, pool, plan);
  const after = await counted();
  const series = await withoutGap(pool);
  if (series.numbers !== plan.points || took.issued !== plan.points || !series.gapFree) throw new Error(`${series.numbers} numbers for ${plan.points} invoices, ${took.issued} shown, ${series.gapFree ? 'without' : 'with'} a gap`);
  return {
    bench: 'issue', variant: values.engines ? 'Kafka, roles apart' : 'embedded', invoices: plan.points, seconds: took.visibleSeconds, issuedSeconds: took.issuedSeconds, perSecond: Math.round(plan.points / took.visibleSeconds), ...series,
    within: { appends: added(after.appends, before.appends)['ok'] ?? 0, projections: added(after.views, before.views) }, processorSeconds: added(after.processors, before.processors),
    peakMiB: peaks(programs), load: loadavg().map((one) => Math.round(one * 10) / 10),
  };
});
