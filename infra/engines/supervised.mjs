import { spawn } from 'node:child_process';
import { chmodSync, closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EngineError } from './engine-error.mjs';
import { startedAt } from './process-identity.mjs';
import { waitFor } from './wait.mjs';

/**
 * @typedef {Readonly<{
 *   what: string, command: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>,
 *   uid?: number, gid?: number, logFile: string, stopSignal: NodeJS.Signals, stopWithinMs: number, endsWithParent: boolean,
 * }>} EngineProcess
 */

const MOST_LOG_BYTES = 16 * 1024 * 1024;

/**
 * Starts a server as a process that outlives Ctrl-C; with `endsWithParent` it ends when this process does, however that ends.
 * Neither keeps this process alive.
 * @param {EngineProcess} engine
 * @returns {Promise<{ pid: number, exited: Promise<string>, hasExited(): string | undefined, endOfLog(): string, stop(): Promise<void>, kill(): Promise<void> }>}
 * @throws {EngineError} NOT_ALLOWED, NOT_INSTALLED
 */
export const startProcess = async (engine) => {
  const logBegins = makeRoomInLog(engine.logFile);
  const started = engine.endsWithParent ? await startSupervised(engine) : await startDetached(engine);
  let how;
  void started.exited.then((text) => { how = text; });
  return { ...started, hasExited: () => how, endOfLog: () => endOfLog(engine.logFile, logBegins) };
};

/** @param {EngineProcess} engine */
const startSupervised = async (engine) => {
  const supervisor = spawn(process.execPath, [fileURLToPath(new URL('./supervisor.mjs', import.meta.url)), JSON.stringify(engine)],
    { cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  supervisor.stdin.on('error', ignoreClosedPipe);
  const exited = new Promise((resolve) => { supervisor.once('exit', (code, signal) => resolve(signal ? `its supervisor was ended by ${signal}` : `its supervisor ended with ${code}`)); });
  const lines = createInterface({ input: supervisor.stdout });
  let toldExit;
  const pid = await new Promise((resolve, reject) => {
    supervisor.once('error', reject);
    void exited.then((how) => reject(new EngineError('DID_NOT_START', `${engine.what} did not start: ${how}.`)));
    lines.on('line', (line) => {
      const message = JSON.parse(line);
      if (message.pid) resolve(message.pid);
      else if (message.failed) reject(couldNotRun(engine, message));
      else toldExit = `it ended with ${message.exited}`;
    });
  });
  for (const handle of [supervisor, supervisor.stdin, supervisor.stdout]) handle.unref();
  return {
    pid,
    exited: exited.then((how) => toldExit ?? how),
    stop: () => keepAlive(supervisor, async () => {
      supervisor.stdin.end();
      await exited;
    }),
    kill: () => keepAlive(supervisor, async () => {
      signalProcess(pid, 'SIGKILL');
      await exited;
    }),
  };
};

/** @param {EngineProcess} engine */
const startDetached = async (engine) => {
  const log = openSync(engine.logFile, 'a');
  const child = spawn(engine.command, engine.args, { cwd: engine.cwd, env: engine.env, uid: engine.uid, gid: engine.gid, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = new Promise((resolve) => { child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`)); });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(couldNotRun(engine, { failed: error.message, code: error.code })));
  });
  child.unref();
  const identity = { pid: child.pid, startedAt: startedAt(child.pid) ?? '' };
  return {
    pid: child.pid,
    exited,
    stop: () => stopProcess(identity, engine),
    kill: async () => {
      signalProcess(identity.pid, 'SIGKILL');
      await waitUntilGone(identity, 10_000);
    },
  };
};

/**
 * Stops a server that this process may not have started: politely, and by force when that takes too long.
 * @param {import('./process-identity.mjs').ProcessIdentity} identity
 * @param {Readonly<{ what: string, stopSignal: NodeJS.Signals, stopWithinMs: number }>} engine
 * @throws {EngineError} DID_NOT_STOP, NOT_ALLOWED
 */
export const stopProcess = async (identity, { what, stopSignal, stopWithinMs }) => {
  for (const [signal, withinMs] of [[stopSignal, stopWithinMs], ['SIGKILL', 10_000]]) {
    if (startedAt(identity.pid) !== identity.startedAt) return;
    signalProcess(identity.pid, signal);
    if (await waitUntilGone(identity, withinMs)) return;
  }
  throw new EngineError('DID_NOT_STOP', `${what} (process ${identity.pid}) does not end. Look at the process and end it by hand.`);
};

const waitUntilGone = (identity, withinMs) => waitFor(withinMs, () => (startedAt(identity.pid) === identity.startedAt ? undefined : true));

const signalProcess = (pid, signal) => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code === 'EPERM') throw new EngineError('NOT_ALLOWED', `Process ${pid} belongs to another user. Stop it as that user.`, { cause: error });
    if (error.code !== 'ESRCH') throw error; // gone already: that is what was wanted
  }
};

/** While the work lasts, this process waits for that one. */
const keepAlive = async (child, work) => {
  child.ref();
  try {
    await work();
  } finally {
    child.unref();
  }
};

const ignoreClosedPipe = (error) => {
  if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(error.code)) throw error; // the supervisor has ended, which `exited` tells
};

const couldNotRun = ({ what, command }, { failed, code }) => (code === 'ENOENT'
  ? new EngineError('NOT_INSTALLED', `${what} did not start: there is no program ${command}.`)
  : new EngineError('NOT_ALLOWED', `${what} did not start: ${command} cannot be run (${failed}).`));

/** @returns how long the log is now; what follows is of this start */
const makeRoomInLog = (path) => {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  if (statSync(path).size > MOST_LOG_BYTES) truncateSync(path);
  return statSync(path).size;
};

/** The last lines that were written since, for an error message. */
const endOfLog = (path, since) => readFileSync(path).subarray(since).toString().trimEnd().split('\n').slice(-12).join('\n');
