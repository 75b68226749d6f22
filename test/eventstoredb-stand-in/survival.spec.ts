import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openControlPort } from './control-port.js';
import { type StandIn, startStandIn } from './stand-in.js';

jest.setTimeout(60_000); // real sockets, on machines that do other things too

// jest would hide an uncaught exception or an unhandled rejection; a process of its own dies of it, as ours would.
const run = (script: string): Promise<{ code: number | null; out: string; err: string }> => new Promise((resolve) => {
  const [loader, store] = ['run-typescript.mjs', '../../libs/event-store/eventstoredb/event-store-db.ts'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const prelude = `
    import { randomUUID } from 'node:crypto';
    import { openEventStoreDb } from '${store}';
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const event = () => ({ id: randomUUID(), type: 'A', data: {} });
    const fresh = (kind = 'k') => ({ stream: kind + '-' + randomUUID(), expectedRevision: -1, events: [event()] });
    const fault = (name) => fetch(control + '/' + name, { method: 'POST' });`;
  const child = spawn(process.execPath, ['--import', loader!, '--input-type=module', '-e', prelude + script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  child.on('close', (code) => resolve({ code, out, err }));
});

let standIn: StandIn;
let control: Awaited<ReturnType<typeof openControlPort>>;
beforeAll(async () => {
  standIn = await startStandIn();
  control = await openControlPort(standIn, 0);
});
afterAll(async () => {
  control.server.close();
  await standIn.stop();
});
const addresses = (): string => `const [url, control] = ['${standIn.connectionString}', '${control.url}'];`;

describe('A process with the adapter in it', () => {
  it('lives through lost connections, lost and late answers, a hung server, readers that leave early and stores that close in between, and ends by itself', async () => {
    const { code, out, err } = await run(`${addresses()}
      const open = () => openEventStoreDb({ connectionString: url, deadlineMs: 250, giveUpAfterMs: 8000, idleMs: 100 });
      const [one, two] = [await open(), await open()];
      const stop = new AbortController();
      let heard = 0;
      const reading = (async () => { for await (const page of one.subscribe({ categories: ['k'], signal: stop.signal })) heard += page.events.length; })();
      const work = [];
      for (const name of ['drop', 'lose?n=5', 'lose?n=5&how=silence', 'delay?ms=300', 'delay?ms=0', 'refuse', 'accept', 'hang', 'resume', 'not-ready', 'not-ready?on=false']) {
        work.push(one.appendBatch(Array.from({ length: 40 }, () => fresh())), two.append(fresh()));
        await fault(name);
        work.push((async () => { for await (const page of two.readAll()) break; })().catch(() => undefined)); // whether it gets through is chance; that the process lives is the case
        await pause(350);
      }
      await Promise.all(work);
      await Promise.all(Array.from({ length: 30 }, async () => { for await (const page of one.readAll({ categories: ['none'] })) if (page.events.length) throw new Error('not ours'); }));
      const closing = await open();
      const pending = closing.appendBatch(Array.from({ length: 100 }, () => fresh()));
      await Promise.all([closing.close(), pending]);
      while (heard < 11 * 41 + 100) await pause(20);
      stop.abort();
      await reading;
      await Promise.all([one.close(), two.close()]);
      console.log('heard', heard);`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`heard ${11 * 41 + 100}`);
  }, 90_000);

  it('says StoreUnavailable when no member of a cluster can be found, and ends by itself', async () => {
    const { code, out, err } = await run(`
      const control = '';
      await openEventStoreDb({ connectionString: 'esdb://127.0.0.1:1,127.0.0.1:2?tls=false&maxDiscoverAttempts=2&discoveryInterval=50', deadlineMs: 500, giveUpAfterMs: 1500 })
        .catch((error) => console.log(error.name, error.message));`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^StoreUnavailable EventStoreDB did not answer/);
  }, 30_000);
});
