import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EngineError } from '../engine-error.mjs';
import { freePort } from '../ports.mjs';
import { myself, startedAt, stillRuns } from '../process-identity.mjs';
import { checkRoom } from '../room.mjs';
import { readState, withLock, writeState } from '../state-file.mjs';
import { startProcess, stopProcess } from '../supervised.mjs';
import { sleep } from '../wait.mjs';
import { askMetadata } from './ask-metadata.mjs';
import { classPath, java } from './install.mjs';
import { serverProperties } from './properties.mjs';

const LOG_SETTINGS = fileURLToPath(new URL('./log4j2.properties', import.meta.url));
const HOW_TO_STOP = { what: 'Kafka', stopSignal: /** @type {const} */ ('SIGTERM'), stopWithinMs: 60_000 };
const READY_WITHIN_MS = 180_000;
const LARGEST_MESSAGE_BYTES = 105 * 1024 * 1024;

/**
 * Starts a broker on a folder of its own, or joins the one that already runs there. See broker.d.mts.
 * @param {import('./broker.d.mts').StartKafka} options
 * @returns {Promise<import('./broker.d.mts').KafkaBroker>}
 */
export const startKafka = async ({ dataDir, port, endsWithParent = true, heapMb = 768, say = () => undefined }) => {
  mkdirSync(dataDir, { recursive: true });
  const home = realpathSync(dataDir);
  const command = java();
  const classes = await classPath(say);
  return withLock(join(home, 'lock'), async () => {
    const stateFile = join(home, 'state.json');
    const state = readState(stateFile) ?? { clusterId: newClusterId() };
    if (stillRuns(state.server)) {
      if (state.owner === null || stillRuns(state.owner)) return joinRunning(state, port, say);
      say(`Found a Kafka left behind by an earlier run (process ${state.server.pid}); stopping it.`);
      await stopProcess(state.server, HOW_TO_STOP);
    }
    checkRoom(home, 'Kafka');
    for (let attempt = 1; ; attempt++) {
      try {
        return await launch({ home, command, classes, state, stateFile, port, endsWithParent, heapMb, say });
      } catch (error) {
        if (error.code !== 'PORT_IN_USE' || port !== undefined || attempt === 3) throw error;
        [state.port, state.controllerPort] = [undefined, undefined]; // somebody was quicker; others are free
      }
    }
  });
};

/**
 * Sixteen random bytes, as Kafka's own tool makes them. Kafka takes a value that begins with a dash for another option, and refuses it.
 * @param {(bytes: number) => Buffer} [random]
 * @returns {string}
 */
export const newClusterId = (random = randomBytes) => {
  const id = random(16).toString('base64url');
  return id.startsWith('-') ? newClusterId(random) : id;
};

const launch = async ({ home, command, classes, state, stateFile, port, endsWithParent, heapMb, say }) => {
  const chosen = await freePort({ wanted: port, preferred: state.port, what: 'Kafka' });
  const controllerPort = await freePort({ preferred: state.controllerPort === chosen ? undefined : state.controllerPort, what: 'Kafka' });
  const properties = join(home, 'server.properties');
  const data = join(home, 'data');
  writeFileSync(properties, serverProperties({ port: chosen, controllerPort, dataDir: data, largestMessageBytes: LARGEST_MESSAGE_BYTES }));
  if (!existsSync(join(data, 'meta.properties'))) {
    writeState(stateFile, state); // the id of the cluster must not be lost once the storage bears it
    await format({ command, classes, properties, clusterId: state.clusterId, say });
  }
  say('Starting Kafka …');
  const started = await startProcess({
    ...HOW_TO_STOP, command,
    args: [`-Xmx${heapMb}m`, '-Xms128m', '-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError', '-Djava.awt.headless=true', `-Dlog4j2.configurationFile=${LOG_SETTINGS}`, '-cp', classes, 'kafka.Kafka', properties],
    cwd: home, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' }, logFile: join(home, 'server.log'), endsWithParent,
  });
  const server = { pid: started.pid, startedAt: startedAt(started.pid) ?? '' };
  writeState(stateFile, { ...state, port: chosen, controllerPort, server, owner: endsWithParent ? myself() : null });
  const brokers = `127.0.0.1:${chosen}`;
  try {
    await waitUntilReady(brokers, started.hasExited);
  } catch (error) {
    await started.stop();
    throw whyNot(error, started.endOfLog(), join(home, 'server.log'));
  }
  say(`Kafka listens on ${brokers}.`);
  return { brokers, port: chosen, pid: started.pid, joined: false, exited: started.exited, stop: started.stop, kill: started.kill };
};

