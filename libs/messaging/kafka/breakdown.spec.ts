import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { watchForBreakdown } from './breakdown.js';

/** As much of a consumer of kafkajs as is watched. */
const watched = (isBusy = () => false) => {
  const emitter = new EventEmitter();
  const { events } = new kafkajs.Kafka({ brokers: ['localhost:1'] }).consumer({ groupId: 'g' });
  const consumer = {
    events,
    on: (name: string, listener: (event: unknown) => void) => {
      emitter.on(name, listener);
      return () => emitter.off(name, listener);
    },
  } as unknown as kafkajs.Consumer;
  return { emitter, events, watch: watchForBreakdown(consumer, { silentMs: 200, isBusy }) };
};

describe('watching a consumer', () => {
  it('hears of a crash', async () => {
    const { emitter, events, watch } = watched();
    emitter.emit(events.CRASH, { payload: { error: new Error('broker away') } });
    await expect(watch.broken).rejects.toThrow('broker away');
    watch.end();
  });
  it('notices silence', async () => {
    const { watch } = watched();
    await expect(watch.broken).rejects.toThrow('silent');
    watch.end();
  });
  it('takes fetches and signs of life for life, and a batch in hand too', async () => {
    let busy = false;
    const { emitter, events, watch } = watched(() => busy);
    let broken = false;
    watch.broken.catch(() => { broken = true; });
    for (let i = 0; i < 8; i++) {
      await sleep(50);
      emitter.emit(i % 2 ? events.FETCH : events.HEARTBEAT, {});
    }
    expect(broken).toBe(false);
    busy = true;
    await sleep(500);
    expect(broken).toBe(false);
    busy = false;
    await expect(watch.broken).rejects.toThrow('silent');
    watch.end();
  });
  it('is quiet after its end', async () => {
    const { emitter, watch } = watched();
    let broken = false;
    watch.broken.catch(() => { broken = true; });
    watch.end();
    await sleep(400);
    expect(broken).toBe(false);
    expect(emitter.eventNames()).toEqual([]);
  });
});
