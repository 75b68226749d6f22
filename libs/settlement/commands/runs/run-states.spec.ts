import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '#event-store';
import type { EventStore } from '#kernel';
import { planRun } from './plan-run.js';
import { RunStates } from './run-states.js';
import { steerRun } from './steer-run.js';
import { planParts, requested, somePoints, stateOf, typesOf } from './testing.js';

const plannedFor = async (batches: number) => {
  const store = new MemoryEventStore();
  const event = await requested(store, { batchSize: 1 });
  await planRun(planParts(store, somePoints(batches)), event);
  return { store, runId: event.data.runId };
};
const record = (runs: RunStates, runId: string, batch: number, settled = 1) =>
  runs.decide(runId, { type: 'RecordSettledBatch', data: { runId, batch, settled, blocked: 0, unchanged: 0 } }, { commandId: `settlement-batch/${runId}/${batch}` });

describe('How runs stand, remembered', () => {
  it('is as the stream says, also after others have written', async () => {
    const { store, runId } = await plannedFor(3);
    const runs = new RunStates(store);
    expect(await runs.read(runId)).toMatchObject({ doneCount: 0, halted: 'no' });
    await steerRun(store, runId, 'pause', { commandId: 'p' });
    expect(await runs.read(runId)).toMatchObject({ halted: 'paused' });
    expect(await runs.read('nobody')).toEqual({ known: false });
  });
  it('costs only what was written since', async () => {
    const { store, runId } = await plannedFor(50);
    let read = 0;
    const counting = Object.assign(Object.create(store) as EventStore, {
      append: store.append.bind(store),
      async *readStream(stream: string, options?: { fromRevision?: number }) { for await (const event of store.readStream(stream, options)) { read++; yield event; } },
    });
    const runs = new RunStates(counting);
    for (let batch = 1; batch <= 50; batch++) {
      await runs.read(runId);
      await record(runs, runId, batch);
    }
    expect(read).toBe(2); // requested and planned; its own are known
    expect(await stateOf(store, runId)).toMatchObject({ doneCount: 50, halted: 'completed' });
  });
  it('lets four processes note a hundred batches at once, each batch once', async () => {
    const { store, runId } = await plannedFor(100);
    const processes = Array.from({ length: 4 }, () => new RunStates(store));
    await Promise.all(Array.from({ length: 100 }, (_, at) => [processes[at % 4]!, processes[(at + 1) % 4]!].map((runs) => record(runs, runId, at + 1))).flat());
    expect(await stateOf(store, runId)).toMatchObject({ doneCount: 100, halted: 'completed', counts: { settled: 100 } });
    expect((await typesOf(store, runId)).filter((type) => type === 'SettlementRunCompleted')).toHaveLength(1);
    for (const runs of processes) expect(await runs.read(runId)).toMatchObject({ doneCount: 100, halted: 'completed' });
  });
  it('goes on deciding after a refusal, and after the store was away', async () => {
    const { store, runId } = await plannedFor(2);
    let away = true;
    const runs = new RunStates({ readStream: store.readStream.bind(store), append: (append) => (away ? Promise.reject(new Error('away')) : store.append(append)) });
    await expect(record(runs, runId, 7)).rejects.toMatchObject({ code: 'SETTLEMENT_BATCH_NOT_FOUND' });
    await expect(record(runs, runId, 1)).rejects.toThrow('away');
    away = false;
    await record(runs, runId, 1);
    expect(await stateOf(store, runId)).toMatchObject({ doneCount: 1 });
  });
  it('forgets the runs that nobody asked about for the longest, and reads them anew', async () => {
    const store = new MemoryEventStore();
    const runs = new RunStates(store);
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push((await requested(store, {}, `ask-${n}`)).data.runId);
    for (const id of [...ids, ...ids]) expect(await runs.read(id)).toMatchObject({ requested: { runId: id } });
  });
});