/**
 * Stops the broker of a folder that was started to stay, or left behind.
 * @param {{ dataDir: string }} where
 * @returns {Promise<boolean>} whether there was one to stop
 * @throws {EngineError} BUSY when it belongs to a living program
 */
export const stopKafka = async ({ dataDir }) => {
  const found = kafkaStatus({ dataDir });
  if (!found) return false;
  if (found.ownerPid !== undefined) throw new EngineError('BUSY', `This Kafka belongs to the program with process number ${found.ownerPid}. End that program; Kafka ends with it.`);
  await stopProcess(readState(join(resolve(dataDir), 'state.json')).server, HOW_TO_STOP);
  return true;
};

/**
 * @param {{ dataDir: string }} where
 * @returns {import('./broker.d.mts').KafkaStatus | undefined} undefined when none runs there
 */
export const kafkaStatus = ({ dataDir }) => {
  const state = readState(join(resolve(dataDir), 'state.json'));
  if (!stillRuns(state?.server)) return undefined;
  return { pid: state.server.pid, brokers: `127.0.0.1:${state.port}`, ownerPid: stillRuns(state.owner ?? undefined) ? state.owner.pid : undefined };
};

/** Uses a broker that another living program started, or `engines up`. It stays theirs: `stop` does nothing. */
const joinRunning = async (state, port, say) => {
  if (port !== undefined && port !== state.port) throw new EngineError('BUSY', `A Kafka already runs on this folder, on port ${state.port} in place of ${port}. Use that port or stop that broker.`);
  const brokers = `127.0.0.1:${state.port}`;
  await waitUntilReady(brokers, () => (stillRuns(state.server) ? undefined : 'it ended'));
  say(`Using the Kafka that already listens on ${brokers}.`);
  const leaveIt = async () => undefined;
  return { brokers, port: state.port, pid: state.server.pid, joined: true, exited: new Promise(() => undefined), stop: leaveIt, kill: leaveIt };
};

/** Writes the node's identity into the empty data folder. */
const format = async ({ command, classes, properties, clusterId, say }) => {
  say('Formatting the storage of Kafka …');
  try {
    await promisify(execFile)(command, ['-Xmx256m', '-XX:TieredStopAtLevel=1', `-Dlog4j2.configurationFile=${LOG_SETTINGS}`, '-cp', classes, 'kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', clusterId, '-c', properties]);
  } catch (error) {
    throw new EngineError('DID_NOT_START', `The storage of Kafka could not be formatted: ${`${error.stderr || error.stdout || error.message}`.trim()}`, { cause: error });
  }
};

const waitUntilReady = async (brokers, hasExited) => {
  for (const began = Date.now(); ;) {
    const answer = await askMetadata(brokers);
    if (answer === 'ready') return;
    const ended = hasExited();
    if (ended !== undefined) throw new Error(ended);
    if (Date.now() - began > READY_WITHIN_MS) throw new Error(`no answer within ${READY_WITHIN_MS / 1000} s: ${answer}`);
    await sleep(100);
  }
};

const whyNot = (error, log, logFile) => {
  if (log.includes('No space left on device')) return new EngineError('DISK_FULL', `The disk is full where Kafka keeps its data. Make room and start again. (${logFile})`, { cause: error });
  if (log.includes('Address already in use')) return new EngineError('PORT_IN_USE', 'Another program took the port of Kafka in the moment it started. Start again, or choose another port.', { cause: error });
  return new EngineError('DID_NOT_START', `Kafka did not start (${error.message}). The end of ${logFile}:\n${log}`, { cause: error });
};
