import pg from 'pg';
import { fromRsm012 } from '#datahub/published';
import { PostgresEventStore } from '#event-store';
import { derivedId, NO_STREAM, type StreamAppend } from '#kernel';
import { receivedSeries } from '#metering';
import { generatedDocuments } from '../../../apps/load/generated-documents.js';
import type { LoadPlan } from '../../../apps/load/load-plan.js';
import { seconds } from '../common/programs.js';

const BATCH = 500;

/** The least that must be done: the same events appended by the same store, and rows of the same size copied, with nothing around them. */
export const floor = async (databaseUrl: string, plan: LoadPlan): Promise<{ appendSeconds: number; copySeconds: number }> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  try {
    const store = await PostgresEventStore.open({ pool, schema: 'bench_floor' });
    let appendSeconds = 0;
    let batch: StreamAppend[] = [];
    const flush = async () => {
      const from = performance.now();
      const half = Math.ceil(batch.length / 2);
      await Promise.all([store.appendBatch(batch.slice(0, half)), store.appendBatch(batch.slice(half))]);
      appendSeconds += (performance.now() - from) / 1_000;
      batch = [];
    };
    for (const { body, gsrn, day, id } of generatedDocuments(plan)) {
      const read = fromRsm012(body);
      if (!read.ok) throw new Error(`A generated document is not valid: ${JSON.stringify(read.reasons[0])}`);
      batch.push({ stream: `readings-${gsrn}-${day}`, expectedRevision: NO_STREAM, events: [{ id: derivedId('floor', id), type: 'ReadingsReceived', data: receivedSeries(read.document.series[0]!, read.document) }] });
      if (batch.length === 2 * BATCH) await flush();
    }
    if (batch.length > 0) await flush();
    const from = performance.now();
    await copyBare(pool, plan);
    const copySeconds = seconds(from);
    return { appendSeconds: Math.round(appendSeconds * 100) / 100, copySeconds };
  } finally {
    await pool.query('drop schema if exists bench_floor cascade');
    await pool.query('drop table if exists bench_floor_rows');
    await pool.end();
  }
};

/** The server copies the same rows from its own log into a bare table without an index. */
const copyBare = async (pool: pg.Pool, plan: LoadPlan): Promise<void> => {
  await pool.query('create table bench_floor_rows (gsrn text, day date, resolution text, from_at timestamptz, to_at timestamptz, wh integer[], registered_at timestamptz, series_id text)');
  await pool.query(`insert into bench_floor_rows select data ->> 'gsrn', $1::date, data ->> 'resolution', (data ->> 'from')::timestamptz, (data ->> 'to')::timestamptz,
    translate(data ->> 'energyWh', '[]', '{}')::integer[], (data ->> 'registeredAt')::timestamptz, data -> 'source' ->> 'seriesId' from bench_floor.log`, [plan.firstDay]);
};
