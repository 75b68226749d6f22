import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { EngineError } from './engine-error.mjs';
import { myself, stillRuns } from './process-identity.mjs';
import { waitFor } from './wait.mjs';

/**
 * @param {string} path
 * @returns {any} undefined when there is no such file
 */
export const readState = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new EngineError('DID_NOT_START', `${path} cannot be read (${error.message}). Restore it, or move it away together with the folder it stands in to begin anew.`, { cause: error });
  }
};

/**
 * Replaces the file in one step; only its owner may read it, because it may hold a password.
 * @param {string} path
 * @param {unknown} state
 */
export const writeState = (path, state) => {
  const fresh = `${path}.${process.pid}.new`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(state, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
};

/**
 * Does the work while no other process of this machine does it in the same place. A lock whose holder has died does not count.
 * @template T
 * @param {string} path of the lock file
 * @param {() => Promise<T>} work
 * @param {number} [withinMs] how long to wait for the other
 * @returns {Promise<T>}
 * @throws {EngineError} BUSY
 */
export const withLock = async (path, work, withinMs = 120_000) => {
  const mine = `${path}.${process.pid}`;
  writeState(mine, myself());
  const got = await waitFor(withinMs, () => {
    try {
      linkSync(mine, path); // never seen half written
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!stillRuns(readState(path))) rmSync(path, { force: true });
      return undefined;
    }
  });
  rmSync(mine, { force: true });
  if (!got) throw new EngineError('BUSY', `Another process has been starting or stopping an engine here for more than ${withinMs / 1000} s (${path}). Wait for it or end it.`);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
};
