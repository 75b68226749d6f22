/** Names under which the app provides what the routes of settlement runs work with. */
export const RUNS_STORE = Symbol('SettlementRunsEventStore');
export const RUNS_FRESHNESS = Symbol('SettlementRunsFreshness');
export const RUNS = Symbol('SettlementRuns');
export const RUN_LINES = Symbol('SettlementRunLines');
