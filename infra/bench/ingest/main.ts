// npm run bench -- ingest --points 80000 [--engines] [--resolution PT15M] [--bundle n] [--ingesters n]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createTopics, KafkaSink } from '#messaging';
import { countDocuments, generatedDocuments } from '../../../apps/load/generated-documents.js';
import { type LoadPlan, loadPlan } from '../../../apps/load/load-plan.js';
import { apiKey } from '../common/api-key.js';
import { ownKafka, ownPostgres } from '../common/engines.js';
import { HttpClient } from '../common/http-client.js';
import { type Bench, measure } from '../common/measure.js';
import { type Program, progress, seconds, startProgram } from '../common/programs.js';
import { floor } from './floor.js';

const { values } = parseArgs({ options: {
  points: { type: 'string', default: '80000' }, resolution: { type: 'string', default: 'PT1H' }, engines: { type: 'boolean', default: false },
  bundle: { type: 'string', default: '100' }, connections: { type: 'string', default: '8' }, ingesters: { type: 'string', default: '1' }, day: { type: 'string', default: '2025-01-15' },
} });
const plan: LoadPlan = loadPlan({ points: Number(values.points), firstDay: values.day, days: 1, quarters: values.resolution === 'PT15M' ? 1 : 0, gaps: 0.01, corrections: 0, seed: 80_000, zone: 'Europe/Copenhagen' });
const documents = countDocuments(plan);

const environment = ({ folder }: Bench, databaseUrl: string, more: Readonly<Record<string, string>> = {}) => ({ DATABASE_URL: databaseUrl, GRIDTALLY_DATA: folder, LOG_LEVEL: 'info', ...more });

/** Waits until the view holds every document. */
const projected = async (databaseUrl: string): Promise<void> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    for (let seen = -1; ;) {
      const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from views.metering_readings');
      const { count } = rows[0]!;
      if (count >= documents) return;
      if (count !== seen) progress(`  ${count} of ${documents} projected`);
      seen = count;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  } finally {
    await pool.end();
  }
};

/** One process with all roles; documents come over HTTP, some to a request. */
const embedded = async (bench: Bench, databaseUrl: string): Promise<{ took: number; sent: number; programs: Program[] }> => {
  const program = await startProgram('all', environment(bench, databaseUrl, { LOG_LEVEL: 'info' }));
  bench.atEnd(() => program.stop());
  const client = new HttpClient(program.url, await apiKey(databaseUrl), Number(values.connections));
  const bundles = inBundles(Number(values.bundle));
  const from = performance.now();
  await Promise.all(Array.from({ length: Number(values.connections) }, async () => {
    for (let next = bundles.next(); !next.done; next = bundles.next()) {
      const many = next.value.length > 1;
      const body = many ? Buffer.concat(next.value.flatMap((line) => [line, Buffer.from('\n')])) : next.value[0]!;
      await client.mustSend('POST', '/api/ingest/datahub.timeseries', body, many ? 'application/x-ndjson' : 'application/json');
    }
  }));
  const sent = seconds(from);
  await projected(databaseUrl);
  const took = seconds(from);
  client.close();
  return { took, sent, programs: [program] };
};

/** Kafka in front, roles in processes of their own. The messages lie in the topic before the clock starts. */
const withEngines = async (bench: Bench, databaseUrl: string): Promise<{ took: number; sent: number; programs: Program[] }> => {
  const kafka = await ownKafka(join(bench.folder, 'kafka'));
  bench.atEnd(() => kafka.stop());
  const connection = { brokers: [kafka.brokers] };
  await createTopics(connection);
  const sink = new KafkaSink({ connection });
  const publishing = performance.now();
  for (const bundle of inBundles(1_000, true)) await sink.publish('datahub.timeseries', bundle);
  await sink.close();
  const sent = seconds(publishing);
  progress(`  ${documents} messages in Kafka after ${sent} s`);
  const from = performance.now();
  const more = { KAFKA_BROKERS: kafka.brokers };
  const programs = await Promise.all([startProgram('projector', environment(bench, databaseUrl, more)), ...Array.from({ length: Number(values.ingesters) }, () => startProgram('ingest', environment(bench, databaseUrl, more)))]);
  for (const program of programs) bench.atEnd(() => program.stop());
  await projected(databaseUrl);
  return { took: seconds(from), sent, programs };
};

function inBundles(size: number): Generator<Buffer[]>;
function inBundles(size: number, asMessages: true): Generator<{ id: string; key: string; body: Buffer }[]>;
function* inBundles(size: number, asMessages = false): Generator<unknown[]> {
  let bundle: unknown[] = [];
  for (const { id, gsrn, body } of generatedDocuments(plan)) {
    bundle.push(asMessages ? { id, key: gsrn, body } : body);
    if (bundle.length === size) { yield bundle; bundle = []; }
  }
  if (bundle.length > 0) yield bundle;
}

await measure(async (bench) => {
  const postgres = await ownPostgres(join(bench.folder, 'postgres'));
  bench.atEnd(() => postgres.stop());
  progress(`Floor: the same ${documents} events appended and their rows copied, nothing else …`);
  const least = await floor(postgres.url, plan);
  progress(`  append ${least.appendSeconds} s, copy ${least.copySeconds} s`);
  progress(values.engines ? 'Ingest from Kafka, roles in processes of their own …' : 'Ingest over HTTP, everything in one process …');
  const { took, sent, programs } = await (values.engines ? withEngines(bench, postgres.url) : embedded(bench, postgres.url));
  return {
    bench: 'ingest', variant: values.engines ? 'real Kafka, Postgres store, roles apart' : 'embedded', documents, readings: documents * (values.resolution === 'PT15M' ? 96 : 24),
    ...(values.engines ? { publishSeconds: sent, ingesters: Number(values.ingesters) } : { durableSeconds: sent, documentsPerRequest: Number(values.bundle) }),
    seconds: took, documentsPerSecond: Math.round(documents / took), floor: least, ratioToFloor: Math.round(took / (least.appendSeconds + least.copySeconds) * 100) / 100,
    peakMiB: Object.fromEntries(programs.map((program, at) => [`${program.name}${at > 1 ? at : ''}`, program.peakMiB()])),
  };
});
