import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fold, type Event } from '#kernel';
import { spec } from '#kernel/testing';
import { canonicalScope } from './run-scope.js';
import { settlementBatch, settlementBatchStream } from './settlement-batch.js';
import { openBatches, settlementRun, type SettlementRunEvent, statusOf } from './settlement-run.js';

const runId = '6f0d7a1e-5c3b-5b7e-9a42-d1f08c6e2b95';
const requestedData = { runId, period: { from: '2025-10-01', to: '2025-11-01' }, scope: {}, requestedBy: 'back office', batchSize: 500 };
const requested = { type: 'SettlementRunRequested', data: requestedData } as const;
const planned = (batches = 3) => ({ type: 'SettlementRunPlanned', data: { runId, batches, points: batches * 500, batchSize: 500 } }) as const;
const settled = (batch: number) => ({ type: 'SettlementBatchSettled', data: { runId, batch, settled: 498, blocked: 2, unchanged: 0 } }) as const;
const [paused, resumed, cancelled, completed] = (['Paused', 'Resumed', 'Cancelled', 'Completed'] as const).map((what) => ({ type: `SettlementRun${what}`, data: { runId } })) as unknown as readonly [SettlementRunEvent, SettlementRunEvent, SettlementRunEvent, SettlementRunEvent];

const request = { type: 'RequestSettlementRun', data: requestedData } as const;
const plan = (batches = 3) => ({ type: 'PlanSettlementRun', data: { runId, batches, points: batches * 500 } }) as const;
const record = (batch: number) => ({ type: 'RecordSettledBatch', data: settled(batch).data }) as const;
const steer = (how: 'Pause' | 'Resume' | 'Cancel') => ({ type: `${how}SettlementRun`, data: { runId } }) as const;
const given = spec(settlementRun);
const open = (...events: readonly SettlementRunEvent[]) => openBatches(fold(settlementRun, events));

