import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, nativeError } from '../errors/native-error.js';
import { EXIT, OperatorError } from '../process/operator-error.js';

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
      const { sentence, hopeless } = whyNot(error, url);
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

const whyNot = (error: unknown, url: string): { sentence: string; hopeless: boolean } => {
  const code = codeOf(error);
  const place = placeOf(url);
  switch (code) {
    case '28P01': case '28000':
      return { hopeless: true, sentence: `The database at ${place} refuses this user or password. Correct them in DATABASE_URL.` };
    case '3D000':
      return { hopeless: true, sentence: `The server at ${place} has no database of that name. Create it (createdb), or correct DATABASE_URL.` };
    case '42501':
      return { hopeless: true, sentence: `The user of DATABASE_URL may not connect to the database at ${place}. Grant it the right.` };
    case 'ECONNREFUSED':
      return { hopeless: false, sentence: `No database answers at ${place}. Start Postgres there, correct DATABASE_URL, or leave it out to use our own.` };
    case 'ENOTFOUND': case 'EAI_AGAIN':
      return { hopeless: false, sentence: `There is no host as in ${place}. Correct DATABASE_URL, or check the name service.` };
    case '57P03':
      return { hopeless: false, sentence: `The database at ${place} is starting up.` };
    case '53300':
      return { hopeless: false, sentence: `The database at ${place} has no connection free. Close some, or raise its max_connections.` };
    default:
      return { hopeless: false, sentence: `The database at ${place} does not answer (${nativeError(error)?.message || code || 'no reason given'}). Check that it runs and can be reached.` };
  }
};

/** Host, port and database; never user and password. */
const placeOf = (url: string): string => {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
};
