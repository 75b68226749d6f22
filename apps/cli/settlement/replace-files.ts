import { mkdir, mkdtemp, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';

/**
 * Lets work write into a folder of its own beside `out`, and moves the files it names to `out` once all are complete:
 * nobody ever sees half a result, and when the work fails nothing has changed.
 */
export const replaceFiles = async <T>(out: string, work: (folder: string) => Promise<T>, filesOf: (result: T) => readonly string[]): Promise<T> => {
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  const workplace = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    const result = await work(workplace);
    for (const file of filesOf(result)) {
      await mkdir(dirname(join(target, file)), { recursive: true });
      await rename(join(workplace, file), join(target, file));
    }
    return result;
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
};

/** Whether `path` is the folder or lies below it, links followed as far as the path exists. */
export const liesIn = async (folder: string, path: string): Promise<boolean> => {
  const way = relative(await realPlace(folder), await realPlace(path));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
};

/** What the path really names, also when its last parts do not exist yet. */
const realPlace = async (path: string): Promise<string> => {
  const full = resolve(path);
  try {
    return await realpath(full);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(full) === full) throw error;
    return join(await realPlace(dirname(full)), basename(full));
  }
};
