import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../logging/log.js';
import { ensureDatabase } from './ensure-database.js';
import { waitForDatabase } from './wait-for-database.js';

const given = (joined = false) => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
  let ended: (how: string) => void = () => undefined;
  const asked: { dataDir: string; endsWithParent: boolean }[] = [];
  const startEngine = async (options: { dataDir: string; endsWithParent: boolean; say: (sentence: string) => void }) => {
    asked.push(options);
    options.say('Creating a database.');
    return { url: 'postgres://ours', joined, exited: new Promise<string>((resolve) => { ended = resolve; }), stop: async () => ended('by our wish') };
  };
  return { lines, log, startEngine, asked, end: (how: string) => ended(how) };
};

describe('without a configured database', () => {
  it('our own is started under the data folder, ends with this process, and says what it does', async () => {
    const { lines, log, startEngine, asked } = given();
    const database = await ensureDatabase({ database: { kind: 'embedded' }, dataDir: '/data' }, log, { startEngine });
    expect(database).toMatchObject({ url: 'postgres://ours', kind: 'ours' });
    expect(asked).toMatchObject([{ dataDir: '/data/postgres', endsWithParent: true }]);
    expect(lines.join('')).toContain('Creating a database.');
    await database.stop();
    await pause(1);
    expect(lines.join('')).not.toContain('ended by itself');
  });

  it('one that another process of ours runs is joined', async () => {
    const { log, startEngine } = given(true);
    expect(await ensureDatabase({ database: { kind: 'embedded' }, dataDir: '/data' }, log, { startEngine })).toMatchObject({ kind: 'joined' });
  });

  it('its sudden end is told', async () => {
    const { lines, log, startEngine, end } = given();
    await ensureDatabase({ database: { kind: 'embedded' }, dataDir: '/data' }, log, { startEngine });
    end('signal SIGKILL');
    await pause(1);
    expect(lines.join('')).toMatch(/signal SIGKILL.*ended by itself/);
  });
});

describe('a configured database', () => {
  it('that is not there is named without its password, after trying', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const told: string[] = [];
    await expect(waitForDatabase(`postgres://me:hush@127.0.0.1:${port}/grid`, { seconds: 0.2, say: (text) => told.push(text) })).rejects.toMatchObject({
      name: 'OperatorError', exitCode: 69, message: `No database answers at 127.0.0.1:${port}/grid. Start Postgres there, correct DATABASE_URL, or leave it out to use our own.`,
    });
    expect(told).toHaveLength(1);
    expect(told[0]).not.toContain('hush');
  });

  it('is not waited for once the process ends', async () => {
    const stopping = new AbortController();
    const waiting = waitForDatabase('postgres://127.0.0.1:1/grid', { seconds: 30, signal: stopping.signal });
    setTimeout(() => stopping.abort(), 20);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
