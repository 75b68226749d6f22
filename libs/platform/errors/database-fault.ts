import { codeOf, nativeError } from './native-error.js';
import type { Fault } from './problem.js';

/** Codes of the operating system for a peer that cannot be reached. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** Messages of the driver itself, which have no code. */
const DRIVER_WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout/;

/** The fault of a database that cannot work at the moment; undefined when the error says something else. Source: PostgreSQL, appendix A, error codes. */
export const databaseFault = (error: unknown): Fault | undefined => {
  const code = codeOf(error);
  if (code === '53100' || code === 'ENOSPC') {
    return { status: 507, code: 'DISK_FULL', detail: 'There is no space left to store this. Nothing was taken. Free disk space, then send the request again.', ours: true };
  }
  if (code === '57014') {
    return { status: 503, code: 'DATABASE_SLOW', detail: 'The database took too long. Ask for less at once, or send the request again later.', retryAfterSeconds: 5, ours: true };
  }
  const away = UNREACHABLE.has(code) || /^(08...|53...|57P..)$/.test(code) || (code === '' && DRIVER_WORDS.test(nativeError(error)?.message ?? ''));
  return away
    ? { status: 503, code: 'DATABASE_UNAVAILABLE', detail: 'The database does not answer. Send the same request again later; repeating it is harmless.', retryAfterSeconds: 5, ours: true }
    : undefined;
};
