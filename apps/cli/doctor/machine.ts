import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readableBytes } from '../readable.js';
import { type Finding, look, ok, wrong } from './finding.js';

const OLDEST_NODE = [20, 19] as const;
const GiB = 1024 ** 3;
/** Below this a database stops within minutes of a load. */
const FREE_AT_LEAST = GiB;
const FREE_SHOULD_BE = 5 * GiB;

/** Whether this Node can run us. */
export const checkNode = (version = process.versions.node): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNew ? ok('node', `Node ${version}`) : wrong('node', `This is Node ${version}.`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
};

/** Whether the data folder can be written; leaves nothing behind but the folder. */
export const checkDataFolder = async (folder: string): Promise<Finding> => {
  try {
    await mkdir(folder, { recursive: true });
    const probe = await mkdtemp(join(folder, 'doctor-'));
    try {
      await writeFile(join(probe, 'probe'), 'can be written', { flush: true });
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return wrong('data folder', `${folder} cannot be written (${code}).`, 'Give this user the right to write there, or set GRIDTALLY_DATA to a folder it may write.');
  }
  return ok('data folder', `${folder} can be written`);
};

/** How much room the disk of the data folder has. */
export const checkDisk = async (folder: string, ask: typeof statfs = statfs): Promise<Finding> => {
  const { bavail, bsize } = await ask(await nearestThatExists(folder));
  const free = bavail * bsize;
  const found = `${readableBytes(free)} free where the data folder lies`;
  if (free < FREE_AT_LEAST) return wrong('disk', `${found}.`, `Free space until there is ${readableBytes(FREE_SHOULD_BE)}, or set GRIDTALLY_DATA to a folder with more.`);
  if (free < FREE_SHOULD_BE) return look('disk', `${found}.`, `It works, but a portfolio of a year needs more: keep ${readableBytes(FREE_SHOULD_BE)} free.`);
  return ok('disk', found);
};

const nearestThatExists = async (folder: string): Promise<string> => {
  for (let at = folder; ; at = dirname(at)) {
    try {
      await statfs(at);
      return at;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(at) === at) throw error;
    }
  }
};
