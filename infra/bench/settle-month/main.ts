// npm run bench -- settle-month --points 80000 [--resolution PT15M] [--engines] [--workers 1]: from the command until every result is stored and every view shows it.
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ownPostgres } from '../common/engines.js';
import { measure } from '../common/measure.js';
import { monthPlan } from '../common/month/month-plan.js';
import { added, countedSeconds, peaks, processorSeconds, startProduct } from '../common/month/month-programs.js';
import { runMonth } from '../common/month/run-month.js';
import { setUpMonth } from '../common/month/set-up-month.js';
import { progress } from '../common/programs.js';
import { floor } from './floor.js';

const { values } = parseArgs({ options: {
  points: { type: 'string', default: '80000' }, resolution: { type: 'string', default: 'PT1H' }, engines: { type: 'boolean', default: false }, workers: { type: 'string', default: '1' },
} });
const plan = monthPlan(Number(values.points), values.resolution);

await measure(async (bench) => {
  const postgres = await ownPostgres(join(bench.folder, 'postgres'));
  bench.atEnd(() => postgres.stop());
  progress(`A month of ${plan.points} points, written straight to the store (not timed) …`);
  const setUp = await setUpMonth(postgres.url, plan);
  const running = await startProduct(bench, postgres.url, { engines: values.engines, workers: Number(values.workers) });
  const { programs, client } = running;
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  bench.atEnd(() => pool.end());

  progress('Settling …');
  const counted = async () => ({
    processors: await processorSeconds(programs, pool), stages: await countedSeconds(running, 'gridtally_settlement_seconds', 'stage'),
    appends: await countedSeconds(running, 'gridtally_append_seconds', 'outcome'), views: await countedSeconds(running, 'gridtally_projection_seconds', 'view'),
  });
  const before = await counted();
  const took = await runMonth(client, pool, plan);
  const after = await counted();
  const peakMiB = peaks(programs);
  if (took.settled !== plan.points) throw new Error(`${took.settled} of ${plan.points} periods were settled, ${took.blocked} are blocked`);
  for (const program of programs) await program.stop();

  progress('The floor: the same rows read, summed, copied, and nothing else …');
  const least = await floor(pool, postgres.url, plan);
  return {
    bench: 'settle-month', variant: values.engines ? `Kafka, roles apart, ${values.workers} workers` : 'embedded', points: plan.points, resolution: values.resolution, setUp,
    seconds: took.visibleSeconds, storedSeconds: took.storedSeconds, pointsPerSecond: Math.round(plan.points / took.visibleSeconds), lines: took.lines,
    // seconds by the clock, summed over what ran at the same time: they add up to more than the whole
    within: { ...added(after.stages, before.stages), appends: added(after.appends, before.appends)['ok'] ?? 0, projections: added(after.views, before.views) },
    processorSeconds: added(after.processors, before.processors),
    floor: least, ratioToFloor: Math.round((took.visibleSeconds / (least.readSeconds + least.kernelSeconds + least.copySeconds)) * 100) / 100, peakMiB, load: loadavg().map((one) => Math.round(one * 10) / 10),
  };
});
