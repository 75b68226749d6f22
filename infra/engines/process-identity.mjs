import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Process numbers are used again by the system. A process is known by its number and the moment it started.

const isLinux = process.platform === 'linux';

/** @param {number} pid @param {string} file */
const fromProc = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return undefined; // it is gone
    throw error;
  }
};

/** @param {number} pid @param {string} column */
const fromPs = (pid, column) => {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', `${column}=`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
  } catch (error) {
    if (error.status === 1) return undefined; // ps says so when there is no such process
    throw error;
  }
};

/**
 * When a process started, as text that is only good for comparing; undefined when there is no such process or it is only waiting to be buried.
 * @param {number} pid
 * @returns {string | undefined}
 */
export const startedAt = (pid) => {
  if (!isLinux) return fromPs(pid, 'lstart');
  const stat = fromProc(pid, 'stat');
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name, in brackets, may hold anything; field 3 follows it
  const [state, start] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' ? undefined : start;
};

/**
 * The arguments a process was started with, joined by spaces; undefined when it is gone.
 * @param {number} pid
 * @returns {string | undefined}
 */
export const commandLine = (pid) => (isLinux ? fromProc(pid, 'cmdline')?.replaceAll('\0', ' ').trim() : fromPs(pid, 'args'));

/** @typedef {Readonly<{ pid: number, startedAt: string }>} ProcessIdentity */

/** @returns {ProcessIdentity} */
export const myself = () => ({ pid: process.pid, startedAt: startedAt(process.pid) ?? '' });

/**
 * Whether this very process, not one that got its number later, still runs.
 * @param {ProcessIdentity | undefined} identity
 */
export const stillRuns = (identity) => identity !== undefined && startedAt(identity.pid) === identity.startedAt;
