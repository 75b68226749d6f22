import type pg from 'pg';
import { eventually } from '../../e2e/eventually.js';

/** Waits until the views show what was told: each query must count as much. */
export const untilTold = (pool: pg.Pool, told: Readonly<Record<string, number>>, withinMs: number): Promise<boolean> => eventually('the views show everything that was told', async () => {
  const missing: string[] = [];
  for (const [query, count] of Object.entries(told)) {
    const { rows: [row] } = await pool.query<{ count: string }>(query);
    if (Number(row!.count) < count) missing.push(`${query} gives ${row!.count} of ${count}`);
  }
  if (missing.length > 0) {
    const { rows: parked } = await pool.query<{ topic: string; reasons: unknown }>('select topic, reasons from messaging_parked_messages limit 3');
    throw new Error(`${missing.join('; ')}; parked: ${JSON.stringify(parked).slice(0, 1_000)}`);
  }
  return true;
}, withinMs, 200);
