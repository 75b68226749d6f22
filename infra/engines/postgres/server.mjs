import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { EngineError } from '../engine-error.mjs';
import { freePort } from '../ports.mjs';
import { myself, startedAt, stillRuns } from '../process-identity.mjs';
import { checkRoom } from '../room.mjs';
import { readState, withLock, writeState } from '../state-file.mjs';
import { startProcess, stopProcess } from '../supervised.mjs';
import { sleep } from '../wait.mjs';
import { clusterFolder, postgresAccount, reachablePrograms, removeElsewhere } from './account.mjs';
import { ask, ensureDatabase } from './ask.mjs';
import { createCluster, PLAIN_ENVIRONMENT, runningServer } from './cluster.mjs';
import { installedPostgres } from './programs.mjs';
import { asArguments, SETTINGS } from './settings.mjs';

const USER = 'gridtally';
const HOW_TO_STOP = { what: 'Postgres', stopSignal: /** @type {const} */ ('SIGINT'), stopWithinMs: 60_000 }; // SIGINT: end all sessions, write everything down, leave
const READY_WITHIN_MS = 600_000; // after a crash it first repeats what it had promised

/**
 * Starts Postgres on a folder of its own, or joins the one that already runs there. See server.d.mts.
 * @param {import('./server.d.mts').StartPostgres} options
 * @returns {Promise<import('./server.d.mts').PostgresServer>}
 */
export const startPostgres = async ({ dataDir, port, endsWithParent = true, database = USER, settings = {}, say = () => undefined }) => {
  const home = prepareHome(dataDir);
  return withLock(join(home, 'lock'), async () => {
    const account = postgresAccount(say);
    const stateFile = join(home, 'server.json');
    const state = readState(stateFile) ?? newState(clusterFolder(account, home, say), stateFile);
    writeState(stateFile, state);

    const running = runningServer(state.cluster);
    if (running) {
      if (state.owner === null || stillRuns(state.owner)) return joinRunning({ running, state, port, database, say });
      say(`Found a Postgres left behind by an earlier run (process ${running.pid}); stopping it.`);
      await stopProcess(running, HOW_TO_STOP);
    }

    const { folder, version } = installedPostgres();
    const programs = reachablePrograms(account, folder, version, say);
    checkRoom(home, 'Postgres');
    if (!existsSync(join(state.cluster, 'PG_VERSION'))) {
      say(`Creating a database in ${state.cluster}.`);
      await createCluster({ programs, folder: state.cluster, account, user: USER, password: state.password });
    }
    const chosen = await freePort({ wanted: port, preferred: state.port, what: 'Postgres' });
    const engine = {
      ...HOW_TO_STOP, command: join(programs, 'bin', 'postgres'), args: ['-D', state.cluster, '-p', String(chosen), ...asArguments({ ...SETTINGS, ...settings })],
      cwd: '/', env: PLAIN_ENVIRONMENT, ...account, logFile: join(home, 'server.log'), endsWithParent,
    };
    const started = await startUntilReady(engine, urlOf(state.password, chosen, 'postgres'), say);
    writeState(stateFile, { ...state, port: chosen, owner: endsWithParent ? myself() : null });
    await ensureDatabase(urlOf(state.password, chosen, 'postgres'), database);
    say(`Postgres listens on 127.0.0.1:${chosen}.`);
    return { url: urlOf(state.password, chosen, database), port: chosen, pid: started.pid, joined: false, exited: started.exited, stop: started.stop, kill: started.kill };
  });
};

/**
 * Stops the server of a folder that an earlier process started with `endsWithParent: false`, or left behind.
 * @param {{ dataDir: string }} where
 * @returns {Promise<boolean>} whether there was one to stop
 * @throws {EngineError} BUSY when a living program of ours owns it
 */
export const stopPostgres = async ({ dataDir }) => {
  const found = postgresStatus({ dataDir });
  if (!found) return false;
  if (found.ownerPid !== undefined) throw new EngineError('BUSY', `This Postgres belongs to the program with process number ${found.ownerPid}. End that program; the database ends with it.`);
  await stopProcess({ pid: found.pid, startedAt: startedAt(found.pid) ?? '' }, HOW_TO_STOP);
  return true;
};

