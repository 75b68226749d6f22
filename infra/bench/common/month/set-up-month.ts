import pg from 'pg';
import { PostgresEventStore } from '#event-store';
import type { EventStore, StreamAppend } from '#kernel';
import { ProcessCheckpoints, Projector } from '#projections';
import { allViews } from '../../../../apps/composition/views.js';
import { progress, seconds } from '../programs.js';
import type { MonthPlan } from './month-plan.js';
import { pointEvents } from './month-points.js';
import { priceEvents } from './month-prices.js';

/** Streams in one append, and appends under way at a time. */
const [BATCH, AT_ONCE] = [1_000, 3];
const LOOK_MS = 500;
/** Processes that hear the month or what comes of it. */
const PROCESSES = ['settlement-correct-periods', 'settlement-run-settlements', 'billing-draft-credit-notes', 'billing-finish-approved', 'billing-follow-documents', 'billing-issue-runs'];

export type SetUp = Readonly<{ events: number; appendSeconds: number; projectSeconds: number }>;

/**
 * Writes the month straight to the store, lets the product's own projector make the views of it, and leaves everything as it is where a month was taken in day by day.
 * Not timed as work. `follow`: the projector runs while it is written.
 */
export const setUpMonth = async (databaseUrl: string, plan: MonthPlan, { follow = false }: Readonly<{ follow?: boolean }> = {}): Promise<SetUp> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 24 });
  try {
    const store = await PostgresEventStore.open({ pool });
    const projector = projectorOf(pool, store, plan);
    if (follow) await projector.start();
    const from = performance.now();
    const events = await appendMonth(store, plan);
    const appendSeconds = seconds(from);
    progress(`  ${events} events stored in ${appendSeconds} s; the projector follows …`);
    const projecting = performance.now();
    if (!follow) await projector.start();
    try {
      await untilViewsShow(pool, (await store.lastPosition())!, () => projector.mustBeWell());
    } finally {
      await projector.stop();
    }
    const projectSeconds = seconds(projecting);
    await pool.query('vacuum (analyze)'); // what the database does by itself while a month comes in
    await asHeard(pool, store);
    progress(`  views made in ${projectSeconds} s`);
    return { events, appendSeconds, projectSeconds };
  } finally {
    await pool.end();
  }
};

const appendMonth = async (store: EventStore, plan: MonthPlan): Promise<number> => {
  let events = 0;
  const batches = inBatches(plan);
  const write = async (): Promise<void> => {
    for (let next = batches.next(); !next.done; next = batches.next()) {
      const refused = (await store.appendBatch(next.value)).find(({ ok }) => !ok);
      if (refused) throw new Error(`The stream ${refused.stream} is there already`);
      const before = events;
      for (const one of next.value) events += one.events.length;
      if (Math.floor(events / 50_000) > Math.floor(before / 50_000)) progress(`  ${events} events stored`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  return events;
};

function* inBatches(plan: MonthPlan): Generator<StreamAppend[]> {
  let batch: StreamAppend[] = [...priceEvents(plan)];
  for (let n = 0; n < plan.points; n++) {
    batch.push(...pointEvents(plan, n));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The product's projector with every view of the product. */
const projectorOf = (pool: pg.Pool, store: EventStore, plan: MonthPlan) => {
  const troubles: string[] = [];
  const projector = new Projector({ store, pool, views: allViews(plan.calendar), onTrouble: ({ view, message }) => troubles.push(`${view}: ${message}`) });
  return {
    start: () => projector.start(), stop: () => projector.stop(),
    mustBeWell: () => { if (troubles.length > 0) throw new Error(troubles[0]); },
  };
};

/** Waits until every view that answers shows the log up to the position. `look` is called now and then. */
export const untilViewsShow = async (pool: pg.Pool, position: string, look: () => void = () => undefined, everyMs = LOOK_MS): Promise<void> => {
  for (;;) {
    const { rows } = await pool.query<{ behind: number }>(`select count(*) filter (where state <> 'live' or position is null or position collate "C" < $1)::int as behind from views.builds`, [position]);
    if (rows[0]!.behind === 0) return;
    look();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};

/** The processes have heard of the month while it came in. */
const asHeard = async (pool: pg.Pool, store: PostgresEventStore): Promise<void> => {
  const checkpoints = new ProcessCheckpoints(pool);
  await checkpoints.ensure();
  const last = await store.lastPosition();
  for (const name of PROCESSES) await checkpoints.enter(name, last);
};
