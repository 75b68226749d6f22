import { type Decider, type Event, Rejected, unreachable } from '#kernel';
import type { RunPeriod, RunScope } from './run-scope.js';

/** Somebody wants every planned period settled that ends in the period. `batchSize` is stated here so that cutting into batches gives the same batches for ever. */
export type SettlementRunRequested = Event<'SettlementRunRequested', Readonly<{ runId: string; period: RunPeriod; scope: RunScope; requestedBy: string; batchSize: number }>>;
/** The points are found and cut into batches 1 to `batches`; each batch has a stream of its own that names its points. */
export type SettlementRunPlanned = Event<'SettlementRunPlanned', Readonly<{ runId: string; batches: number; points: number; batchSize: number }>>;
/** Every point of the batch has its answer. Counts are periods: settled or corrected, blocked, and unchanged. */
export type SettlementBatchSettled = Event<'SettlementBatchSettled', Readonly<{ runId: string; batch: number; settled: number; blocked: number; unchanged: number }>>;
/** Workers leave its open batches alone from now on. */
export type SettlementRunPaused = Event<'SettlementRunPaused', Readonly<{ runId: string }>>;
export type SettlementRunResumed = Event<'SettlementRunResumed', Readonly<{ runId: string }>>;
/** Its open batches will not be worked any more. What is settled stays. */
export type SettlementRunCancelled = Event<'SettlementRunCancelled', Readonly<{ runId: string }>>;
/** Every batch is settled. */
export type SettlementRunCompleted = Event<'SettlementRunCompleted', Readonly<{ runId: string }>>;
export type SettlementRunEvent = SettlementRunRequested | SettlementRunPlanned | SettlementBatchSettled | SettlementRunPaused | SettlementRunResumed | SettlementRunCancelled | SettlementRunCompleted;

export type SettlementRunCommand =
  | Readonly<{ type: 'RequestSettlementRun'; data: SettlementRunRequested['data'] }>
  | Readonly<{ type: 'PlanSettlementRun'; data: Readonly<{ runId: string; batches: number; points: number }> }>
  | Readonly<{ type: 'RecordSettledBatch'; data: SettlementBatchSettled['data'] }>
  | Readonly<{ type: 'PauseSettlementRun' | 'ResumeSettlementRun' | 'CancelSettlementRun'; data: Readonly<{ runId: string }> }>;

/** Why a run is not worked; `no` while it is. */
type Halted = 'no' | 'paused' | 'cancelled' | 'completed';

/** Periods by what became of them. */
export type RunCounts = Readonly<{ settled: number; blocked: number; unchanged: number }>;

/** `done` has bit n set when batch n is settled: small, and never changed in place. */
export type SettlementRun =
  | Readonly<{ known: false }>
  | Readonly<{ known: true; requested: SettlementRunRequested['data']; plan?: Readonly<{ batches: number; points: number }>; halted: Halted; done: bigint; doneCount: number; counts: RunCounts }>;
export type KnownRun = Extract<SettlementRun, { known: true }>;

/** How a run stands, in one word. */
export type RunStatus = 'requested' | 'running' | 'paused' | 'cancelled' | 'completed';

export const settlementRun: Decider<SettlementRun, SettlementRunCommand, SettlementRunEvent> = {
  initial: { known: false },
  evolve(state, event) {
    if (event.type === 'SettlementRunRequested') return { known: true, requested: event.data, halted: 'no', done: 0n, doneCount: 0, counts: { settled: 0, blocked: 0, unchanged: 0 } };
    if (!state.known) return state;
    switch (event.type) {
      case 'SettlementRunPlanned': return { ...state, plan: { batches: event.data.batches, points: event.data.points } };
      case 'SettlementBatchSettled': return { ...state, done: state.done | (1n << BigInt(event.data.batch)), doneCount: state.doneCount + 1, counts: sumOf(state.counts, event.data) };
      case 'SettlementRunPaused': return { ...state, halted: 'paused' };
      case 'SettlementRunResumed': return { ...state, halted: 'no' };
      case 'SettlementRunCancelled': return { ...state, halted: 'cancelled' };
      case 'SettlementRunCompleted': return { ...state, halted: 'completed' };
      default: return unreachable(event);
    }
  },
  decide(command, state) {
    if (command.type === 'RequestSettlementRun') return request(command.data, state);
    if (!state.known) throw new Rejected('SETTLEMENT_RUN_NOT_FOUND', { runId: command.data.runId });
    switch (command.type) {
      case 'PlanSettlementRun': return plan(command.data, state);
      case 'RecordSettledBatch': return record(command.data, state);
      case 'PauseSettlementRun': return state.halted === 'paused' ? [] : [{ type: 'SettlementRunPaused', data: { runId: stillOpen(state) } }];
      case 'ResumeSettlementRun': return state.halted === 'no' ? [] : [{ type: 'SettlementRunResumed', data: { runId: stillOpen(state) } }];
      case 'CancelSettlementRun': return state.halted === 'cancelled' ? [] : [{ type: 'SettlementRunCancelled', data: { runId: stillOpen(state) } }];
      default: return unreachable(command);
    }
  },
};

