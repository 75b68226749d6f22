import { afterEach, describe, expect, it } from '@jest/globals';
import type { MessageToSend } from '#messaging';
import { createLog, EXIT, FaultError, loadConfig, OperatorError } from '#platform';
import { WorkingThread } from './working-thread.js';

const threads: WorkingThread[] = [];
afterEach(async () => { await Promise.all(threads.splice(0).map((thread) => thread.stop())); });

/** A thread with this code in place of the product's; `say` and `on` are its end of the channel. */
const threadOf = (code: string, more: object = {}): WorkingThread => {
  const source = `import { parentPort, workerData } from 'node:worker_threads'; const say = (it) => parentPort.postMessage(it); const on = (f) => parentPort.on('message', f); ${code}`;
  const thread = new WorkingThread({ config: loadConfig({}), name: 'spec', ...more }, createLog({ level: 'silent' }), new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  threads.push(thread);
  return thread;
};

const READY = "say({ news: 'ready', checks: ['views'] });";
const STOPS = "if (call === 'stop') return say({ id, value: { failed: [] } });";
const message = (text: string): MessageToSend => ({ id: text, body: Buffer.from(text), headers: { 'correlation-id': text } });
const faultOf = (delivery: Promise<unknown>) => delivery.then(() => undefined, (error: unknown) => (error instanceof FaultError ? error.fault : error));

/** Again and again until it is taken, as a sender does. */
const untilTaken = async (thread: WorkingThread): Promise<unknown> => {
  for (;;) {
    const answer = await thread.deliver('t', [message('again')]).catch((error: unknown) => { if (!(error instanceof FaultError)) throw error; });
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('The thread behind the HTTP door', () => {
  it('is handed every byte of every message and gives their outcomes back, in order', async () => {
    const thread = threadOf(`on(({ id, call, argument }) => { ${STOPS}
      const { envelopes, lengths, bytes } = argument.packed; let at = 0;
      say({ id, value: envelopes.map((one, n) => ({ kind: 'done', summary: { id: one.id, text: Buffer.from(bytes, at, lengths[n]).toString(), origin: argument.origin, end: at += lengths[n] } })) }); }); ${READY}`);
    await thread.start();
    expect(thread.checks).toEqual(['views']);
    const [first, second, third] = await thread.deliver('t', [message('a'), message(''), message('æøå')], 'http');
    expect([first, second, third]).toMatchObject([{ summary: { id: 'a', text: 'a', origin: 'http' } }, { summary: { id: '', text: '' } }, { summary: { id: 'æøå', text: 'æøå' } }]);
  });

  it('gives back as bytes what is parked in place of a message', async () => {
    const thread = threadOf(`on(({ id, call }) => { ${STOPS} say({ id, value: [{ kind: 'poison', reasons: [], parkInstead: { id: 'm', body: Buffer.from('without names') } }] }); }); ${READY}`);
    await thread.start();
    const [outcome] = await thread.deliver('t', [message('with names')]);
    expect(outcome).toEqual({ kind: 'poison', reasons: [], parkInstead: { id: 'm', body: Buffer.from('without names') } });
    expect(Buffer.isBuffer(outcome!.kind === 'poison' && outcome!.parkInstead!.body)).toBe(true);
  });

  it('leaves the bytes of the sender as they were', async () => {
    const thread = threadOf(`on(({ id, call }) => { ${STOPS} say({ id, value: [] }); }); ${READY}`);
    await thread.start();
    const sent = message('mine');
    await thread.deliver('t', [sent]);
    expect(sent.body.toString()).toBe('mine');
  });

  const broken: [what: string, code: string][] = [
    ['throws outside of any handler', "setTimeout(() => { throw new Error('out of coffee'); })"],
    ['ends by itself', 'process.exit(0)'],
  ];
  it.each(broken)('that %s answers what it had in hand with 503, is started anew and works again', async (_what, breaks) => {
    const thread = threadOf(`const broken = new Int32Array(workerData.marker); on(({ id, call, argument }) => { ${STOPS}
      if (argument.topic === 'break' && Atomics.add(broken, 0, 1) === 0) { ${breaks}; return; }
      say({ id, value: [{ kind: 'done' }] }); }); ${READY}`, { marker: new SharedArrayBuffer(4) });
    await thread.start();
    const faults = await Promise.all(['a', 'b'].map((text) => faultOf(thread.deliver('break', [message(text)]))));
    expect(faults).toContainEqual(expect.objectContaining({ status: 503, code: 'MESSAGES_INTERRUPTED' }));
    expect(await untilTaken(thread)).toEqual([{ kind: 'done' }]);
    await thread.stop();
    expect(await faultOf(thread.ping())).toMatchObject({ status: 503 });
  });

  it('passes the error of a handler on as it would have been answered, and goes on', async () => {
    const thread = threadOf(`on(({ id, call, argument }) => { ${STOPS} if (call === 'deliver' && argument.topic === 'full')
        return say({ id, failed: { fault: { status: 507, code: 'DISK_FULL', detail: 'No space' }, name: 'error', message: 'disk', stack: 's' } });
      say({ id, value: [{ kind: 'done' }] }); }); ${READY}`);
    await thread.start();
    const error = await thread.deliver('full', [message('a')]).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ fault: { status: 507, code: 'DISK_FULL' }, cause: { name: 'error', message: 'disk' } });
    expect(await thread.deliver('t', [message('b')])).toEqual([{ kind: 'done' }]);
  });

  it('that cannot begin says why, in the words meant for whoever runs the program', async () => {
    const thread = threadOf(`say({ news: 'cannot start', why: { fault: {}, name: 'x', message: 'x', explanation: { sentence: 'Start the server.', exitCode: ${EXIT.unavailable} } } }); on(() => undefined);`);
    const error = await thread.start().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OperatorError);
    expect(error).toMatchObject({ message: 'Start the server.', exitCode: EXIT.unavailable });
  });

  it('that never begins is given up when the program ends', async () => {
    const thread = threadOf('on(() => undefined);');
    const starting = thread.start().catch((caught: unknown) => caught);
    await thread.stop();
    expect(await starting).toBeInstanceOf(FaultError);
  });

  it('tells what it could not close', async () => {
    const thread = threadOf(`on(({ id }) => say({ id, value: { late: 'the projector', failed: ['Closing x failed: y'] } })); ${READY}`);
    await thread.start();
    await expect(threads.pop()!.stop()).rejects.toThrow('Closing x failed: y; the projector took too long');
  });
});
