import pg from 'pg';
import { PostgresCatalogueFacts } from '#catalogue';
import { PostgresReadingFacts } from '#metering';
import { PostgresPortfolioFacts } from '#portfolio';
import { rulesOf } from '../../../libs/settlement/commands/gather/facts.js';
import { gatherInputs } from '../../../libs/settlement/commands/gather/gather-inputs.js';
import { planPoints } from '../../../libs/settlement/commands/plan-points.js';
import { PriceSheets } from '../../../libs/settlement/domain/customer/sums/price-sheets.js';
import { settleSums } from '../../../libs/settlement/domain/customer/sums/settle-sums.js';
import { type MonthPlan, pointOf } from '../common/month/month-plan.js';
import { seconds } from '../common/programs.js';

export type Floor = Readonly<{ readSeconds: number; kernelSeconds: number; copySeconds: number }>;

const POINTS_AT_ONCE = 500;
/** The kernel computes so many points at most; the rest is as many times as long. */
const MOST_COMPUTED = 5_000;

/** The least that must be done: the same rows read and nothing made of them, the same sums on inputs that are in memory, and rows of the same size copied into a bare table. */
export const floor = async (pool: pg.Pool, databaseUrl: string, plan: MonthPlan): Promise<Floor> => ({ readSeconds: await readBare(databaseUrl, plan), kernelSeconds: await sumBare(pool, plan), copySeconds: await copyBare(pool) });

const readBare = async (databaseUrl: string, { points, from, to }: MonthPlan): Promise<number> => {
  const one = new pg.Client({ connectionString: databaseUrl });
  await one.connect();
  try {
    const begun = performance.now();
    for (let at = 0; at < points; at += POINTS_AT_ONCE) {
      const gsrns = Array.from({ length: Math.min(POINTS_AT_ONCE, points - at) }, (_, n) => pointOf(at + n));
      await one.query({ name: 'bare', rowMode: 'array', text: `select gsrn, string_agg(wh::text, ' ') from views.metering_readings where gsrn = any($1) and day >= $2 and day < $3 group by gsrn`, values: [gsrns, from, to] });
    }
    return seconds(begun);
  } finally {
    await one.end();
  }
};

const sumBare = async (pool: pg.Pool, plan: MonthPlan): Promise<number> => {
  const facts = { catalogue: new PostgresCatalogueFacts(pool), portfolio: new PostgresPortfolioFacts(pool), readings: new PostgresReadingFacts(pool) };
  const sheets = new PriceSheets();
  const computed = Math.min(plan.points, MOST_COMPUTED);
  let ms = 0;
  for (let at = 0; at < computed; at += POINTS_AT_ONCE) {
    const gsrns = Array.from({ length: Math.min(POINTS_AT_ONCE, computed - at) }, (_, n) => pointOf(at + n));
    const inputs = (await gatherInputs(facts, rulesOf(plan.calendar), await planPoints(facts.portfolio, gsrns, plan, {}), {})).map((one) => one().input);
    const begun = performance.now();
    for (const input of inputs) if (settleSums(input, sheets).status !== 'settled') throw new Error(`${input.gsrn} cannot be settled`);
    ms += performance.now() - begun;
  }
  return Math.round((ms * plan.points) / computed / 10) / 100;
};

/** The server copies what was said from its own log into a bare table without an index. */
const copyBare = async (pool: pg.Pool): Promise<number> => {
  await pool.query('create table bench_floor_rows (stream text, position bigint, data jsonb)');
  const begun = performance.now();
  await pool.query(`insert into bench_floor_rows select stream, position, data from events.log where category = 'settlement'`);
  return seconds(begun);
};
