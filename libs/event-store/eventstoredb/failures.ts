import { StoreUnavailable } from '#kernel';

/** gRPC status codes, as far as they mean something of their own here. */
export const GRPC = { cancelled: 1, permissionDenied: 7, unavailable: 14, unauthenticated: 16 } as const;

/** Nobody knows whether it was done; the same may be tried again. Never leaves the adapter: after the last try it becomes `StoreUnavailable`. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/** Somebody tombstoned the stream: it can never again be read or appended to. */
export class StreamTombstoned extends Error {
  override readonly name = 'StreamTombstoned';
  constructor(readonly stream: string) {
    super(`Stream ${stream} was tombstoned in EventStoreDB; it can never be read or written again. Nothing of Gridtally does that: find out who did`);
  }
}

type CallError = { name?: unknown; code?: unknown; details?: unknown; message?: unknown; metadata?: { getMap?: () => Record<string, unknown> } };

const BUG = /^(Type|Range|Syntax|Reference)Error$/;

/**
 * What a failed gRPC call means. Looks at shapes, not classes: the errors come from another package, sometimes bare.
 * Everything that is not certainly for ever is worth another try; what only a bug throws passes unchanged.
 */
export const meaningOf = (error: unknown, stream?: string): Error => {
  if (error instanceof TryAgain || error instanceof StoreUnavailable || error instanceof StreamTombstoned) return error;
  const { name, code, details, message, metadata } = (error ?? {}) as CallError;
  if (BUG.test(String(name))) return error as Error;
  const said = String(details || message || 'no reason given');
  if (metadata?.getMap?.()['exception'] === 'stream-deleted') return new StreamTombstoned(stream ?? said);
  if (code === GRPC.permissionDenied || code === GRPC.unauthenticated || metadata?.getMap?.()['exception'] === 'access-denied') return accessDenied(error);
  return new TryAgain(said, { cause: error });
};

/** Waiting helps once somebody has corrected the user or the rights, so callers treat it as a store that is away. */
export const accessDenied = (cause?: unknown): StoreUnavailable =>
  new StoreUnavailable('EventStoreDB refuses us: correct the user and password in its connection string, or give the user the right to read $all and to write', { cause });

export const unavailable = (error: Error): StoreUnavailable =>
  new StoreUnavailable(`EventStoreDB did not answer: ${error.message}. Is it running and reachable at the address in the connection string?`, { cause: error.cause ?? error });

/** Whether it may go away by itself, or by somebody's hand on the server. */
export const isTransient = (error: unknown): boolean => error instanceof TryAgain || error instanceof StoreUnavailable;
