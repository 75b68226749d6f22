import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '#event-store';
import { type EventStore, type StreamAppend } from '#kernel';
import { settlementBatchStream } from '../../domain/run/settlement-batch.js';
import type { RunScope } from '../../domain/run/run-scope.js';
import { planRun } from './plan-run.js';
import { pointsOfScope, priceAreasOf } from './points-of-scope.js';
import { readBatch } from './read-run.js';
import { requestSettlementRun } from './request-run.js';
import { steerRun } from './steer-run.js';
import { eventsOf, gsrnOf, OCTOBER, planParts, requested, somePoints, stateOf, typesOf } from './testing.js';

const batchesOf = async (store: EventStore, runId: string): Promise<(readonly string[])[]> => {
  const found: (readonly string[])[] = [];
  for (let batch = 1; ; batch++) {
    const gsrns = await readBatch(store, runId, batch);
    if (!gsrns) return found;
    found.push(gsrns);
  }
};

describe('Asking for a run', () => {
  it('twice by the same command is one run', async () => {
    const store = new MemoryEventStore();
    const ask = { period: OCTOBER, scope: {}, requestedBy: 'back office' };
    const [first, second, other] = [await requestSettlementRun(store, ask, { commandId: 'a' }), await requestSettlementRun(store, ask, { commandId: 'a' }), await requestSettlementRun(store, ask, { commandId: 'b' })];
    expect(second).toEqual({ ...first, outcome: 'already-so' });
    expect(other.runId).not.toBe(first.runId);
    expect(await typesOf(store, first.runId)).toEqual(['SettlementRunRequested']);
  });
});

describe('Planning a run', () => {
  it('cuts the points into batches that name them', async () => {
    const store = new MemoryEventStore();
    const event = await requested(store);
    await planRun(planParts(store, somePoints(25), 7), event);
    const batches = await batchesOf(store, event.data.runId);
    expect(batches.map((gsrns) => gsrns.length)).toEqual([10, 10, 5]);
    expect(batches.flat()).toEqual(somePoints(25).map(({ gsrn }) => gsrn));
    expect(await stateOf(store, event.data.runId)).toMatchObject({ plan: { batches: 3, points: 25 }, halted: 'no' });
  });
  it('leaves a run alone that is planned, even when the portfolio has grown since', async () => {
    const store = new MemoryEventStore();
    const event = await requested(store);
    await planRun(planParts(store, somePoints(25)), event);
    const last = await store.lastPosition();
    await planRun(planParts(store, somePoints(99)), event);
    expect(await store.lastPosition()).toBe(last);
  });
  it.each([1, 2, 3])('goes on after it was killed at append %d, with the same batches, none twice', async (dieAt) => {
    const memory = new MemoryEventStore();
    const event = await requested(memory, { batchSize: 2 });
    let appends = 0;
    const dies = <T>(write: () => Promise<T>): Promise<T> => (++appends === dieAt ? Promise.reject(new Error('killed')) : write());
    const mortal: EventStore = Object.assign(Object.create(memory) as EventStore, {
      append: (append: StreamAppend) => dies(() => memory.append(append)), appendBatch: (all: readonly StreamAppend[]) => dies(() => memory.appendBatch(all)), readStream: memory.readStream.bind(memory),
    });
    const points = somePoints(61); // 31 batches: two appends of batches and one of the run
    await expect(planRun(planParts(mortal, points), event)).rejects.toThrow('killed');
    await planRun(planParts(memory, points), event);
    const batches = await batchesOf(memory, event.data.runId);
    expect(batches.flat()).toEqual(points.map(({ gsrn }) => gsrn));
    expect(batches).toHaveLength(31);
    for (let batch = 1; batch <= 31; batch++) expect(await eventsOf(memory, settlementBatchStream(event.data.runId, batch))).toHaveLength(1);
    expect(await typesOf(memory, event.data.runId)).toEqual(['SettlementRunRequested', 'SettlementRunPlanned']);
  });
  it('asks for what was known when the run was asked for, and nothing newer', async () => {
    const store = new MemoryEventStore();
    const event = await requested(store);
    const parts = planParts(store, somePoints(3));
    const asked: unknown[] = [];
    await planRun({ ...parts, portfolio: { ...parts.portfolio, pointsSupplied: (days, after, limit, asOf) => { asked.push([days, asOf]); return parts.portfolio.pointsSupplied(days, after, limit, asOf); } } }, event);
    expect(asked).toEqual([[OCTOBER, { position: event.position }]]);
  });
  it('refuses another answer to the same question instead of mixing two plans', async () => {
    const store = new MemoryEventStore();
    const event = await requested(store);
    const parts = planParts(store, somePoints(25));
    const dying: EventStore = Object.assign(Object.create(store) as EventStore, { append: () => Promise.reject(new Error('killed')), appendBatch: store.appendBatch.bind(store), readStream: store.readStream.bind(store) });
    await expect(planRun({ ...parts, store: dying }, event)).rejects.toThrow('killed');
    await expect(planRun(planParts(store, somePoints(24)), event)).rejects.toMatchObject({ code: 'SETTLEMENT_BATCH_PLANNED_OTHERWISE' });
  });
  it('is complete at once without points', async () => {
    const store = new MemoryEventStore();
    const event = await requested(store);
    await planRun(planParts(store, []), event);
    expect(await typesOf(store, event.data.runId)).toEqual(['SettlementRunRequested', 'SettlementRunPlanned', 'SettlementRunCompleted']);
  });
  it('plans nothing that was cancelled', async () => {
    const store = new MemoryEventStore();
    const event = await requested(store);
    await steerRun(store, event.data.runId, 'cancel', { commandId: 'c' });
    await planRun(planParts(store, somePoints(25)), event);
    expect(await batchesOf(store, event.data.runId)).toEqual([]);
  });
});

