import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config.js';
import { nativeError } from '../errors/native-error.js';
import type { Log } from '../logging/log.js';
import { EXIT, OperatorError } from '../process/operator-error.js';
import { projectRoot } from './project-root.js';
import { waitForDatabase } from './wait-for-database.js';

/** A database that answers. */
export type Database = Readonly<{
  url: string;
  /** `ours`: we started it, and `stop` ends it. `joined`: ours, started by another process of ours. `server`: somebody else's. */
  kind: 'ours' | 'joined' | 'server';
  /** Ends it when this process started it. */
  stop(): Promise<void>;
}>;

type Engine = Readonly<{ url: string; joined: boolean; exited: Promise<string>; stop(): Promise<void> }>;
type EngineDoor = Readonly<{ startPostgres(options: { dataDir: string; endsWithParent: boolean; say: (sentence: string) => void }): Promise<Engine> }>;

/** `startEngine` is for specs. */
type Options = Readonly<{ signal?: AbortSignal; seconds?: number; startEngine?: EngineDoor['startPostgres'] }>;

/**
 * The configured database, or our own under the data folder when none is configured, once it answers and is new enough.
 * @throws OperatorError or the engine's own error, each with a sentence that says what to do
 */
export const ensureDatabase = async (config: Pick<Config, 'database' | 'dataDir'>, log: Log, options: Options = {}): Promise<Database> => {
  const say = (sentence: string) => log.info(sentence);
  if (config.database.kind === 'server') {
    await waitForDatabase(config.database.url, { signal: options.signal, seconds: options.seconds, say });
    return { url: config.database.url, kind: 'server', stop: async () => undefined };
  }
  const startPostgres = options.startEngine ?? await loadEngine();
  const engine = await startPostgres({ dataDir: join(config.dataDir, 'postgres'), endsWithParent: true, say });
  let stopping = false;
  void engine.exited.then((how) => {
    if (!stopping) log.error({ how }, 'Our own Postgres ended by itself. Nothing confirmed is lost; restart this process');
  });
  return {
    url: engine.url,
    kind: engine.joined ? 'joined' : 'ours',
    stop: async () => {
      stopping = true;
      await engine.stop();
    },
  };
};

/** Loaded only when needed: with a configured server, none of it has to be installed. */
const loadEngine = async (): Promise<EngineDoor['startPostgres']> => {
  const file = join(projectRoot(), 'infra', 'engines', 'postgres', 'server.mjs');
  try {
    return ((await import(pathToFileURL(file).href)) as EngineDoor).startPostgres;
  } catch (cause) {
    throw new OperatorError(`Our own Postgres cannot be loaded (${nativeError(cause)?.message ?? String(cause)}). Run npm install, or set DATABASE_URL to a Postgres of yours.`, { exitCode: EXIT.unavailable, cause });
  }
};
