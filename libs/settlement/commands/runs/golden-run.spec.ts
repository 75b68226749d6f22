import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import type { EventStore, StreamAppend } from '#kernel';
import { settlementStream } from '../../domain/events.js';
import { GOLDEN_GSRN, goldenFacts, plainFacts, positionOf } from '../../testing.js';
import { rulesOf } from '../gather/facts.js';
import { settleBatchBy } from '../settle-batch.js';
import { planRun } from './plan-run.js';
import { eventsOf, requested, stateOf } from './testing.js';
import { workBatch } from './work-batch.js';

const JANUARY = { from: '2025-01-01', to: '2025-02-01' };

describe('A run over the facts of golden master GM1', () => {
  const prepared = async () => {
    const store = new MemoryEventStore();
    const facts = plainFacts(goldenFacts('2025-01-01', '2025-02-01'));
    const event = await requested(store, { period: JANUARY });
    await planRun({ store, portfolio: { ...facts.portfolio, pointsSupplied: async (_, after) => (after === undefined ? [GOLDEN_GSRN] : []) }, priceAreas: async () => new Map() }, event);
    let log = 1_000;
    const settleBatch = (on: EventStore) => settleBatchBy({ store: on, facts, rules: rulesOf(calendarOf('UTC')), asOfNow: async () => positionOf(++log) });
    return { store, settleBatch, batch: { runId: event.data.runId, batch: 1 } };
  };
  it('settles it to the oere, in the name of who asked and of the run', async () => {
    const { store, settleBatch, batch } = await prepared();
    expect(await workBatch({ store, settleBatch: settleBatch(store) }, batch)).toEqual({ outcome: 'settled', settled: 1, blocked: 0, unchanged: 0 });
    expect(await eventsOf(store, settlementStream(GOLDEN_GSRN, '2025-01-01'))).toMatchObject([{ type: 'PeriodSettled', data: { totalDkk: '793.14', askedBy: { actor: 'back office', runId: batch.runId } } }]);
    expect(await stateOf(store, batch.runId)).toMatchObject({ halted: 'completed', counts: { settled: 1 } });
  });
  it('says the same after a worker died before it could note the batch: one event, counted as settled', async () => {
    const { store, settleBatch, batch } = await prepared();
    const dying: EventStore = Object.assign(Object.create(store) as EventStore, { append: (_: StreamAppend) => Promise.reject(new Error('killed')), readStream: store.readStream.bind(store) });
    await expect(workBatch({ store: dying, settleBatch: settleBatch(store) }, batch)).rejects.toThrow('killed');
    expect(await workBatch({ store, settleBatch: settleBatch(store) }, batch)).toEqual({ outcome: 'settled', settled: 1, blocked: 0, unchanged: 0 });
    expect(await eventsOf(store, settlementStream(GOLDEN_GSRN, '2025-01-01'))).toHaveLength(1);
    expect(await stateOf(store, batch.runId)).toMatchObject({ halted: 'completed', doneCount: 1, counts: { settled: 1, unchanged: 0 } });
  });
  it('changes nothing when another run settles the same', async () => {
    const { store, settleBatch, batch } = await prepared();
    await workBatch({ store, settleBatch: settleBatch(store) }, batch);
    const other = await requested(store, { period: JANUARY }, 'again');
    await planRun({ store, portfolio: { pointsSupplied: async (_, after) => (after === undefined ? [GOLDEN_GSRN] : []), terms: async () => new Map() }, priceAreas: async () => new Map() }, other);
    expect(await workBatch({ store, settleBatch: settleBatch(store) }, { runId: other.data.runId, batch: 1 })).toEqual({ outcome: 'settled', settled: 0, blocked: 0, unchanged: 1 });
    expect(await eventsOf(store, settlementStream(GOLDEN_GSRN, '2025-01-01'))).toHaveLength(1);
  });
});
