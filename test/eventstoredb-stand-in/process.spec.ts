import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Appended, StoreUnavailable } from '#kernel';
import { type EventStoreDbStore, openEventStoreDb } from '../../libs/event-store/eventstoredb/event-store-db.js';
import { eventually, following, freshKind, newStream, ourEvent, outcome, pause, readStream } from './spec-kit.js';

jest.setTimeout(60_000); // real sockets, on machines that do other things too

type Started = { process: ChildProcess; connectionString: string; control: string };

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const start = (...options: string[]): Promise<Started> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, ['--import', here('run-typescript.mjs'), here('main.ts'), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.once('exit', (code) => reject(new Error(`The stand-in ended with ${code}`)));
  child.stdout.once('data', (line: Buffer) => resolve({ process: child, ...(JSON.parse(line.toString()) as { connectionString: string; control: string }) }));
});
const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) return resolve();
  child.once('exit', () => resolve());
  child.kill(signal);
});

let folder: string;
let running: Started;
let store: EventStoreDbStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventstoredb-stand-in-'));
  running = await start('--data', folder);
  store = await openEventStoreDb({ connectionString: running.connectionString, deadlineMs: 1_000, giveUpAfterMs: 30_000, idleMs: 300 });
}, 30_000);
afterEach(async () => {
  await store.close();
  await end(running.process, 'SIGKILL');
  rmSync(folder, { recursive: true });
});
const port = (): string => new URL(running.connectionString).port;

describe('The server\'s process', () => {
  it('killed under load: nothing acknowledged is lost, nothing is doubled, everybody goes on by themselves', async () => {
    const kind = freshKind();
    const acknowledged = new Map<string, Appended>();
    const reading = following(store, [kind], (events) => events.length >= 1_500);
    const writing = Promise.all(Array.from({ length: 64 }, async (_, writer) => {
      for (let i = writer; i < 1_500; i += 64) acknowledged.set(`${kind}-${i}`, await store.append(newStream(`${kind}-${i}`, ourEvent({ i }))));
    }));
    await eventually(() => acknowledged.size > 300, 20_000);
    await end(running.process, 'SIGKILL');
    running = await start('--data', folder, '--port', port());
    await writing;
    await reading.done;
    expect(acknowledged.size).toBe(1_500);
    expect(reading.events).toHaveLength(1_500);
    expect(new Set(reading.events.map(({ id }) => id)).size).toBe(1_500);
    for (const { stream, position } of reading.events) expect(acknowledged.get(stream)!.position).toBe(position);
  }, 90_000);

  it('stopped in its tracks, connection open and silent: unavailable in time, and all right again when it goes on', async () => {
    const quick = await openEventStoreDb({ connectionString: running.connectionString, deadlineMs: 400, giveUpAfterMs: 1_200 });
    const append = newStream(`${freshKind()}-1`, ourEvent());
    running.process.kill('SIGSTOP');
    const from = Date.now();
    expect((await outcome(quick.append(append))).error).toBeInstanceOf(StoreUnavailable);
    expect((await outcome(quick.ping())).error).toBeInstanceOf(StoreUnavailable);
    expect(Date.now() - from).toBeLessThan(6_000);
    running.process.kill('SIGCONT');
    await pause(100);
    expect((await store.append(append)).revision).toBe(0);
    expect(await readStream(store, append.stream)).toHaveLength(1);
    await quick.close();
  }, 60_000);

  it('is told by another process what to do wrong, and says how', async () => {
    const post = async (path: string) => (await fetch(`${running.control}${path}`, { method: 'POST' })).status;
    const append = newStream(`${freshKind()}-1`, ourEvent());
    expect(await post('/lose?n=1&how=silence')).toBe(200);
    expect((await store.append(append)).revision).toBe(0);
    expect([await post('/refuse'), await post('/accept'), await post('/hang'), await post('/resume'), await post('/drop'), await post('/delay?ms=0')]).toEqual([200, 200, 200, 200, 200, 200]);
    expect([await post('/delay?ms=soon'), await post('/nothing')]).toEqual([400, 404]);
    expect(await readStream(store, append.stream)).toHaveLength(1);
    expect(await (await fetch(running.control)).json()).toMatchObject({ standIn: 'eventstoredb', events: 2 });
  }, 60_000);
});
