import { derivedId, type EventStore, handle, handleMany, type RecordedEvent, type Request } from '#kernel';
import { type PlanSettlementBatch, settlementBatch, settlementBatchStream } from '../../domain/run/settlement-batch.js';
import { settlementRun, type SettlementRunRequested, settlementRunStream } from '../../domain/run/settlement-run.js';
import { pointsOfScope, type ScopeParts } from './points-of-scope.js';
import { readRun } from './read-run.js';

export type PlanParts = ScopeParts & Readonly<{ store: EventStore }>;

/** So many batches are written in one append. */
const BATCHES_AT_ONCE = 20;

/**
 * Finds the points of a run and cuts them into batches, each named in a stream of its own. The points are those that were known when the run was asked for
 * (position of that event), so that planning again after a crash gives the same batches and finds those that are there already.
 * The views it asks must have come to that event. A run that is planned or cancelled is left as it is.
 * @throws Rejected SETTLEMENT_BATCH_PLANNED_OTHERWISE when the same question got another answer: a defect of the portfolio's views
 */
export const planRun = async (parts: PlanParts, requested: Pick<RecordedEvent<SettlementRunRequested>, 'data' | 'position' | 'id' | 'metadata'>): Promise<void> => {
  const { store } = parts;
  const { runId, period, scope, batchSize } = requested.data;
  const run = await readRun(store, runId);
  if (!run.known || run.plan || run.halted === 'cancelled') return;
  const context = { commandId: `settlement-plan/${runId}`, causationId: requested.id, ...(requested.metadata.correlationId !== undefined && { correlationId: requested.metadata.correlationId }), actor: requested.data.requestedBy };

  let [batches, points] = [0, 0];
  let unwritten: Request<PlanSettlementBatch>[] = [];
  const write = async () => {
    for (const answer of await handleMany(store, settlementBatch, unwritten)) if (answer.outcome === 'rejected') throw answer.rejected;
    unwritten = [];
  };
  for await (const gsrns of inBatches(pointsOfScope(parts, scope, period, { position: requested.position }), batchSize)) {
    batches++;
    points += gsrns.length;
    unwritten.push({ stream: settlementBatchStream(runId, batches), command: { type: 'PlanSettlementBatch', data: { runId, batch: batches, gsrns } }, context: { ...context, commandId: idOfPlan(runId, gsrns) } });
    if (unwritten.length === BATCHES_AT_ONCE) await write();
  }
  if (unwritten.length > 0) await write();
  await handle(store, settlementRun, { stream: settlementRunStream(runId), command: { type: 'PlanSettlementRun', data: { runId, batches, points } }, context });
};

/** Of the points too: the same command with other points must not pass for a repetition. */
const idOfPlan = (runId: string, gsrns: readonly string[]): string => derivedId('settlement-batch-plan', runId, ...gsrns);

/** Pages of any size as batches of one size; the last may be smaller. */
async function* inBatches(pages: AsyncIterable<readonly string[]>, size: number): AsyncGenerator<readonly string[]> {
  let rest: string[] = [];
  for await (const page of pages) {
    rest.push(...page);
    let at = 0;
    for (; rest.length - at >= size; at += size) yield rest.slice(at, at + size);
    rest = rest.slice(at);
  }
  if (rest.length > 0) yield rest;
}
