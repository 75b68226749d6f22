import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../logging/log.js';
import { withAdvisoryLock } from './advisory-lock.js';
import { ensureDatabase } from './ensure-database.js';
import { openPool, type Pool } from './pool.js';
import { postgresCheck } from './postgres-check.js';
import { waitForDatabase } from './wait-for-database.js';

const url = process.env['DATABASE_URL'];
if (url === undefined) throw new Error('Set DATABASE_URL to a Postgres for these specs; npm test starts one');

const log = createLog({ level: 'silent' });
const withUrl = (change: (url: URL) => void): string => {
  const changed = new URL(url);
  change(changed);
  return changed.href;
};

let pool: Pool;
beforeAll(() => { pool = openPool({ url, applicationName: 'platform specs', log }); });
afterAll(() => pool.end());

describe('a pool', () => {
  it('names itself, limits statements and idle transactions, and leaves numbers as text', async () => {
    const { rows } = await pool.query(`select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
      current_setting('idle_in_transaction_session_timeout') as idle, 12345678901234567.123::numeric as numeric, 9007199254740993::bigint as bigint`);
    expect(rows).toEqual([{ name: 'platform specs', statement: '1min', idle: '30s', numeric: '12345678901234567.123', bigint: '9007199254740993' }]);
  });

  it('survives the loss of its connections', async () => {
    const lines: string[] = [];
    const fragile = openPool({ url, applicationName: 'fragile', log: createLog({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } }) });
    await fragile.query('select 1');
    await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fragile'`);
    await pause(100);
    expect((await fragile.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(lines.join('')).toContain('idle connection');
    await fragile.end();
  });
});

describe('waiting for a database', () => {
  it('ends when it answers', async () => {
    await expect(waitForDatabase(url)).resolves.toBeUndefined();
  });

  it('does not wait for what cannot come', async () => {
    const began = performance.now();
    await expect(waitForDatabase(withUrl((changed) => { changed.pathname = '/no_such_database'; }))).rejects.toThrow(/has no database of that name\. Create it/);
    await expect(waitForDatabase(withUrl((changed) => { changed.username = 'nobody_here'; changed.password = 'hush'; }))).rejects.toThrow(/^(?!.*hush).*refuses this user or password/);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('lets a configured database be, whoever stops', async () => {
    const database = await ensureDatabase({ database: { kind: 'server', url }, dataDir: '/nowhere' }, log);
    expect(database.kind).toBe('server');
    await database.stop();
    expect((await pool.query('select 1')).rowCount).toBe(1);
  });
});

describe('readiness of the database', () => {
  it('asks it', async () => {
    await expect(postgresCheck(pool).check()).resolves.toBeUndefined();
    const readOnly = openPool({ url: withUrl((changed) => changed.searchParams.set('options', '-c default_transaction_read_only=on')), applicationName: 'read only' });
    await expect(postgresCheck(readOnly).check()).rejects.toThrow(/only takes reads/);
    await readOnly.end();
  });
});

describe('an advisory lock', () => {
  const never = new AbortController().signal;

  it('lets one work at a time, the next after it', async () => {
    const name = randomUUID();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await pause(20);
      inside--;
      return 'done';
    };
    expect(await Promise.all([1, 2, 3].map(() => withAdvisoryLock(pool, name, { signal: never, everyMs: 10 }, work)))).toEqual(['done', 'done', 'done']);
    expect(most).toBe(1);
  });

  it('is given back when the work fails', async () => {
    const name = randomUUID();
    await expect(withAdvisoryLock(pool, name, { signal: never }, async () => { throw new Error('no'); })).rejects.toThrow('no');
    expect(await withAdvisoryLock(pool, name, { signal: AbortSignal.timeout(2000), everyMs: 10 }, async () => 'mine')).toBe('mine');
  });

  it('is not waited for once its signal comes, and says that it waits', async () => {
    const name = randomUUID();
    const told: string[] = [];
    await withAdvisoryLock(pool, name, { signal: never }, async () => {
      const second = withAdvisoryLock(pool, name, { signal: AbortSignal.timeout(100), everyMs: 10, onWait: () => told.push('waits') }, async () => 'never');
      expect(await second).toBeUndefined();
    });
    expect(told).toEqual(['waits']);
  });

  it('tells the work when the server ends its connection, and another may begin', async () => {
    const name = randomUUID();
    const outcome = await withAdvisoryLock(pool, name, { signal: never, everyMs: 50 }, async (signal) => {
      await pool.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
        and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`, [name]);
      await aborted(signal);
      return withAdvisoryLock(pool, name, { signal: AbortSignal.timeout(2000), everyMs: 10 }, async () => 'the next');
    });
    expect(outcome).toBe('the next');
  });

  it('tells the work when its connection falls silent', async () => {
    const relay = await startRelay();
    const through = openPool({ url: withUrl((changed) => { changed.hostname = '127.0.0.1'; changed.port = String(relay.port); }), applicationName: 'through a relay', log });
    const outcome = await withAdvisoryLock(through, randomUUID(), { signal: never, everyMs: 20 }, async (signal) => {
      relay.fallSilent();
      await aborted(signal);
      return String(signal.reason);
    });
    expect(outcome).toMatch(/was lost with its connection/);
    await relay.stop();
    await through.end();
  });
});

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
});

/** Passes bytes to the database and back, until told to keep them. */
const startRelay = async (): Promise<{ port: number; fallSilent(): void; stop(): Promise<void> }> => {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  const server: Server = createServer((near) => {
    const far = connect(Number(port || 5432), hostname);
    sockets.push(near, far);
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    fallSilent: () => sockets.forEach((socket) => socket.unpipe().pause()),
    stop: () => new Promise((resolve) => {
      sockets.forEach((socket) => socket.destroy());
      server.close(() => resolve());
    }),
  };
};
