// npm run bench -- read [--points 1000] [--rate 50] [--seconds 30] [--ingest 80000] [--ingest-rate 1500|0 = as fast as it goes] [--resolution PT15M]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { generatedDocuments, generatedGsrn } from '../../../apps/load/generated-documents.js';
import { type LoadPlan, loadPlan } from '../../../apps/load/load-plan.js';
import { apiKey } from '../common/api-key.js';
import { ownPostgres } from '../common/engines.js';
import { HttpClient } from '../common/http-client.js';
import { measure } from '../common/measure.js';
import { progress, startProgram } from '../common/programs.js';

const { values } = parseArgs({ options: {
  points: { type: 'string', default: '1000' }, rate: { type: 'string', default: '50' }, seconds: { type: 'string', default: '30' }, ingest: { type: 'string', default: '80000' }, 'ingest-rate': { type: 'string', default: '1500' }, resolution: { type: 'string', default: 'PT1H' },
} });
const points = Number(values.points);
const month: LoadPlan = loadPlan({ points, firstDay: '2025-01-01', days: 31, quarters: values.resolution === 'PT15M' ? 1 : 0, gaps: 0.01, corrections: 0.01, seed: 7, zone: 'Europe/Copenhagen' });
const day: LoadPlan = loadPlan({ ...month, points: Math.max(Number(values.ingest), 1), firstDay: '2025-02-01', days: 1, corrections: 0 });
const question = (gsrn: string): string => `/api/metering-points/${gsrn}/readings?from=2025-01-01&to=2025-02-01&resolution=${values.resolution}`;

/** `perSecond` 0 = as fast as it goes. 1,500 documents a second bring a day of 80,000 points in 53 s. */
const ingest = async (client: HttpClient, bundles: Iterator<Buffer>, connections: number, goOn: () => boolean = () => true, perSecond = 0): Promise<number> => {
  let sent = 0;
  let begun = 0;
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    for (let next = bundles.next(); !next.done && goOn(); next = bundles.next()) {
      begun += BUNDLE;
      if (perSecond > 0) await new Promise((resolve) => setTimeout(resolve, Math.max(0, from + (begun / perSecond) * 1_000 - performance.now())));
      await client.mustSend('POST', '/api/ingest/datahub.timeseries', next.value, 'application/x-ndjson');
      sent += BUNDLE;
    }
  }));
  return sent;
};

const BUNDLE = 100;

/** Requests of 100 documents each. Made before the clock starts: making them up would hold back the questions of this very process. */
function* bundles(plan: LoadPlan): Generator<Buffer> {
  let lines: Buffer[] = [];
  for (const { body } of generatedDocuments(plan)) {
    lines.push(body, Buffer.from('\n'));
    if (lines.length === 2 * BUNDLE) {
      yield Buffer.concat(lines);
      lines = [];
    }
  }
  if (lines.length > 0) yield Buffer.concat(lines);
}

/** Questions at an even rate, whether or not earlier ones have been answered: a slow answer does not excuse the next. */
const ask = async (client: HttpClient, rate: number, seconds: number): Promise<number[]> => {
  const times: number[] = [];
  const answers: Promise<void>[] = [];
  const count = rate * seconds;
  const from = performance.now();
  for (let i = 0; i < count; i++) {
    const due = from + (i * 1_000) / rate;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    answers.push(client.mustSend('GET', question(generatedGsrn((i * 7_919) % points))).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(answers);
  return times.sort((a, b) => a - b);
};

const at = (sorted: readonly number[], share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 10) / 10;

/** The least: the same rows read by the same index, nothing around it. */
const floor = async (databaseUrl: string): Promise<number> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    const times: number[] = [];
    for (let i = 0; i < 500; i++) {
      const from = performance.now();
      await pool.query('select wh, qualities, registered_at, series_id from views.metering_readings where gsrn = $1 and day >= $2 and day < $3', [generatedGsrn((i * 7_919) % points), '2025-01-01', '2025-02-01']);
      times.push(performance.now() - from);
    }
    return at(times.sort((a, b) => a - b), 0.5);
  } finally {
    await pool.end();
  }
};

await measure(async ({ folder, atEnd }) => {
  const postgres = await ownPostgres(join(folder, 'postgres'));
  atEnd(() => postgres.stop());
  const program = await startProgram('all', { DATABASE_URL: postgres.url, GRIDTALLY_DATA: folder });
  atEnd(() => program.stop());
  const key = await apiKey(postgres.url);
  const [writer, reader] = [new HttpClient(program.url, key, 4), new HttpClient(program.url, key, 50)];
  atEnd(() => { writer.close(); reader.close(); });
  progress(`Loading a month of ${points} points …`);
  await ingest(writer, bundles(month), 4);
  const bareMs = await floor(postgres.url);
  await ask(reader, Number(values.rate), 10); // not counted: the compiler learns, the database tidies up after the load
  progress('Asking while nothing else goes on …');
  const quiet = await ask(reader, Number(values.rate), Math.min(10, Number(values.seconds)));
  progress(`Asking while a day of ${values.ingest} points is ingested …`);
  let asking = true;
  const made = Number(values.ingest) > 0 ? [...bundles(day)] : [];
  const ingesting = made.length > 0 ? ingest(writer, made.values(), 2, () => asking, Number(values['ingest-rate'])) : Promise.resolve(0);
  const from = performance.now();
  const busy = await ask(reader, Number(values.rate), Number(values.seconds));
  asking = false;
  const ingested = await ingesting;
  const tell = (sorted: readonly number[]) => ({ requests: sorted.length, p50: at(sorted, 0.5), p90: at(sorted, 0.9), p99: at(sorted, 0.99), max: at(sorted, 1) });
  return {
    bench: 'read', question: `one point's month, ${values.resolution}`, rate: Number(values.rate), floorQueryMs: bareMs, quietMs: tell(quiet), whileIngestingMs: tell(busy),
    ratioToFloor: Math.round((at(quiet, 0.5) / bareMs) * 100) / 100, ingestedMeanwhile: ingested, ingestedPerSecond: Math.round(ingested / ((performance.now() - from) / 1_000)), peakMiB: program.peakMiB(),
  };
});
