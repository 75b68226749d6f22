import { statfsSync } from 'node:fs';
import { EngineError } from './engine-error.mjs';

const LEAST_FREE_BYTES = 256 * 1024 * 1024;

/**
 * @param {string} folder
 * @param {string} what lies there
 * @throws {EngineError} DISK_FULL
 */
export const checkRoom = (folder, what) => {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= LEAST_FREE_BYTES) return;
  throw new EngineError('DISK_FULL', `Only ${Math.floor(bavail * bsize / 1048576)} MB are free where ${what} keeps its data (${folder}). Make room (256 MB at least) and start again; nothing is lost.`);
};
