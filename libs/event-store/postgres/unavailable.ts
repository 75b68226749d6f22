import { StoreUnavailable } from '#kernel';

/** SQLSTATE classes that say "not now" rather than "never": connection, resources, operator intervention, lost races that a repeat settles. */
const NOT_NOW = /^(08|53|57|40001$|40P01$|25P03$|55P03$)/;
const SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOENT']);

/** Whether a Postgres error means that the same may work later. */
export const isUnavailable = (error: unknown): boolean => {
  // by shape, not instanceof: errors of sockets may come from another realm
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (NOT_NOW.test(code) || SOCKET.has(code))) return true;
  return /Connection terminated|connection timeout|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Client was closed/i.test(String(message));
};

/** The error as the port names it; errors of another kind pass unchanged. */
export const asPortError = (error: unknown): unknown => {
  if (!isUnavailable(error)) return error;
  const { message, code } = error as Error & { code?: string };
  const advice = code === '53100' ? 'The disk of the database is full: free space, then everything goes on by itself' : 'Is Postgres running and reachable?';
  return new StoreUnavailable(`The event store (Postgres) did not answer: ${message}. ${advice}`, { cause: error });
};