describe('A settlement run', () => {
  it('is requested once', () => {
    given().when(request).thenEvents(requested);
    given(requested).when(request).thenNothing();
  });
  it('does not become another by the same id', () => given(requested).when({ ...request, data: { ...requestedData, scope: { priceArea: 'DK1' } } }).thenRejected('SETTLEMENT_RUN_EXISTS'));
  it('needs a period with days in it', () => given().when({ ...request, data: { ...requestedData, period: { from: '2025-11-01', to: '2025-11-01' } } }).thenRejected('SETTLEMENT_RUN_PERIOD_INVALID'));
  it.each([plan(), record(1), steer('Pause'), steer('Resume'), steer('Cancel')])('must have been requested before anything else: $type', (command) => given().when(command).thenRejected('SETTLEMENT_RUN_NOT_FOUND'));

  it('is planned once', () => {
    given(requested).when(plan()).thenEvents(planned());
    given(requested, planned()).when(plan()).thenNothing();
    given(requested, planned()).when(plan(4)).thenRejected('SETTLEMENT_RUN_PLANNED_OTHERWISE');
  });
  it('is complete at once when it has no points', () => given(requested).when(plan(0)).thenEvents(planned(0), completed));
  it('is planned also while it is paused, but not when it was cancelled', () => {
    given(requested, paused).when(plan()).thenEvents(planned());
    given(requested, cancelled).when(plan()).thenNothing();
  });

  it('counts each batch once, in whatever order they come', () => {
    given(requested, planned()).when(record(3)).thenEvents(settled(3));
    given(requested, planned(), settled(3)).when({ ...record(3), data: { ...settled(3).data, settled: 7 } }).thenNothing();
  });
  it('is complete with the last of them', () => given(requested, planned(), settled(3), settled(1)).when(record(2)).thenEvents(settled(2), completed));
  it.each([0, 4, 1.5])('has no batch %d', (batch) => given(requested, planned()).when(record(batch)).thenRejected('SETTLEMENT_BATCH_NOT_FOUND'));
  it('has no batch before it is planned', () => given(requested).when(record(1)).thenRejected('SETTLEMENT_BATCH_NOT_FOUND'));

  it('is paused and goes on', () => {
    given(requested, planned()).when(steer('Pause')).thenEvents(paused);
    given(requested, planned(), paused).when(steer('Resume')).thenEvents(resumed);
    given(requested, planned()).when(steer('Resume')).thenNothing();
  });
  it('records what a worker had in hand when it was paused, and is complete when that was the last', () => {
    given(requested, planned(2), paused).when(record(1)).thenEvents(settled(1));
    given(requested, planned(2), settled(1), paused).when(record(2)).thenEvents(settled(2), completed);
  });
  it('records what a worker had in hand when it was cancelled, and stays cancelled', () => given(requested, planned(1), cancelled).when(record(1)).thenEvents(settled(1)));
  it('is cancelled for good', () => {
    given(requested, planned()).when(steer('Cancel')).thenEvents(cancelled);
    given(requested, planned(), paused).when(steer('Cancel')).thenEvents(cancelled);
    for (const how of ['Pause', 'Resume'] as const) given(requested, cancelled).when(steer(how)).thenRejected('SETTLEMENT_RUN_ENDED', { runId, status: 'cancelled' });
  });
  it.each(['Pause', 'Resume', 'Cancel'] as const)('that is complete takes no %s', (how) => given(requested, planned(0), completed).when(steer(how)).thenRejected('SETTLEMENT_RUN_ENDED'));

  it('has open batches only while it runs', () => {
    expect(open(requested)).toEqual([]);
    expect(open(requested, planned(3), settled(2))).toEqual([1, 3]);
    expect(open(requested, planned(3), settled(2), paused)).toEqual([]);
    expect(open(requested, planned(3), settled(2), paused, resumed)).toEqual([1, 3]);
    expect(open(requested, planned(3), cancelled)).toEqual([]);
    expect(open(requested, planned(1), settled(1), completed)).toEqual([]);
  });
  it.each([[[requested], 'requested'], [[requested, planned()], 'running'], [[requested, paused], 'paused'], [[requested, paused, resumed], 'requested'], [[requested, planned(), cancelled], 'cancelled'], [[requested, planned(0), completed], 'completed']] as const)('stands in one word, %#', (events, status) => {
    const run = fold(settlementRun, events as readonly SettlementRunEvent[]);
    expect(run.known && statusOf(run)).toBe(status);
  });
  it('reads every event that was ever written', () => {
    const museum = (type: string): Event => JSON.parse(readFileSync(new URL(`../museum/${type}.1.json`, import.meta.url), 'utf8')) as Event;
    const life = ['SettlementRunRequested', 'SettlementRunPlanned', 'SettlementRunPaused', 'SettlementRunResumed', 'SettlementBatchSettled', 'SettlementRunCancelled', 'SettlementRunCompleted'].map(museum) as SettlementRunEvent[];
    expect(fold(settlementRun, life)).toMatchObject({ known: true, requested: { runId, batchSize: 500 }, plan: { batches: 160, points: 80_000 }, doneCount: 1, halted: 'completed' });
    expect(fold(settlementBatch, [museum('SettlementBatchPlanned') as never]).gsrns).toHaveLength(2);
  });
});

describe('A batch of a settlement run', () => {
  const batch = (...gsrns: string[]) => ({ runId, batch: 1, gsrns });
  it('is planned once, and never with other points', () => {
    const is = { type: 'SettlementBatchPlanned', data: batch('a', 'b') } as const;
    spec(settlementBatch)().when({ type: 'PlanSettlementBatch', data: batch('a', 'b') }).thenEvents(is);
    for (const other of [batch('a'), batch('a', 'c'), batch('b', 'a')]) spec(settlementBatch)(is).when({ type: 'PlanSettlementBatch', data: other }).thenRejected('SETTLEMENT_BATCH_PLANNED_OTHERWISE');
  });
  it('has a stream of its own', () => expect(settlementBatchStream(runId, 12)).toBe(`settlementbatch-${runId}.12`));
});

describe('The scope of a run', () => {
  it('is written in one way', () => {
    expect(JSON.stringify(canonicalScope({ priceArea: 'DK1', gsrns: ['b', 'a', 'b'] }))).toBe('{"gsrns":["a","b"],"priceArea":"DK1"}');
    expect(canonicalScope({})).toEqual({});
    expect(canonicalScope({ customers: [] })).toEqual({ customers: [] });
  });
});
