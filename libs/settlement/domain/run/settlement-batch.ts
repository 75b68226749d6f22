import { type Decider, type Event, Rejected } from '#kernel';

/** Which points a batch of a run consists of, in order. Stated once, so that every worker and every retry has the same points in hand. */
export type SettlementBatchPlanned = Event<'SettlementBatchPlanned', Readonly<{ runId: string; batch: number; gsrns: readonly string[] }>>;
export type PlanSettlementBatch = Readonly<{ type: 'PlanSettlementBatch'; data: SettlementBatchPlanned['data'] }>;

export type SettlementBatch = Readonly<{ gsrns?: readonly string[] }>;

export const settlementBatch: Decider<SettlementBatch, PlanSettlementBatch, SettlementBatchPlanned> = {
  initial: {},
  evolve: (_, { data: { gsrns } }) => ({ gsrns }),
  decide({ data }, { gsrns }) {
    if (!gsrns) return [{ type: 'SettlementBatchPlanned', data }];
    if (gsrns.length === data.gsrns.length && gsrns.every((gsrn, at) => gsrn === data.gsrns[at])) return [];
    throw new Rejected('SETTLEMENT_BATCH_PLANNED_OTHERWISE', { runId: data.runId, batch: data.batch });
  },
};

/** Stream of one batch: `settlementbatch-<run>.<number>`. */
export const settlementBatchStream = (runId: string, batch: number): string => `settlementbatch-${runId}.${batch}`;

/** So many points stay well below what one event may hold (1 MiB). */
export const LARGEST_BATCH = 20_000;
/** Small enough that progress is seen and little is done twice after a crash, large enough that questions are shared. */
export const USUAL_BATCH = 500;
