/** Names under which the app provides what the portfolio works with. */
export const EVENT_STORE = Symbol('portfolio EventStore');
export const QUERY_POOL = Symbol('portfolio QueryPool');
export const FRESHNESS = Symbol('portfolio Freshness');
export const VAULT = Symbol('Vault');
