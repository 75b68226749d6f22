import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.mjs';
import { commandLine, startedAt } from '../process-identity.mjs';
import { giveTo } from './account.mjs';

/**
 * Makes an empty cluster, or nothing at all: it gets its name only when it is complete.
 * @param {{ programs: string, folder: string, account: import('./account.mjs').Account, user: string, password: string }} cluster
 * @throws {EngineError} DID_NOT_START
 */
export const createCluster = async ({ programs, folder, account, user, password }) => {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  giveTo(account, fresh);
  const passwordFile = join(dirname(folder), `.password-${randomBytes(6).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(account, passwordFile);
  try {
    await run(join(programs, 'bin', 'initdb'), [
      '--pgdata', fresh, '--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8',
      // Text sorts by code point on every machine, whatever its locales.
      '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8',
    ], account);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, folder);
};

const run = (command, args, { uid, gid }) => new Promise((resolve, reject) => {
  const child = spawn(command, args, { uid, gid, cwd: '/', env: PLAIN_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said = (said + chunk).slice(-2000); });
  child.once('error', (error) => reject(new EngineError('NOT_ALLOWED', `The database could not be created: ${command} cannot be run (${error.message}).`, { cause: error })));
  child.once('close', (code) => {
    if (code === 0) return resolve();
    const full = said.includes('No space left on device');
    reject(full ? new EngineError('DISK_FULL', 'The disk became full while the database was created. Make room and start again.')
      : new EngineError('DID_NOT_START', `The database could not be created; initdb said: ${said.trim()}`));
  });
});

/** No PGDATA, no locale and no secrets of ours reach the server. */
export const PLAIN_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The server that runs on this cluster, whoever started it. A pid file left by a dead server is removed: its number may belong to another program by now.
 * @param {string} folder
 * @returns {{ pid: number, startedAt: string, port: number } | undefined}
 */
export const runningServer = (folder) => {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  const start = pid > 0 ? startedAt(pid) : undefined;
  if (start !== undefined && commandLine(pid)?.includes(`-D ${folder}`)) return { pid, startedAt: start, port };
  rmSync(file, { force: true });
  return undefined;
};
