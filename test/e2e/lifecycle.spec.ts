import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Door, keyOn } from './door.js';
import { all, document, newGsrn } from './documents.js';
import { postgresOn, removePostgres, startPostgres } from './engines-of-ours.js';
import { eventually } from './eventually.js';
import { isAlive, launch, type Program, runToEnd } from './program.js';
import { type RunningApp, startApp } from './running-app.js';

const DAY = { from: '2025-01-14T23:00:00Z', to: '2025-01-15T23:00:00Z', resolution: 'PT1H' as const, wh: all(1_000, 24) };
const dayOf = (gsrn: string) => `/api/metering-points/${gsrn}/readings?from=2025-01-15&to=2025-01-16&resolution=P1D`;

describe('A running program', () => {
  let app: RunningApp;
  beforeAll(async () => { app = await startApp(); }, 60_000);
  afterAll(async () => { await app?.close(); }, 30_000);

  it('leaves a port that is in use to whoever has it, and says so', async () => {
    const { code, output } = await runToEnd('apps/all/main.js', { ...app.env, PORT: new URL(app.door.url).port });
    expect(code).toBe(1);
    expect(output).toMatch(/Another program already listens on .*set PORT to another port/);
  }, 60_000);

  it('ends on SIGTERM within seconds, with exit code 0; another one goes on with the data', async () => {
    const gsrn = newGsrn();
    await app.door.take(document({ gsrn, ...DAY }));
    const from = performance.now();
    expect(await app.program.send('SIGTERM')).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(await app.database.query(`select pid from pg_stat_activity where datname = current_database() and application_name like 'gridtally%'`)).toEqual([]);

    const again = launch('apps/all/main.js', app.env);
    try {
      expect(await new Door(await again.ready, (await keyOn(app.database.url)).key).get(dayOf(gsrn))).toMatchObject({ totalKwh: '24.000' });
    } finally {
      expect((await again.send('SIGTERM')).code).toBe(0);
    }
  }, 90_000);
});

describe('A database that goes away', () => {
  it('is told by the program, which takes nothing meanwhile and recovers by itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gridtally-e2e-'));
    const dataDir = join(folder, 'server');
    let server = await startPostgres({ dataDir });
    const program = launch('apps/all/main.js', { DATABASE_URL: server.url, GRIDTALLY_DATA: folder });
    try {
      const door = new Door(await program.ready, (await keyOn(server.url)).key);
      const ready = () => door.ask('GET', '/health/ready', { key: null });
      expect(await ready()).toMatchObject({ status: 200, body: { ready: true } });
      await server.stop();
      const away = await eventually('it says that it is not ready', async () => { const now = await ready(); return now.status === 503 ? now : undefined; });
      expect(away).toMatchObject({ type: 'application/problem+json', body: { code: 'NOT_READY' } });
      expect((await door.ask('GET', '/health/live', { key: null })).status).toBe(200);
      const gsrn = newGsrn();
      const body = document({ gsrn, ...DAY });
      expect(await door.post(body)).toMatchObject({ status: 503, type: 'application/problem+json' });
      server = await startPostgres({ dataDir, port: server.port });
      await eventually('it is ready again', async () => ((await ready()).status === 200 ? true : undefined), 60_000);
      expect(await door.take(body)).toMatchObject({ recorded: 1 });
      expect(await door.get(dayOf(gsrn))).toMatchObject({ totalKwh: '24.000' });
    } finally {
      await program.send('SIGTERM');
      await server.stop();
      await removePostgres(dataDir);
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

describe('A program that is told nonsense', () => {
  it('names every problem at once and ends with 78', async () => {
    const { code, output } = await runToEnd('apps/all/main.js', { PORT: 'abc', DATABASE_URL: 'mysql://root:secret@db/x', KAFKA_BROKERS: 'nowhere', GRIDTALLY_ZONE: 'Mars/Olympus', GRIDTALLY_ROLSE: 'api' });
    expect(code).toBe(78);
    for (const variable of ['PORT', 'DATABASE_URL', 'KAFKA_BROKERS', 'GRIDTALLY_ZONE', 'GRIDTALLY_ROLSE']) expect(output).toContain(`${variable}:`);
    expect(output).not.toContain('secret');
  }, 60_000);
  it('says that the role that takes messages from Kafka needs one', async () => {
    const { code, output } = await runToEnd('apps/ingest/main.js', { DATABASE_URL: process.env['DATABASE_URL']!, GRIDTALLY_DATA: tmpdir() });
    expect(code).toBe(1);
    expect(output).toContain('KAFKA_BROKERS is not set');
  }, 60_000);
});

describe('Without any server', () => {
  it('it starts a Postgres of its own, keeps its data there, and ends it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gridtally-e2e-'));
    const gsrn = newGsrn();
    const programs: Program[] = [];
    const start = async () => {
      const program = launch('apps/all/main.js', { GRIDTALLY_DATA: folder });
      programs.push(program);
      const url = await program.ready;
      const server = (await postgresOn(join(folder, 'postgres')))!;
      return { program, pid: server.pid, door: new Door(url, (await keyOn(server.url)).key) };
    };
    try {
      const first = await start();
      await first.door.take(document({ gsrn, ...DAY }));
      expect((await first.program.send('SIGTERM')).code).toBe(0);
      expect(isAlive(first.pid)).toBe(false);
      const second = await start();
      expect(await second.door.get(dayOf(gsrn))).toMatchObject({ totalKwh: '24.000' });
      expect((await second.program.send('SIGTERM')).code).toBe(0);
    } finally {
      for (const program of programs) await program.send('SIGKILL');
      await removePostgres(join(folder, 'postgres'));
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
