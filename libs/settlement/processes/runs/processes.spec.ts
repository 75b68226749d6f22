import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import type { EventStore } from '#kernel';
import { steerRun } from '../../commands/runs/steer-run.js';
import { eventsOf, notingSink, plannedRun, planParts, requested, somePoints, stateOf, typesOf } from '../../commands/runs/testing.js';
import { workBatch } from '../../commands/runs/work-batch.js';
import { settlementRunStream } from '../../domain/run/settlement-run.js';
import { RepublishOpenBatches } from './republish-open-batches.js';
import { runSettlements } from './run-settlements.js';
import { StartDueRuns } from './start-due-runs.js';

const settle = async (store: EventStore, runId: string, batch: number) => workBatch({ store, settleBatch: async () => ({ settled: 1, blocked: 0, unchanged: 0 }) }, { runId, batch });
const never = new AbortController().signal;

describe('The process that runs settlements', () => {
  const hearing = () => {
    const store = new MemoryEventStore();
    const sink = notingSink();
    const process = runSettlements({ ...planParts(store, somePoints(25)), sink, factViews: ['portfolio_supplies'] });
    const hear = async (runId: string) => process.hear(await eventsOf(store, settlementRunStream(runId)), never);
    return { store, sink, process, hear };
  };
  it('plans a run that was asked for, and hands its batches out once it is planned', async () => {
    const { store, sink, hear } = hearing();
    const { data: { runId } } = await requested(store);
    await hear(runId);
    expect([await typesOf(store, runId), sink.batches]).toEqual([['SettlementRunRequested', 'SettlementRunPlanned'], []]);
    await hear(runId);
    expect(sink.batches).toEqual([1, 2, 3].map((batch) => ({ runId, batch })));
  });
  it('hands out what is still open when a run goes on, and changes nothing by hearing everything again', async () => {
    const { store, sink, hear } = hearing();
    const { data: { runId } } = await requested(store);
    await hear(runId);
    await settle(store, runId, 2);
    await steerRun(store, runId, 'pause', { commandId: 'p' });
    sink.batches.length = 0;
    await hear(runId);
    expect(sink.batches).toEqual([]);
    await steerRun(store, runId, 'resume', { commandId: 'r' });
    const before = await typesOf(store, runId);
    await hear(runId);
    expect(new Set(sink.batches.map(({ batch }) => batch))).toEqual(new Set([1, 3]));
    expect(await typesOf(store, runId)).toEqual(before);
  });
  it('waits for the views of the facts', () => expect(hearing().process.after).toEqual(['portfolio_supplies']));
});

describe('Handing open batches out again', () => {
  const watching = async () => {
    const { store, runId } = await plannedRun();
    const sink = notingSink();
    let now = 0;
    const republish = new RepublishOpenBatches({
      store, sink, afterMs: 60_000, mostMs: 200_000, now: () => now,
      running: async () => ((await stateOf(store, runId)) as { halted: string }).halted === 'no' ? [{ runId, mark: String((await typesOf(store, runId)).length) }] : [],
    });
    return { store, runId, sink, republish, at: async (ms: number) => { now = ms; return republish.look(); } };
  };
  it('happens at the first look, because whoever had them in hand may be gone', async () => expect(await (await watching()).at(0)).toBe(3));
  it('happens when a run has not got on for a while, less and less often', async () => {
    const { at } = await watching();
    expect([await at(0), await at(59_999), await at(60_000), await at(120_000), await at(179_999), await at(180_000), await at(379_999), await at(380_000)]).toEqual([3, 0, 3, 0, 0, 3, 0, 3]);
  });
  it('does not happen while the run gets on', async () => {
    const { at, store, runId } = await watching();
    await at(0);
    await settle(store, runId, 1);
    expect([await at(60_000), await at(119_999), await at(120_000)]).toEqual([0, 0, 2]);
  });
  it('does not happen to runs that are paused, cancelled or complete', async () => {
    const { at, store, runId } = await watching();
    await steerRun(store, runId, 'pause', { commandId: 'p' });
    expect([await at(0), await at(600_000)]).toEqual([0, 0]);
  });
  it('does no harm when the view is behind: the run itself says that nothing is open', async () => {
    const { store, runId } = await plannedRun();
    for (const batch of [1, 2, 3]) await settle(store, runId, batch);
    expect(await new RepublishOpenBatches({ store, sink: notingSink(), running: async () => [{ runId, mark: '1' }] }).look()).toBe(0);
  });
  it('is made up for by the next look when the way to the workers was broken at the first', async () => {
    const { store, runId } = await plannedRun();
    const sink = notingSink();
    let broken = true;
    const republish = new RepublishOpenBatches({ store, sink: { ...sink, publish: async (...of) => { if (broken) throw new Error('no broker'); await sink.publish(...of); } }, running: async () => [{ runId, mark: '1' }] });
    await expect(republish.look()).rejects.toThrow('no broker');
    broken = false;
    expect([await republish.look(), await republish.look()]).toEqual([3, 0]);
  });
});

describe('Starting runs on the due day', () => {
  const calendar = calendarOf('Europe/Copenhagen');
  const starting = (store: EventStore, times: string[]) => new StartDueRuns({ store, calendar, clock: { now: () => (times.length > 1 ? times.shift()! : times[0]!) }, catchUpDays: 1 });
  const runs = async (store: EventStore) => {
    const found: unknown[] = [];
    for await (const { events } of store.readAll({ categories: ['settlementrun'] })) for (const { data } of events) found.push(data);
    return found;
  };
  it('asks once for each frequency and period, however many look', async () => {
    const store = new MemoryEventStore();
    const midnight = '2025-10-31T23:00:00.000Z'; // the first of November in Denmark
    expect(await starting(store, [midnight]).look()).toHaveLength(2);
    expect(await starting(store, [midnight]).look()).toHaveLength(2);
    expect(await runs(store)).toMatchObject([
      { period: { from: '2025-10-31', to: '2025-11-01' }, scope: { billingFrequency: 'daily' }, requestedBy: 'due day' }, { period: { from: '2025-10-01', to: '2025-11-01' }, scope: { billingFrequency: 'monthly' } },
    ]);
  });
  it('goes by the local day, not by that of UTC', async () => {
    const store = new MemoryEventStore();
    await starting(store, ['2025-10-31T22:59:59.999Z']).look();
    expect(await runs(store)).toMatchObject([{ period: { from: '2025-10-30', to: '2025-10-31' } }]);
  });
  it('asks for nothing until the day changes, and leaves no day out that passed in between', async () => {
    const store = new MemoryEventStore();
    const due = starting(store, ['2025-11-04T12:00:00.000Z', '2025-11-04T20:00:00.000Z', '2025-11-06T12:00:00.000Z']);
    expect([(await due.look()).length, (await due.look()).length, (await due.look()).length]).toEqual([1, 0, 2]);
  });
  it('asks again when the store was away', async () => {
    const memory = new MemoryEventStore();
    let away = true;
    const store: EventStore = Object.assign(Object.create(memory) as EventStore, { append: (append: never) => (away ? Promise.reject(new Error('away')) : memory.append(append)), readStream: memory.readStream.bind(memory) });
    const due = starting(store, ['2025-11-04T12:00:00.000Z']);
    await expect(due.look()).rejects.toThrow('away');
    away = false;
    expect(await due.look()).toHaveLength(1);
  });
});
