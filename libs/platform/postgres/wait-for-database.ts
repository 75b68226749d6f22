import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { EXIT, OperatorError } from '../process/operator-error.js';
import { placeOf, whyNoDatabase } from './why-no-database.js';

/** Postgres 15; earlier ones lack what the read models use. As `server_version_num` counts. */
const OLDEST_VERSION = 150_000;

export type WaitOptions = Readonly<{ seconds?: number; signal?: AbortSignal; /** Told once, when the first attempt fails. */ say?: (sentence: string) => void }>;

/**
 * Returns once the database answers and is one we can work with. Keeps trying for 30 s when it may yet come up;
 * gives up at once when waiting cannot help (wrong password, no such database, too old).
 * @throws OperatorError with a sentence that says what to do
 */
export const waitForDatabase = async (url: string, { seconds = 30, signal, say }: WaitOptions = {}): Promise<void> => {
  const until = Date.now() + seconds * 1000;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await checkVersion(url);
    } catch (error) {
      if (error instanceof OperatorError) throw error;
      const { sentence, hopeless } = whyNoDatabase(error, url);
      if (hopeless || Date.now() >= until) throw new OperatorError(sentence, { exitCode: EXIT.unavailable, cause: error });
      if (attempt === 1) say?.(`${sentence} Trying for ${seconds} s.`);
    }
    await pause(Math.min(1000, 100 * attempt), undefined, { signal });
  }
};

const checkVersion = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000, application_name: 'gridtally-start' });
  client.on('error', () => undefined); // whatever breaks the connection also fails the query below
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; version: string }>(`select current_setting('server_version_num') as number, current_setting('server_version') as version`);
    const { number, version } = rows[0]!;
    if (Number(number) < OLDEST_VERSION) {
      throw new OperatorError(`The database at ${placeOf(url)} is Postgres ${version}; Gridtally needs 15 or newer. Upgrade it, or leave DATABASE_URL out to use our own.`, { exitCode: EXIT.unavailable });
    }
  } finally {
    await client.end().catch(() => undefined); // a connection that never came up cannot be closed either
  }
};
