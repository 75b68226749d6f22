// npm run bench -- correct [--points 2000] [--corrections 300] [--rate 5] [--ingest-rate 1500|0 = none] [--engines]: from a corrected RSM-012 at the door until the draft of its credit note is stored, while a day is ingested.
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type Rsm012, toRsm012 } from '#datahub/published';
import { formatInstant } from '#energy';
import { generatedDocuments } from '../../../apps/load/generated-documents.js';
import { loadPlan } from '../../../apps/load/load-plan.js';
import { ownPostgres } from '../common/engines.js';
import type { HttpClient } from '../common/http-client.js';
import { measure } from '../common/measure.js';
import { hasSolar, isHeated, monthPlan, pointOf } from '../common/month/month-plan.js';
import { peaks, startProduct } from '../common/month/month-programs.js';
import { issueMonth, runMonth } from '../common/month/run-month.js';
import { setUpMonth } from '../common/month/set-up-month.js';
import { progress } from '../common/programs.js';

const { values } = parseArgs({ options: {
  points: { type: 'string', default: '2000' }, corrections: { type: 'string', default: '300' }, rate: { type: 'string', default: '5' }, 'ingest-rate': { type: 'string', default: '1500' }, engines: { type: 'boolean', default: false },
} });
const plan = monthPlan(Number(values.points), 'PT1H');
const DAY = '2025-10-15';
const [BUNDLE, GIVE_UP_MS] = [100, 120_000];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Nearly nothing was used on a day, as it turns out: something is given back. */
const correctionOf = (n: number): Buffer => {
  const { from, to, hours } = plan.calendar.day(DAY);
  const registeredAt = '2025-11-06T06:00:00Z';
  const document: Rsm012 = {
    documentId: `correction-${n}`, sender: '5790001330552', senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ', createdAt: registeredAt, processType: 'E23',
    series: [{
      seriesId: `corrected-${n}`, index: 0, gsrn: pointOf(n), meteringPointType: 'E17', resolution: 'PT1H', from: formatInstant(from), to: formatInstant(to), registeredAt, unit: 'KWH', product: '8716867000030',
      valuesWh: new Array<number>(hours).fill(1), qualities: new Array<'measured'>(hours).fill('measured'),
    }],
  };
  return Buffer.from(toRsm012(document));
};

/** Ingests days after the month, a hundred documents in a request, at an even rate, until told to stop. */
const ingestDays = async (client: HttpClient, goOn: () => boolean): Promise<number> => {
  const perSecond = Number(values['ingest-rate']);
  if (perSecond === 0) return 0;
  let sent = 0;
  const begun = performance.now();
  let lines: Buffer[] = [];
  for (const { body } of generatedDocuments(loadPlan({ points: plan.points, firstDay: '2025-11-01', days: 60, quarters: 0, gaps: 0.01, corrections: 0, seed: 11, zone: plan.calendar.zone }))) {
    lines.push(body, Buffer.from('\n'));
    if (lines.length < 2 * BUNDLE) continue;
    if (!goOn()) return sent;
    await pause(Math.max(0, begun + (sent / perSecond) * 1_000 - performance.now()));
    await client.mustSend('POST', '/api/ingest/datahub.timeseries', Buffer.concat(lines), 'application/x-ndjson');
    sent += BUNDLE;
    lines = [];
  }
  return sent;
};

/** When the first draft of a note for each point was stored, in milliseconds since the epoch. */
const notesOf = async (pool: pg.Pool): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await pool.query<{ gsrn: string; at: number }>(
    `select data -> 'sections' -> 0 ->> 'gsrn' as gsrn, min(extract(epoch from recorded_at) * 1000)::float8 as at from events.log where category = 'invoice' and type = 'InvoiceDrafted' and data ->> 'kind' = 'creditNote' group by 1`);
  return new Map(rows.map(({ gsrn, at }) => [gsrn, at]));
};

await measure(async (bench) => {
  const postgres = await ownPostgres(join(bench.folder, 'postgres'));
  bench.atEnd(() => postgres.stop());
  progress(`A month of ${plan.points} points, written, settled and invoiced first (not timed) …`);
  await setUpMonth(postgres.url, plan);
  const { programs, client } = await startProduct(bench, postgres.url, { engines: values.engines, workers: 1 });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  bench.atEnd(() => pool.end());
  await runMonth(client, pool, plan);
  await issueMonth(client, pool, plan);

  const corrected = Array.from({ length: plan.points }, (_, n) => n).filter((n) => !isHeated(n) && !hasSolar(n)).slice(0, Number(values.corrections));
  progress(`Correcting ${corrected.length} points, ${values.rate} a second, while ${values['ingest-rate']} documents a second come in …`);
  let going = true;
  const begun = performance.now();
  const ingesting = ingestDays(client, () => going);
  const sentAt = new Map<string, number>();
  for (const [at, n] of corrected.entries()) {
    await pause(Math.max(0, begun + (at * 1_000) / Number(values.rate) - performance.now()));
    sentAt.set(pointOf(n), Date.now());
    await client.mustSend('POST', '/api/ingest/datahub.timeseries', correctionOf(n));
  }
  let notes = await notesOf(pool);
  for (const until = Date.now() + GIVE_UP_MS; notes.size < corrected.length && Date.now() < until; notes = await notesOf(pool)) await pause(250);
  going = false;
  const took = (performance.now() - begun) / 1_000;
  const ingested = await ingesting;
  if (notes.size !== corrected.length) throw new Error(`${notes.size} credit notes for ${corrected.length} corrections within ${GIVE_UP_MS / 1_000} s`);
  const times = [...sentAt].map(([gsrn, sent]) => notes.get(gsrn)! - sent).sort((a, b) => a - b);
  const share = (of: number): number => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * of))]!);
  return {
    bench: 'correct', variant: values.engines ? 'Kafka, roles apart' : 'embedded', points: plan.points, corrections: times.length, perSecond: Number(values.rate), draftAfterMs: { p50: share(0.5), p90: share(0.9), p99: share(0.99), max: share(1) },
    ingested, ingestedPerSecond: Math.round(ingested / took), peakMiB: peaks(programs), load: loadavg().map((one) => Math.round(one * 10) / 10),
  };
});
