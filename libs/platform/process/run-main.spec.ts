import { describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '#kernel';
import { loadConfig } from '../config/config.js';
import type { Lifecycle } from './lifecycle.js';
import { OperatorError } from './operator-error.js';
import { runMain, type HostProcess } from './run-main.js';

/** A process that notes its end in place of ending. */
class FakeProcess extends EventEmitter implements HostProcess {
  said = '';
  readonly exits: number[] = [];
  readonly stderr = { write: (text: string) => { this.said += text; } };
  exit(code: number): void {
    this.exits.push(code);
    this.emit('exited');
  }
}

const run = async (main: (life: Lifecycle) => Promise<void>, options: { once?: boolean; sameSignalMs?: number } = {}) => {
  const host = new FakeProcess();
  await runMain(main, { ...options, host });
  return host;
};

describe('a program', () => {
  it('that does one thing closes what it opened, newest first, and ends well', async () => {
    const closed: string[] = [];
    const host = await run(async (life) => {
      for (const name of ['database', 'store', 'http']) life.defer(name, () => void closed.push(name));
    }, { once: true });
    expect([closed, host.exits, host.said]).toEqual([['http', 'store', 'database'], [0], '']);
  });

  it.each(['SIGINT', 'SIGTERM'])('that serves goes on until %s', async (signal) => {
    let aborted: AbortSignal | undefined;
    const host = await run(async (life) => { aborted = life.signal; });
    expect([host.exits, aborted?.aborted]).toEqual([[], false]);
    host.emit(signal);
    await once(host, 'exited');
    expect([host.exits, aborted?.aborted]).toEqual([[0], true]);
  });

  it('ends at once at the second signal', async () => {
    const host = await run(async (life) => {
      life.endWithin(0.5);
      life.defer('stuck', () => new Promise(() => undefined));
    }, { sameSignalMs: 50 });
    host.emit('SIGINT');
    host.emit('SIGINT'); // the echo of a Ctrl-C under npm
    expect(host.exits).toEqual([]);
    await pause(60);
    host.emit('SIGINT');
    expect([host.exits, host.said]).toEqual([[1], expect.stringContaining('Second SIGINT')]);
  });

  it('does not wait for ever: it names what took too long and does not end well', async () => {
    const host = await run(async (life) => {
      life.endWithin(0.05);
      life.defer('never reached', () => undefined);
      life.defer('the consumer', () => new Promise(() => undefined));
    });
    host.emit('SIGTERM');
    await once(host, 'exited');
    expect([host.exits, host.said]).toEqual([[1], expect.stringContaining('Closing the consumer took too long')]);
  });

  it('closes the rest although one thing cannot be closed', async () => {
    const closed: string[] = [];
    const host = await run(async (life) => {
      life.defer('database', () => void closed.push('database'));
      life.defer('http', async () => { throw new Error('no'); });
    }, { once: true });
    expect([closed, host.exits, host.said]).toEqual([['database'], [1], expect.stringContaining('Closing http failed: no')]);
  });

  it('closes what was open when it fails, says so in one sentence, and ends with the code of the error', async () => {
    const closed: string[] = [];
    const host = await run(async (life) => {
      life.defer('database', () => void closed.push('database'));
      throw new OperatorError('The moon is full. Wait for another.', { exitCode: 69 });
    });
    expect([closed, host.exits, host.said]).toEqual([['database'], [69], 'The moon is full. Wait for another.\n']);
  });

  it.each<[string, () => unknown, number, RegExp]>([
    ['a wrong configuration', () => loadConfig({ PORT: 'x' }), 78, /^The configuration has one problem:\n {2}PORT: found "x", expected a whole number/],
    ['a taken port', () => { throw Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000, address: '127.0.0.1' }); }, 1, /127\.0\.0\.1, port 3000.*set PORT to another/],
    ['a full disk', () => { throw Object.assign(new Error('write'), { code: 'ENOSPC', path: '/data' }); }, 74, /disk is full \(\/data\).*Free space/],
    ['a server that is not there', () => { throw new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED', port: 5432, address: '::1' })]); }, 69, /Nothing answers on ::1, port 5432/],
    ['a store that is away', () => { throw new StoreUnavailable('esdb://u:hush@es gone'); }, 69, /event store does not answer \(esdb:\/\/u:\*\*\*@es gone\)/],
    ['an engine that does not start', () => { throw Object.assign(new Error('Do this.'), { name: 'EngineError' }); }, 69, /^Do this\.\n$/],
    ['a database without room', () => { throw Object.assign(new Error('could not extend file'), { code: '53100' }); }, 74, /no disk space left/],
    ['a bug', () => { throw new TypeError('x is not a function'); }, 70, /should not have happened[\s\S]*x is not a function\n +at /],
    ['something that is no error', () => { throw 'just text'; }, 70, /just text/],
  ])('ends after %s with a sentence and a code', async (_, fail, code, sentence) => {
    const host = await run(async () => { fail(); });
    expect(host.exits).toEqual([code]);
    expect(host.said).toMatch(sentence);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('closes what it can after an %s', async (event) => {
    const closed: string[] = [];
    const host = await run(async (life) => life.defer('database', () => void closed.push('database')));
    host.emit(event, new TypeError('nobody caught me'));
    await once(host, 'exited');
    expect([closed, host.exits, host.said]).toEqual([['database'], [70], expect.stringContaining('nobody caught me')]);
  });

  it('that is told to end while it starts ends well, whatever the interruption throws', async () => {
    const host = new FakeProcess();
    await runMain(async (life) => {
      host.emit('SIGINT');
      await Promise.resolve();
      life.signal.throwIfAborted();
    }, { host });
    expect(host.exits).toEqual([0]);
  });
});