/** Stream of one run: `settlementrun-<id>`. */
export const settlementRunStream = (runId: string): string => `settlementrun-${runId}`;

export const statusOf = ({ halted, plan: planned }: Pick<KnownRun, 'halted' | 'plan'>): RunStatus => {
  if (halted !== 'no') return halted;
  return planned ? 'running' : 'requested';
};

export const isBatchSettled = ({ done }: Pick<KnownRun, 'done'>, batch: number): boolean => (done & (1n << BigInt(batch))) !== 0n;

/** The batches that are planned and not settled yet, in order; none while the run is not running. */
export const openBatches = (run: SettlementRun): readonly number[] => {
  if (!run.known || statusOf(run) !== 'running') return [];
  return Array.from({ length: run.plan!.batches }, (_, at) => at + 1).filter((batch) => !isBatchSettled(run, batch));
};

const request = (data: SettlementRunRequested['data'], state: SettlementRun): SettlementRunEvent[] => {
  if (!state.known) {
    if (!(data.period.from < data.period.to)) throw new Rejected('SETTLEMENT_RUN_PERIOD_INVALID', data.period);
    return [{ type: 'SettlementRunRequested', data }];
  }
  if (canonical(state.requested) === canonical(data)) return [];
  throw new Rejected('SETTLEMENT_RUN_EXISTS', { runId: data.runId });
};

const plan = ({ runId, batches, points }: { runId: string; batches: number; points: number }, state: KnownRun): SettlementRunEvent[] => {
  if (state.plan) {
    if (state.plan.batches === batches && state.plan.points === points) return [];
    throw new Rejected('SETTLEMENT_RUN_PLANNED_OTHERWISE', { runId, planned: state.plan, now: { batches, points } });
  }
  if (state.halted === 'cancelled') return [];
  return [{ type: 'SettlementRunPlanned', data: { runId, batches, points, batchSize: state.requested.batchSize } }, ...completedIf(batches === 0, runId)];
};

/** What a worker had in hand when the run was paused or cancelled is recorded too: it has happened. */
const record = (data: SettlementBatchSettled['data'], state: KnownRun): SettlementRunEvent[] => {
  const { runId, batch } = data;
  if (!state.plan || !Number.isInteger(batch) || batch < 1 || batch > state.plan.batches) throw new Rejected('SETTLEMENT_BATCH_NOT_FOUND', { runId, batch });
  if (isBatchSettled(state, batch)) return [];
  return [{ type: 'SettlementBatchSettled', data }, ...completedIf(state.doneCount + 1 === state.plan.batches && state.halted !== 'cancelled', runId)];
};

const completedIf = (isLast: boolean, runId: string): SettlementRunEvent[] => (isLast ? [{ type: 'SettlementRunCompleted', data: { runId } }] : []);

/** The id of a run that may still be paused, resumed or cancelled. */
const stillOpen = ({ requested: { runId }, halted }: KnownRun): string => {
  if (halted === 'cancelled' || halted === 'completed') throw new Rejected('SETTLEMENT_RUN_ENDED', { runId, status: halted });
  return runId;
};

const sumOf = (a: RunCounts, b: RunCounts): RunCounts => ({ settled: a.settled + b.settled, blocked: a.blocked + b.blocked, unchanged: a.unchanged + b.unchanged });

const canonical = ({ period, scope, requestedBy, batchSize }: SettlementRunRequested['data']): string => JSON.stringify([
  period.from, period.to, scope.gsrns ?? null, scope.customers ?? null, scope.priceArea ?? null, scope.billingFrequency ?? null, requestedBy, batchSize,
]);
