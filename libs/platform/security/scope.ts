import type { Scope } from './api-key.js';
import type { Caller } from './api-keys.js';

/** What an object belongs to, as far as it is known. */
export type Belongs = Readonly<{ gsrn?: string; customerId?: string }>;

/** Callers whose scope somebody has looked at; one object per request. */
const asked = new WeakSet<Caller>();

/**
 * Whether this caller may see an object: always without a scope; otherwise when the scope names its point or its customer. What holds several points
 * (an invoice) belongs to its customer alone: give only `customerId`.
 */
export const maySee = (caller: Caller, { gsrn, customerId }: Belongs): boolean => {
  asked.add(caller);
  const { scope } = caller;
  return scope === undefined || (gsrn !== undefined && scope.gsrns?.includes(gsrn) === true) || (customerId !== undefined && scope.customers?.includes(customerId) === true);
};

/** The lists to filter by, both always there; undefined = no filter. In SQL: `($n::text[] is null or gsrn = any($n))` with `scopeOf(caller)?.gsrns ?? null`. */
export const scopeOf = (caller: Caller): Required<Scope> | undefined => {
  asked.add(caller);
  return caller.scope && { gsrns: caller.scope.gsrns ?? [], customers: caller.scope.customers ?? [] };
};

/** Whether `maySee` or `scopeOf` was called for this request. */
export const scopeWasAsked = (caller: Caller): boolean => asked.has(caller);
