import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '#event-store';
import { plannedRun } from '../../commands/runs/testing.js';
import type { SettleBatch } from '../../commands/runs/settle-batch.js';
import { settlementBatchesHandler } from './batches-consumer.js';

const settling = (): { settleBatch: SettleBatch } => ({ settleBatch: async ({ gsrns }) => ({ settled: gsrns.length - 1, blocked: 1, unchanged: 0 }) });

describe('The messages of settlement.batches', () => {
  const message = (body: string) => ({ id: 'm', topic: 't', body: Buffer.from(body), headers: {}, origin: 'o', receivedAt: '2025-11-01T00:00:00.000Z' });
  it('are worked in order, and say what came out', async () => {
    const { store, runId } = await plannedRun();
    const outcomes = await settlementBatchesHandler({ store, ...settling() })([1, 2, 1].map((batch) => message(JSON.stringify({ runId, batch }))));
    expect(outcomes).toEqual([
      { kind: 'done', summary: { runId, batch: 1, outcome: 'settled', settled: 9, blocked: 1, unchanged: 0 } }, { kind: 'done', summary: { runId, batch: 2, outcome: 'settled', settled: 9, blocked: 1, unchanged: 0 } },
      { kind: 'done', summary: { runId, batch: 1, outcome: 'left-alone', why: 'settled-before' } },
    ]);
  });
  it.each(['', 'null', '[]', '7', '{', '{"runId":"x"}', '{"runId":"x","batch":0}', '{"runId":"x","batch":1.5}', '{"runId":"x y","batch":1}', '{"runId":7,"batch":1}', '{"runId":"x","batch":1,"more":1}', `{"runId":"${'x'.repeat(2_000)}","batch":1}`])(
    'are parked when they name no batch: %s', async (body) => {
      expect(await settlementBatchesHandler({ store: new MemoryEventStore(), ...settling() })([message(body)])).toMatchObject([{ kind: 'poison', reasons: [{ code: 'NOT_A_SETTLEMENT_BATCH' }] }]);
    });
  it('are parked when nobody has planned their batch', async () => {
    const { store, runId } = await plannedRun();
    const outcomes = await settlementBatchesHandler({ store, ...settling() })([message('{"runId":"nobody","batch":1}'), message(JSON.stringify({ runId, batch: 4 }))]);
    expect(outcomes.map((outcome) => outcome.kind === 'poison' && outcome.reasons[0]!.code)).toEqual(['SETTLEMENT_BATCH_NOT_FOUND', 'SETTLEMENT_BATCH_NOT_FOUND']);
  });
  it('come again when the world is broken', async () => {
    const { store, runId } = await plannedRun();
    await expect(settlementBatchesHandler({ store, settleBatch: () => Promise.reject(new Error('the store is away')) })([message(JSON.stringify({ runId, batch: 1 }))])).rejects.toThrow('away');
  });
});
