import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { createTopics } from '#messaging';
import { apiKey } from '../api-key.js';
import { ownKafka } from '../engines.js';
import { HttpClient } from '../http-client.js';
import type { Bench } from '../measure.js';
import { cpuSeconds, cpuSecondsWithChildren, type Program, startProgram } from '../programs.js';

/** The product as it runs: one process with everything, or Kafka between the roles, each in a process of its own. */
export type Running = Readonly<{ programs: readonly Program[]; client: HttpClient; key: string }>;

/** Starts the product on a database that is there. `workers` = processes that work batches, where roles are apart. */
export const startProduct = async ({ folder, atEnd }: Bench, databaseUrl: string, { engines, workers }: Readonly<{ engines: boolean; workers: number }>): Promise<Running> => {
  const environment = { DATABASE_URL: databaseUrl, GRIDTALLY_DATA: folder, GRIDTALLY_START_DUE_RUNS: 'false' };
  const programs: Program[] = [];
  const start = async (name: string, more: Readonly<Record<string, string>>): Promise<Program> => {
    const program = await startProgram(name, { ...environment, ...more });
    atEnd(() => program.stop());
    programs.push(program);
    return program;
  };
  const door = engines ? await startApart(start, { folder, atEnd }, workers) : await start('all', {});
  const key = await apiKey(databaseUrl);
  const client = new HttpClient(door.url, key, 8);
  atEnd(() => client.close());
  return { programs, client, key };
};

const startApart = async (start: (name: string, more: Readonly<Record<string, string>>) => Promise<Program>, { folder, atEnd }: Bench, workers: number): Promise<Program> => {
  const kafka = await ownKafka(join(folder, 'kafka'));
  atEnd(() => kafka.stop());
  await createTopics({ brokers: [kafka.brokers] });
  const more = { KAFKA_BROKERS: kafka.brokers };
  const door = await start('api', more);
  await start('projector', more);
  for (let worker = 0; worker < workers; worker++) await start('processes', more);
  return door;
};

/** Largest resident memory of each process so far, in MiB. */
export const peaks = (programs: readonly Program[]): Readonly<Record<string, number>> => Object.fromEntries(programs.map((program, at) => [`${program.name}-${at + 1}`, program.peakMiB()]));

/** Seconds of processor time of each process and of the whole database so far: what the work costs, however busy the machine is. */
export const processorSeconds = async (programs: readonly Program[], pool: pg.Pool): Promise<Readonly<Record<string, number>>> => {
  const { rows: [backend] } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${backend!.pid}/status`, 'utf8'))![1]);
  return { ...Object.fromEntries(programs.map(({ name, pid }, at) => [`${name}-${at + 1}`, cpuSeconds(pid)])), database: cpuSecondsWithChildren(parent) };
};

/** What the programs have counted in metrics whose names begin so, added up over them: seconds by name and labels. */
export const countedSeconds = async ({ programs, key }: Pick<Running, 'programs' | 'key'>, name: string, label: string): Promise<Readonly<Record<string, number>>> => {
  const sums: Record<string, number> = {};
  for (const { url } of programs) {
    const answer = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`/metrics of a program was answered with ${answer.status}`);
    const text = await answer.text();
    for (const [, labels, value] of text.matchAll(new RegExp(`^${name}_sum\\{([^}]*)\\} (\\S+)$`, 'gm'))) {
      const of = new RegExp(`${label}="([^"]*)"`).exec(labels!)?.[1] ?? '';
      sums[of] = (sums[of] ?? 0) + Number(value);
    }
  }
  return sums;
};

/** What came on top since `before`, to hundredths of a second; without what stayed the same. */
export const added = (after: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(after).map(([key, value]) => [key, Math.round((value - (before[key] ?? 0)) * 100) / 100] as const).filter(([, value]) => value > 0));
