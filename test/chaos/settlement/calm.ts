import pg from 'pg';
import { PostgresEventStore } from '#event-store';
import { inParallel } from '../../../apps/load/in-parallel.js';
import { eventually } from '../../e2e/eventually.js';
import { type Ask, Door, keyOn } from '../../e2e/door.js';
import { launch } from '../../e2e/program.js';
import { readBooks, settledTexts } from './books.js';
import { type Document, MONTH } from './market.js';
import type { Portfolio } from './portfolio.js';

/** Each statement waits until its view shows it, so many wait together. */
const AT_ONCE = 32;
const MOST_TOGETHER = 25;
const PATIENCE_MS = 120_000;
const never = new AbortController().signal;

/**
 * The same portfolio with everything known from the beginning, settled once by one process that nobody disturbs, over HTTP and without Kafka.
 * @returns what stands then: this is what must stand after all breakage as well
 */
export const settleInCalm = async (databaseUrl: string, folder: string, { statements, first, meanwhile, afterwards }: Portfolio): Promise<readonly string[]> => {
  const program = launch('apps/all/main.js', { DATABASE_URL: databaseUrl, GRIDTALLY_DATA: folder });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => undefined); // the next query opens another connection
  try {
    const door = new Door(await program.ready, (await keyOn(databaseUrl)).key);
    const taken = async (method: string, path: string, ask: Ask, status: number): Promise<void> => {
      const answer = await door.ask(method, path, ask);
      if (answer.status !== status || (answer.body['parked'] ?? 0) !== 0) throw new Error(`${method} ${path} was answered with ${answer.status} ${JSON.stringify(answer.body).slice(0, 600)}`);
    };
    await inParallel(statements, AT_ONCE, never, ({ gsrn, masterData }) => taken('PUT', `/api/metering-points/${gsrn}`, { json: masterData }, 200));
    for (const bundle of bundles([...first, ...meanwhile, ...afterwards])) {
      await taken('POST', `/api/ingest/${bundle[0]!.topic}`, { body: Buffer.concat(bundle.flatMap(({ body }) => [body, LINE_END])), headers: { 'content-type': 'application/x-ndjson' } }, 202);
    }
    const { body: { runId } } = await door.ask('POST', '/api/settlement/runs', { json: { period: MONTH } });
    const run = await eventually('the undisturbed run is complete', async () => {
      const now = await door.get(`/api/settlement/runs/${String(runId)}`);
      return now['status'] === 'completed' ? now : undefined;
    }, PATIENCE_MS, 200);
    const { settled, blocked } = run['counts'] as Readonly<{ settled: number; blocked: number }>;
    if (blocked > 0) throw new Error(`The undisturbed run settled ${settled} periods and blocked ${blocked}: ${JSON.stringify((await door.get('/api/settlement/issues')))}`.slice(0, 2_000));
    const store = await PostgresEventStore.open({ pool });
    try {
      return settledTexts(await readBooks(store));
    } finally {
      await store.close();
    }
  } finally {
    await program.send('SIGTERM');
    await pool.end();
  }
};

const LINE_END = Buffer.from('\n');

/** Documents of one topic that go in together, in their order. */
const bundles = (documents: readonly Document[]): readonly (readonly Document[])[] => {
  const all: Document[][] = [];
  for (const document of documents) {
    const last = all.at(-1);
    if (last && last[0]!.topic === document.topic && last.length < MOST_TOGETHER) last.push(document);
    else all.push([document]);
  }
  return all;
};
