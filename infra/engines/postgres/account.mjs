import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engine-error.mjs';

// Postgres refuses to run as root. When we are root, it runs as the system's user postgres, which must be able to reach its programs and its data.

const SYSTEM_HOME = '/var/lib/gridtally';
const PROJECT = dirname(dirname(dirname(dirname(realpathSync(fileURLToPath(import.meta.url))))));

/** @typedef {Readonly<{ uid?: number, gid?: number }>} Account empty = the one we run as */

/** @returns {Account} @throws {EngineError} NOT_ALLOWED */
export const postgresAccount = (say) => {
  if (process.getuid?.() !== 0) return {};
  const known = findAccount();
  if (known) return known;
  say('Postgres does not run as root: adding the system user postgres.');
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw new EngineError('NOT_ALLOWED', `Postgres does not run as root and the system user postgres could not be added (${error.stderr ?? error.message}). Add that user, or run as another user than root, or set DATABASE_URL to a server of your own.`, { cause: error });
  }
  return findAccount();
};

const findAccount = () => {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
};

/** Whether the account can go into this folder; the system itself is asked. @param {Account} account @param {string} folder */
const canEnter = ({ uid, gid }, folder) => uid === undefined || spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { uid, gid, stdio: 'ignore' }).status === 0;

/** A folder of ours elsewhere, always the same for the same place. */
const elsewhere = (place) => join(SYSTEM_HOME, `${basename(place)}-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`);

/**
 * Where the cluster of files shall lie: in `home`, or elsewhere when the account cannot enter `home`.
 * @param {Account} account @param {string} home
 */
export const clusterFolder = (account, home, say) => {
  if (!canEnter(account, home)) openOurFolders(home);
  if (canEnter(account, home)) return join(home, 'cluster');
  const place = elsewhere(home);
  mkdirSync(place, { recursive: true, mode: 0o755 });
  say(`The user postgres cannot enter ${home} (one of the folders above it is closed to others), so the database lies in ${place}.`);
  return join(place, 'cluster');
};

/** Lets others pass through (not look into) the folders on the way that lie in this project or among the temporary files, and are ours. */
const openOurFolders = (home) => {
  for (let folder = home; [PROJECT, realpathSync(tmpdir())].some((root) => folder.startsWith(root + sep)); folder = dirname(folder)) {
    const { mode, uid } = statSync(folder);
    if (uid === process.getuid()) chmodSync(folder, (mode & 0o7777) | 0o011);
  }
};

/** Removes a cluster that lies elsewhere, with the folder made for it. @param {string} home @param {string} cluster */
export const removeElsewhere = (home, cluster) => {
  if (cluster === join(elsewhere(home), 'cluster')) rmSync(dirname(cluster), { recursive: true, force: true });
};

/**
 * The folder with bin, lib and share: the installed one, or a copy when the account cannot enter that.
 * @param {Account} account @param {string} installed @param {string} version
 */
export const reachablePrograms = (account, installed, version, say) => {
  if (canEnter(account, join(installed, 'bin'))) return installed;
  const copy = join(SYSTEM_HOME, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  say(`The user postgres cannot enter ${installed}, so the programs are copied to ${copy} (60 MB).`);
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  const fresh = `${copy}.${process.pid}`;
  cpSync(installed, fresh, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(fresh, copy);
  } catch (error) {
    rmSync(fresh, { recursive: true });
    if (!existsSync(copy)) throw error; // otherwise another process of ours was quicker
  }
  return copy;
};

/** @param {Account} account @param {string} folder */
export const giveTo = ({ uid, gid }, folder) => {
  if (uid !== undefined) chownSync(folder, uid, gid);
};
