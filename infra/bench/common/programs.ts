import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** The folder of the project; benchmarks run from there. */
export const ROOT = process.cwd();

/** As `npm start` and the container start them. */
const NODE_OPTIONS = ['--enable-source-maps', '--max-semi-space-size=64'];

/** A program of ours that was started for a measurement. */
export type Program = Readonly<{ name: string; url: string; pid: number; /** Largest resident memory so far, in MiB. */ peakMiB(): number; stop(): Promise<void> }>;

/** Starts `dist/apps/<name>/main.js` and waits until it is ready. @throws Error with what it said when it does not come up */
export const startProgram = async (name: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Program> => {
  const child = spawn(process.execPath, [...NODE_OPTIONS, join(ROOT, 'dist/apps', name, 'main.js'), ...args], { cwd: ROOT, env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await readyUrl(child, name);
  return { name, url, pid: child.pid!, peakMiB: () => peakMiB(child.pid!), stop: () => stopped(child) };
};

const readyUrl = (child: ChildProcess, name: string): Promise<string> => new Promise((resolve, reject) => {
  const said: string[] = [];
  const keep = (line: string) => { said.push(line); if (said.length > 20) said.shift(); };
  createInterface({ input: child.stderr! }).on('line', keep);
  createInterface({ input: child.stdout! }).on('line', (line) => {
    keep(line);
    if (line.includes('"msg":"ready"')) resolve((JSON.parse(line) as { url: string }).url);
  });
  child.on('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready:\n${said.join('\n')}`)));
});

const stopped = (child: ChildProcess): Promise<void> => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) return resolve();
  child.on('exit', () => resolve());
  child.kill('SIGTERM');
});

/** From the kernel's own book; 0 where there is none. */
export const peakMiB = (pid: number): number => {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
};

/** Seconds of processor time so far, all threads, and of children that have ended; 0 where the kernel keeps no book. A hundredth is a tick of the kernel's clock. */
export const cpuSeconds = (pid: number): number => {
  const fields = statOf(pid);
  return fields ? [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / 100 : 0;
};

/** As `cpuSeconds`, of a process and its children that still run. */
export const cpuSecondsWithChildren = (pid: number): number => {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(Number(name))?.[1] === String(pid));
  return [pid, ...children.map(Number)].reduce((sum, one) => sum + cpuSeconds(one), 0);
};

/** The fields of /proc/<pid>/stat after the name: state, parent … */
const statOf = (pid: number): readonly string[] | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

export const seconds = (from: number): number => Math.round((performance.now() - from) / 10) / 100;
export const progress = (text: string): void => void process.stderr.write(`${text}\n`);