describe('The points of a scope', () => {
  const points = [
    { gsrn: gsrnOf(0), customerId: 'c-1', billingFrequency: 'monthly', priceArea: 'DK1' }, { gsrn: gsrnOf(1), customerId: 'c-2', billingFrequency: 'monthly', priceArea: 'DK2' },
    { gsrn: gsrnOf(2), customerId: 'c-2', billingFrequency: 'weekly', priceArea: 'DK1' }, { gsrn: gsrnOf(3), customerId: 'c-3', billingFrequency: 'quarterly', priceArea: 'DK2' },
  ] as const;
  const found = async (scope: RunScope, pageSize = 2): Promise<number[]> => {
    const all: number[] = [];
    for await (const page of pointsOfScope(planParts(new MemoryEventStore(), points, pageSize), scope, OCTOBER, {})) all.push(...page.map((gsrn) => Number(gsrn.slice(7, 17))));
    return all;
  };
  it.each([
    [{}, [0, 1, 2, 3]], [{ customers: ['c-2', 'c-3'] }, [1, 2, 3]], [{ priceArea: 'DK2' }, [1, 3]], [{ billingFrequency: 'monthly' }, [0, 1]], [{ customers: ['c-2'], priceArea: 'DK1' }, [2]],
    [{ gsrns: [gsrnOf(3), gsrnOf(0)] }, [0, 3]], [{ gsrns: [gsrnOf(3), gsrnOf(77)] }, [3, 77]], [{ gsrns: [gsrnOf(0), gsrnOf(77)], billingFrequency: 'monthly' }, [0]], [{ gsrns: [] }, []], [{ customers: ['nobody'] }, []],
  ] as const)('%j are %j', async (scope, expected) => {
    for (const pageSize of [1, 2, 3, 4, 5]) expect(await found(scope as RunScope, pageSize)).toEqual(expected);
  });
  it('have the price area of the statement that holds', async () => {
    const stated = (validFrom: string, priceArea: string) => ({ validFrom, masterData: { priceArea } });
    const areas = priceAreasOf({ points: async () => new Map([
      ['moved', { statements: [stated('2025-01-01', 'DK1'), stated('2025-12-01', 'DK2')] }], ['corrected', { statements: [stated('2025-01-01', 'DK1'), stated('2025-01-01', 'DK2')] }], ['unknown', { statements: [] }],
    ]) as never });
    expect([...await areas([], '2025-10-31', {})]).toEqual([['moved', 'DK1'], ['corrected', 'DK2']]);
  });
});
