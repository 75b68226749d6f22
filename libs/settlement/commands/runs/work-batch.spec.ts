import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '#event-store';
import type { EventStore, StreamAppend } from '#kernel';
import { planRun } from './plan-run.js';
import { publishOpenBatches } from './publish-open-batches.js';
import type { BatchToSettle, SettleBatch } from './settle-batch.js';
import { steerRun } from './steer-run.js';
import { eventsOf, notingSink, OCTOBER, plannedRun, planParts, requested, somePoints, stateOf, typesOf } from './testing.js';
import { workBatch } from './work-batch.js';

/** Settles everything, and notes what it was asked. */
const settling = () => {
  const asked: BatchToSettle[] = [];
  const settleBatch: SettleBatch = async (batch) => { asked.push(batch); return { settled: batch.gsrns.length - 1, blocked: 1, unchanged: 0 }; };
  return { asked, settleBatch };
};
const context = { commandId: 'steer' };

describe('A worker', () => {
  it('settles the points of its batch for whoever asked, and notes it in the run', async () => {
    const { store, runId } = await plannedRun();
    const { asked, settleBatch } = settling();
    expect(await workBatch({ store, settleBatch }, { runId, batch: 3 })).toEqual({ outcome: 'settled', settled: 4, blocked: 1, unchanged: 0 });
    expect(asked).toEqual([{ runId, batch: 3, period: OCTOBER, gsrns: expect.any(Array), askedBy: { actor: 'back office', runId }, commandIdPrefix: `settlement-run/${runId}` }]);
    expect(asked[0]!.gsrns).toHaveLength(5);
    expect((await eventsOf(store, `settlementrun-${runId}`)).at(-1)).toMatchObject({ type: 'SettlementBatchSettled', data: { runId, batch: 3, settled: 4, blocked: 1, unchanged: 0 } });
  });
  it('completes the run with the last batch', async () => {
    const { store, runId } = await plannedRun();
    for (const batch of [2, 3, 1]) await workBatch({ store, ...settling() }, { runId, batch });
    expect(await stateOf(store, runId)).toMatchObject({ halted: 'completed', doneCount: 3 });
  });
  it('leaves a batch alone that is settled', async () => {
    const { store, runId } = await plannedRun();
    const { asked, settleBatch } = settling();
    await workBatch({ store, settleBatch }, { runId, batch: 1 });
    expect(await workBatch({ store, settleBatch }, { runId, batch: 1 })).toEqual({ outcome: 'left-alone', why: 'settled-before' });
    expect(asked).toHaveLength(1);
  });
  it('counts a batch once when two have it in hand at the same time, whatever each of them found', async () => {
    const { store, runId } = await plannedRun();
    let arrived = 0;
    let both: () => void = () => undefined;
    const together = new Promise<void>((resolve) => { both = resolve; });
    const settleBatch: SettleBatch = async () => {
      const place = ++arrived;
      if (place === 2) both();
      await together;
      return { settled: place === 1 ? 10 : 0, blocked: 0, unchanged: place === 1 ? 0 : 10 };
    };
    const parts = { store, settleBatch };
    await Promise.all([workBatch(parts, { runId, batch: 1 }), workBatch(parts, { runId, batch: 1 })]);
    expect(arrived).toBe(2);
    expect(await stateOf(store, runId)).toMatchObject({ doneCount: 1, done: 2n });
  });
  it('gets through when forty finish in the same moment', async () => {
    const { store, runId } = await plannedRun();
    const event = await requested(store, { batchSize: 10 }, 'many');
    await planRun(planParts(store, somePoints(400)), event);
    await Promise.all(Array.from({ length: 40 }, (_, at) => workBatch({ store, ...settling() }, { runId: event.data.runId, batch: at + 1 })));
    expect(await stateOf(store, event.data.runId)).toMatchObject({ doneCount: 40, halted: 'completed' });
    expect(await stateOf(store, runId)).toMatchObject({ doneCount: 0 });
  });
  it('that dies in the middle leaves the batch open, and the next one settles it', async () => {
    const { store, runId } = await plannedRun();
    await expect(workBatch({ store, settleBatch: async () => { throw new Error('killed'); } }, { runId, batch: 2 })).rejects.toThrow('killed');
    const sink = notingSink();
    await publishOpenBatches({ store, sink }, runId);
    expect(sink.batches.map(({ batch }) => batch)).toEqual([1, 2, 3]);
    for (const batch of sink.batches) await workBatch({ store, ...settling() }, batch);
    expect(await stateOf(store, runId)).toMatchObject({ halted: 'completed' });
  });
  it('that dies between settling and noting it does no harm: the next one asks by the same command ids', async () => {
    const memory = new MemoryEventStore();
    const { runId } = await plannedRun(memory);
    const { asked, settleBatch } = settling();
    const dying: EventStore = Object.assign(Object.create(memory) as EventStore, { append: (_: StreamAppend) => Promise.reject(new Error('killed')), readStream: memory.readStream.bind(memory) });
    await expect(workBatch({ store: dying, settleBatch }, { runId, batch: 1 })).rejects.toThrow('killed');
    await workBatch({ store: memory, settleBatch }, { runId, batch: 1 });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual(asked[0]);
    expect((await typesOf(memory, runId)).filter((type) => type === 'SettlementBatchSettled')).toHaveLength(1);
  });
  it('leaves the batches of a paused run alone until it goes on', async () => {
    const { store, runId } = await plannedRun();
    await steerRun(store, runId, 'pause', context);
    const sink = notingSink();
    expect(await publishOpenBatches({ store, sink }, runId)).toBe(0);
    expect(await workBatch({ store, ...settling() }, { runId, batch: 1 })).toEqual({ outcome: 'left-alone', why: 'paused' });
    await steerRun(store, runId, 'resume', { commandId: 'on' });
    expect(await publishOpenBatches({ store, sink }, runId)).toBe(3);
    expect(await workBatch({ store, ...settling() }, { runId, batch: 1 })).toMatchObject({ outcome: 'settled' });
  });
  it('does not work a cancelled run any more; what it had in hand is noted, and what is settled stays', async () => {
    const { store, runId } = await plannedRun();
    await workBatch({ store, ...settling() }, { runId, batch: 1 });
    await workBatch({ store, settleBatch: async () => { await steerRun(store, runId, 'cancel', context); return { settled: 10, blocked: 0, unchanged: 0 }; } }, { runId, batch: 2 });
    expect(await workBatch({ store, ...settling() }, { runId, batch: 3 })).toEqual({ outcome: 'left-alone', why: 'cancelled' });
    expect(await typesOf(store, runId)).toEqual(['SettlementRunRequested', 'SettlementRunPlanned', 'SettlementBatchSettled', 'SettlementRunCancelled', 'SettlementBatchSettled']);
  });
});