/**
 * Removes the folder with everything in it, also what had to be put elsewhere. Stops the server first unless a living program owns it.
 * @param {{ dataDir: string }} where
 * @throws {EngineError} BUSY
 */
export const removePostgres = async ({ dataDir }) => {
  if (!existsSync(dataDir)) return;
  await stopPostgres({ dataDir });
  const home = realpathSync(dataDir);
  const state = readState(join(home, 'server.json'));
  if (state) removeElsewhere(home, state.cluster);
  rmSync(home, { recursive: true, force: true });
};

/**
 * @param {{ dataDir: string }} where
 * @returns {import('./server.d.mts').PostgresStatus | undefined} undefined when none runs there
 */
export const postgresStatus = ({ dataDir }) => {
  const state = readState(join(resolve(dataDir), 'server.json'));
  const running = state && runningServer(state.cluster);
  if (!running) return undefined;
  return { pid: running.pid, port: running.port, url: urlOf(state.password, running.port, USER), ownerPid: stillRuns(state.owner ?? undefined) ? state.owner.pid : undefined };
};

const prepareHome = (dataDir) => {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  return realpathSync(dataDir);
};

/** @throws {EngineError} DID_NOT_START when there is a database whose password was lost with its file */
const newState = (cluster, stateFile) => {
  if (!existsSync(cluster)) return { password: randomBytes(18).toString('base64url'), cluster };
  throw new EngineError('DID_NOT_START', `There is a database in ${cluster}, but ${stateFile} with its password is gone. Put that file back, or remove ${cluster} to begin with an empty database.`);
};

const urlOf = (password, port, database) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

/** Uses a server that another living program of ours started, or `engines up`. It stays theirs: `stop` does nothing. */
const joinRunning = async ({ running, state, port, database, say }) => {
  if (port !== undefined && port !== running.port) throw new EngineError('BUSY', `A Postgres already runs on this folder, on port ${running.port} in place of ${port}. Use that port or stop that server.`);
  await waitUntilReady(urlOf(state.password, running.port, 'postgres'), () => (stillRuns(running) ? undefined : 'it ended'), say);
  await ensureDatabase(urlOf(state.password, running.port, 'postgres'), database);
  say(`Using the Postgres that already listens on 127.0.0.1:${running.port}.`);
  const leaveIt = async () => undefined;
  return { url: urlOf(state.password, running.port, database), port: running.port, pid: running.pid, joined: true, exited: new Promise(() => undefined), stop: leaveIt, kill: leaveIt };
};

/** After a SIGKILL the old server's children need a moment to notice; until then a new one is refused. */
const startUntilReady = async (engine, url, say) => {
  for (let attempt = 1; ; attempt++) {
    const started = await startProcess(engine);
    try {
      await waitUntilReady(url, started.hasExited, say);
      return started;
    } catch (error) {
      await started.stop();
      const log = started.endOfLog();
      if (log.includes('No space left on device')) throw new EngineError('DISK_FULL', `The disk is full where the database lies. Make room and start again; nothing that was confirmed is lost. (${engine.logFile})`, { cause: error });
      if (log.includes('could not bind')) throw new EngineError('PORT_IN_USE', 'Another program took the port of Postgres in the moment it started. Start again, or choose another port.', { cause: error });
      if (!log.includes('pre-existing shared memory block') || attempt === 30) throw new EngineError('DID_NOT_START', `Postgres did not start (${error.message}). The end of ${engine.logFile}:\n${log}`, { cause: error });
      await sleep(500);
    }
  }
};

const waitUntilReady = async (url, hasExited, say) => {
  const began = Date.now();
  for (let told = began; ;) {
    const answer = await ask(url);
    if (answer === 'ready') return;
    const ended = hasExited();
    if (ended !== undefined) throw new Error(ended);
    if (Date.now() - began > READY_WITHIN_MS) throw new Error(`no answer within ${READY_WITHIN_MS / 1000} s: ${answer}`);
    if (Date.now() - told > 5000) {
      told = Date.now();
      say(`Waiting for Postgres (${answer}) …`);
    }
    await sleep(50);
  }
};
