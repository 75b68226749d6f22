import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** The folder of the project; suites run from there. */
export const ROOT = process.cwd();

/** How a program ended, with everything it said. */
export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null; output: string; ms: number }>;

/** One of our programs while it runs. */
export type Program = Readonly<{
  name: string;
  pid: number;
  /** Where its HTTP door is, once it said that it is ready. @throws Error when it ends before that */
  ready: Promise<string>;
  /** Settles when it has ended, however. */
  ended: Promise<Ended>;
  output(): string;
  send(signal: NodeJS.Signals): Promise<Ended>;
}>;

/** What a program may see of our own environment; the rest is said by the suite. */
const INHERITED = ['PATH', 'HOME', 'JAVA_HOME', 'TMPDIR', 'LANG'];
const running = new Set<ChildProcess>();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });

/** Starts `dist/<file>` with these variables and arguments, and does not wait. Whatever happens to us, it ends with us or before. */
export const launch = (file: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Program => {
  const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const from = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist', file), ...args], { cwd: ROOT, env: { ...inherited, PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const lines: string[] = [];
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, output: lines.join('\n'), ms: performance.now() - from });
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => keep(lines, line));
    createInterface({ input: child.stdout }).on('line', (line) => {
      keep(lines, line);
      if (line.includes('"msg":"ready"')) resolve((JSON.parse(line) as { url: string }).url);
    });
    void ended.then(({ code, signal, output }) => reject(new Error(`${file} ended with ${signal ?? code} before it was ready:\n${output}`)), reject);
  });
  ready.catch(() => undefined); // whoever waits for it learns why; nobody has to
  return { name: file, pid: child.pid!, ready, ended, output: () => lines.join('\n'), send: (signal) => { child.kill(signal); return ended; } };
};

const MOST_LINES = 2_000;
const keep = (lines: string[], line: string): void => {
  lines.push(line);
  if (lines.length > MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
};

/** Runs a program to its end. @throws Error when it takes longer than that; then it is killed */
export const runToEnd = async (file: string, env: Readonly<Record<string, string>>, args: readonly string[] = [], withinMs = 30_000): Promise<Ended> => {
  const program = launch(file, env, args);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => { timer = setTimeout(() => resolve('late'), withinMs); });
  const outcome = await Promise.race([program.ended, late]);
  clearTimeout(timer);
  if (outcome !== 'late') return outcome;
  const { output } = await program.send('SIGKILL');
  throw new Error(`${file} ${args.join(' ')} did not end within ${withinMs} ms:\n${output}`);
};

/** Whether a process of that number is there. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};
