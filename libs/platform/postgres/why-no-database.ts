import { codeOf, nativeError } from '../errors/native-error.js';

/** Why the database cannot be reached, as a sentence that says what to do. `hopeless`: waiting cannot help. Source: PostgreSQL, appendix A, error codes. */
export const whyNoDatabase = (error: unknown, url: string): { sentence: string; hopeless: boolean } => {
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
export const placeOf = (url: string): string => {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
};
