import { setTimeout as wait } from 'node:timers/promises';
import { type EventStore, handle, WrongExpectedRevision } from '#kernel';
import { isBatchSettled, settlementRun, settlementRunStream, statusOf } from '../../domain/run/settlement-run.js';
import { readBatch, readRun } from './read-run.js';
import type { BatchCounts, SettleBatch } from './settle-batch.js';

export type WorkParts = Readonly<{ store: EventStore; settleBatch: SettleBatch }>;
export type BatchOfRun = Readonly<{ runId: string; batch: number }>;

/** What became of a batch that a worker was handed. */
export type Worked =
  | Readonly<{ outcome: 'settled' } & BatchCounts>
  | Readonly<{ outcome: 'left-alone'; why: 'settled-before' | 'paused' | 'cancelled' | 'completed' | 'not-planned-yet' }>
  | Readonly<{ outcome: 'unknown' }>;

/** Workers that finish in the same moment try again; a few milliseconds apart, so that one of them gets through each time. */
const RECORD_WITHIN_MS = 30_000;

/**
 * Settles one batch of a run and notes it in the run. Handed twice, or to two workers at once, it is counted once: the streams of the periods and of the run decide.
 * @throws what `settleBatch` throws, StoreUnavailable; then nothing is noted and the batch may be handed out again
 */
export const workBatch = async ({ store, settleBatch }: WorkParts, { runId, batch }: BatchOfRun): Promise<Worked> => {
  const run = await readRun(store, runId);
  if (!run.known) return { outcome: 'unknown' };
  const status = statusOf(run);
  if (status === 'requested') return { outcome: 'left-alone', why: 'not-planned-yet' };
  if (isBatchSettled(run, batch)) return { outcome: 'left-alone', why: 'settled-before' };
  if (status !== 'running') return { outcome: 'left-alone', why: status };
  const gsrns = await readBatch(store, runId, batch);
  if (!gsrns) return { outcome: 'unknown' };

  const { period, requestedBy } = run.requested;
  const { settled, blocked, unchanged } = await settleBatch({ runId, batch, period, gsrns, askedBy: { actor: requestedBy, runId }, commandIdPrefix: `settlement-run/${runId}` });
  await untilRecorded(() => handle(store, settlementRun, {
    stream: settlementRunStream(runId), command: { type: 'RecordSettledBatch', data: { runId, batch, settled, blocked, unchanged } },
    context: { commandId: `settlement-batch/${runId}/${batch}`, actor: requestedBy },
  }));
  return { outcome: 'settled', settled, blocked, unchanged };
};

const untilRecorded = async (record: () => Promise<unknown>): Promise<void> => {
  for (const until = performance.now() + RECORD_WITHIN_MS; ;) {
    try {
      await record();
      return;
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || performance.now() > until) throw error;
      await wait(5 + Math.random() * 45);
    }
  }
};
