import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EngineError } from '../engine-error.mjs';
import { checkRoom } from '../room.mjs';
import { withLock } from '../state-file.mjs';

const POM = fileURLToPath(new URL('./pom.xml', import.meta.url));
const HOME = fileURLToPath(new URL('../../../.gridtally/engines/kafka/', import.meta.url));
const LEAST_JAVA = 17;
const WITHIN_MS = 900_000;

/** @returns {string} the java to run @throws {EngineError} NOT_INSTALLED */
export const java = () => {
  const command = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  let said;
  try {
    said = execFileSync(command, ['--version'], { encoding: 'utf8' });
  } catch (error) {
    throw new EngineError('NOT_INSTALLED', `Kafka needs Java ${LEAST_JAVA} or later, and ${command} cannot be run (${error.code ?? error.message}). Install a Java runtime (on Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME, or set KAFKA_BROKERS to a Kafka of your own.`, { cause: error });
  }
  const version = Number(/^\S+ (\d+)/.exec(said)?.[1]);
  if (!(version >= LEAST_JAVA)) throw new EngineError('NOT_INSTALLED', `Kafka needs Java ${LEAST_JAVA} or later, and ${command} is ${said.split('\n')[0]}. Install a newer one or set JAVA_HOME to it.`);
  return command;
};

/**
 * The class path of the broker. Fetched with Maven when it is missing or pom.xml has changed, once for all processes of this project.
 * @param {(sentence: string) => void} say
 * @returns {Promise<string>}
 * @throws {EngineError} NOT_INSTALLED, DISK_FULL
 */
export const classPath = async (say) => {
  const wanted = createHash('sha256').update(readFileSync(POM)).digest('hex');
  const lib = join(HOME, 'lib');
  const complete = () => existsSync(join(lib, 'pom.sha256')) && readFileSync(join(lib, 'pom.sha256'), 'utf8') === wanted;
  if (!complete()) {
    mkdirSync(HOME, { recursive: true });
    await withLock(join(HOME, 'install.lock'), async () => {
      if (complete()) return;
      checkRoom(HOME, 'Kafka');
      say('Fetching Kafka with Maven (45 MB, once) …');
      const fresh = join(HOME, 'lib.new');
      rmSync(fresh, { recursive: true, force: true });
      await fetchJars(fresh);
      writeFileSync(join(fresh, 'pom.sha256'), wanted);
      rmSync(lib, { recursive: true, force: true });
      renameSync(fresh, lib);
    }, WITHIN_MS);
  }
  return join(lib, '*');
};

const fetchJars = async (folder) => {
  try {
    await promisify(execFile)('mvn', ['-B', '-q', '-f', POM, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
      { timeout: WITHIN_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    if (error.code === 'ENOENT') throw new EngineError('NOT_INSTALLED', 'Kafka is fetched with Maven, and there is no mvn here. Install it (on Debian: apt-get install maven), or set KAFKA_BROKERS to a Kafka of your own.', { cause: error });
    const said = `${error.stdout ?? ''}`.split('\n').filter((line) => line.includes('[ERROR]')).slice(0, 2).join(' ');
    throw new EngineError('NOT_INSTALLED', `Maven could not fetch Kafka: ${said || error.message}. Check the network and Maven's settings, and start again.`, { cause: error });
  }
};
