import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('count messages by topic and outcome, and say how many are parked now', async () => {
    const metrics = new Metrics();
    metrics.messageProcessed('t', 'done', 500);
    metrics.messageProcessed('t', 'parked');
    for (const count of [3, 1]) metrics.messagesParked('t', count);
    const text = await metrics.registry.metrics();
    expect(text).toContain('gridtally_messages_total{topic="t",outcome="done"} 500');
    expect(text).toContain('gridtally_messages_total{topic="t",outcome="parked"} 1');
    expect(text).toContain('gridtally_messages_parked{topic="t"} 1');
  });

  it('tell the lag of each view', async () => {
    const metrics = new Metrics();
    metrics.viewLag('readings', 1.5);
    expect(await metrics.registry.metrics()).toContain('gridtally_view_lag_seconds{view="readings"} 1.5');
  });

  it('time appends and projections, failed ones too, and throw on', async () => {
    const metrics = new Metrics();
    expect(await metrics.timeAppend(async () => 'appended')).toBe('appended');
    await expect(metrics.timeAppend(async () => { throw new RangeError('no'); })).rejects.toThrow('no');
    await expect(metrics.timeProjection('readings', async () => { throw new Error('no'); })).rejects.toThrow('no');
    const text = await metrics.registry.metrics();
    expect(text).toContain('gridtally_append_seconds_count{outcome="ok"} 1');
    expect(text).toContain('gridtally_append_seconds_count{outcome="RangeError"} 1');
    expect(text).toContain('gridtally_projection_seconds_count{view="readings"} 1');
  });

  it('of two processes in one program do not mix', async () => {
    const [a, b] = [new Metrics(), new Metrics({ process: true })];
    a.counter('gridtally_things_total', 'Things.', ['kind']).inc({ kind: 'x' });
    expect(await a.registry.metrics()).toContain('gridtally_things_total{kind="x"} 1');
    expect(await b.registry.metrics()).not.toContain('things');
    expect(await b.registry.metrics()).toContain('nodejs_heap_size_used_bytes');
  });

  it('of two threads of one process are added up; those of Node itself are the process\'s', async () => {
    const [door, work] = [new Metrics({ process: true }), new Metrics({ process: true })];
    door.alsoCounting(async () => structuredClone(await work.counts()));
    for (const metrics of [door, work]) await metrics.timeAppend(async () => undefined);
    work.viewLag('readings', 2);
    const text = await door.text();
    expect(text).toContain('gridtally_append_seconds_count{outcome="ok"} 2');
    expect(text).toContain('gridtally_view_lag_seconds{view="readings"} 2');
    expect(text.match(/^process_resident_memory_bytes \d+$/gm)).toHaveLength(1);
    expect(text).toContain('process_start_time_seconds');
  });
});
