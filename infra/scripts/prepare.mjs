// What every command needs before it can begin: dependencies installed, TypeScript built. Uses nothing but Node itself.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OLDEST_NODE = [20, 19];

/** Says one line about what is being done. */
export const say = (text) => process.stderr.write(`${text}\n`);

/** Ends the command with a sentence for whoever runs it. */
export const giveUp = (sentence, code = 1) => {
  say(sentence);
  process.exit(code);
};

/** Runs a program to its end. @returns {Promise<number>} its exit code (128 + n when a signal ended it) */
export const run = (program, args, options = {}) => new Promise((resolve, reject) => {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  child.on('error', reject);
  child.on('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
});

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  giveUp(`Gridtally needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. Install a newer Node and run the command again.`);
};

/** Installs what package-lock.json names, unless exactly that is installed already. */
export const ensureInstalled = async () => {
  checkNode();
  const [lock, stamp] = [readFileSync(join(ROOT, 'package-lock.json'), 'utf8'), join(ROOT, 'node_modules', '.gridtally-installed')];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing dependencies …');
  // Not `npm ci`: it refuses a lock file without the optional packages of platforms that the machine that wrote it could not see.
  const code = await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], { shell: process.platform === 'win32', stdio: ['ignore', 'inherit', 'inherit'] });
  if (code !== 0) giveUp('The dependencies could not be installed; the lines above say why. Is the package registry reachable? Then run the command again.', code);
  writeFileSync(stamp, lock);
};

const newest = (folder) => {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === '.gridtally' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (/\.(ts|mts|json)$/.test(entry.name)) latest = Math.max(latest, statSync(path).mtimeMs);
  }
  return latest;
};

/** Builds dist/ when a source is newer than the last build. */
export const ensureBuilt = async () => {
  const stamp = join(ROOT, 'dist', '.built');
  const sources = Math.max(...['apps', 'libs', 'test', 'infra'].map((folder) => newest(join(ROOT, folder))), statSync(join(ROOT, 'tsconfig.json')).mtimeMs, statSync(join(ROOT, 'package-lock.json')).mtimeMs);
  if (existsSync(stamp) && statSync(stamp).mtimeMs > sources) return;
  say('Building …');
  const code = await run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
  if (code !== 0) giveUp('The build failed; the lines above say where.', code);
  writeFileSync(stamp, '');
};
