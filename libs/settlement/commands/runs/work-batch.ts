import type { EventStore } from '#kernel';
import { isBatchSettled, statusOf } from '../../domain/run/settlement-run.js';
import { readBatch } from './read-run.js';
import { RunStates } from './run-states.js';
import type { BatchCounts, SettleBatch } from './settle-batch.js';

export type WorkParts = Readonly<{ store: EventStore; settleBatch: SettleBatch; /** Remembered from batch to batch; absent = read from the beginning. */ runs?: RunStates }>;
export type BatchOfRun = Readonly<{ runId: string; batch: number }>;

/** What became of a batch that a worker was handed. */
export type Worked =
  | Readonly<{ outcome: 'settled' } & BatchCounts>
  | Readonly<{ outcome: 'left-alone'; why: 'settled-before' | 'paused' | 'cancelled' | 'completed' | 'not-planned-yet' }>
  | Readonly<{ outcome: 'unknown' }>;

/**
 * Settles one batch of a run and notes it in the run. Handed twice, or to two workers at once, it is counted once: the streams of the periods and of the run decide.
 * @throws what `settleBatch` throws, StoreUnavailable; then nothing is noted and the batch may be handed out again
 */
export const workBatch = async ({ store, settleBatch, runs = new RunStates(store) }: WorkParts, { runId, batch }: BatchOfRun): Promise<Worked> => {
  const run = await runs.read(runId);
  if (!run.known) return { outcome: 'unknown' };
  const status = statusOf(run);
  if (status === 'requested') return { outcome: 'left-alone', why: 'not-planned-yet' };
  if (isBatchSettled(run, batch)) return { outcome: 'left-alone', why: 'settled-before' };
  if (status !== 'running') return { outcome: 'left-alone', why: status };
  const gsrns = await readBatch(store, runId, batch);
  if (!gsrns) return { outcome: 'unknown' };

  const { period, requestedBy } = run.requested;
  const { settled, blocked, unchanged } = await settleBatch({ runId, batch, period, gsrns, askedBy: { actor: requestedBy, runId }, commandIdPrefix: `settlement-run/${runId}` });
  await runs.decide(runId, { type: 'RecordSettledBatch', data: { runId, batch, settled, blocked, unchanged } }, { commandId: `settlement-batch/${runId}/${batch}`, actor: requestedBy });
  return { outcome: 'settled', settled, blocked, unchanged };
};
