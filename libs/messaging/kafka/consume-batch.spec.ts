import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { silentLog } from '../log.js';
import type { MessageHandler } from '../message.js';
import { MemoryParkedMessages } from '../parked/memory.js';
import { done, fixedClock } from '../samples.js';
import { type BatchInHand, consumeBatch, type ConsumeOptions, type Delivered } from './consume-batch.js';

const kafkaMessage = (offset: number): KafkaMessage => ({ key: null, value: Buffer.from(String(offset)), timestamp: '0', attributes: 0, offset: String(offset), headers: {} });

/** A batch of n messages whose doings are written down. */
const batchOf = (n: number, over: Partial<BatchInHand> = {}) => {
  const committed: string[] = [];
  const batch: BatchInHand = {
    topic: 't', partition: 3, messages: Array.from({ length: n }, (_, i) => kafkaMessage(i)),
    heartbeat: async () => undefined, commit: async (offset) => { committed.push(offset); }, isWanted: () => true, ...over,
  };
  return { batch, committed };
};

const consume = async (batch: BatchInHand, handler: MessageHandler, over: Partial<ConsumeOptions> = {}) => {
  const delivered: Delivered[] = [];
  const warnings: string[] = [];
  const errors: string[] = [];
  await consumeBatch(batch, { topic: 't', group: 'g', handler }, {
    parked: new MemoryParkedMessages(fixedClock()), clock: fixedClock(), limits: { mostMessages: 2, mostBytes: 1_000 }, backoff: { firstMs: 1, mostMs: 2 }, heartbeatMs: 5,
    log: { ...silentLog, warn: (_, sentence) => warnings.push(sentence), error: (_, sentence) => errors.push(sentence) },
    stopping: new AbortController().signal, onDelivered: (one) => delivered.push(one), ...over,
  });
  return { delivered, warnings, errors };
};

describe('consuming a batch', () => {
  it('commits after each slice, never before its answer', async () => {
    const story: string[] = [];
    const { batch } = batchOf(5, { commit: async (offset) => { story.push(`commit ${offset}`); } });
    const { delivered } = await consume(batch, async (messages) => {
      story.push(`handle ${messages.map(({ origin }) => origin).join(' ')}`);
      return messages.map(() => done);
    });
    expect(story).toEqual(['handle t/3@0 t/3@1', 'commit 1', 'handle t/3@2 t/3@3', 'commit 3', 'handle t/3@4', 'commit 4']);
    expect(delivered.map(({ messages, parked }) => ({ messages, parked }))).toEqual([{ messages: 2, parked: 0 }, { messages: 2, parked: 0 }, { messages: 1, parked: 0 }]);
  });
  it('tries the same slice again while the handler fails, with a pause and a word each time', async () => {
    let calls = 0;
    const { batch, committed } = batchOf(2);
    const { warnings } = await consume(batch, async (messages) => {
      if (++calls < 4) throw new Error('store away');
      return messages.map(() => done);
    });
    expect(calls).toBe(4);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toContain('store away');
    expect(committed).toEqual(['1']);
  });
  it('calls a wrong number of answers an error, loudly, and commits nothing meanwhile', async () => {
    let calls = 0;
    const { batch, committed } = batchOf(2);
    const { errors } = await consume(batch, async (messages) => (++calls < 3 ? [] : messages.map(() => done)));
    expect(errors).toHaveLength(2);
    expect(errors[0]).toContain('gave 0 outcomes for 2 messages');
    expect(committed).toEqual(['1']);
  });
  it('leaves a failing slice unacknowledged when it is told to stop, without waiting out the pause', async () => {
    const stopping = new AbortController();
    const { batch, committed } = batchOf(4, { isWanted: () => !stopping.signal.aborted });
    const began = performance.now();
    setTimeout(() => stopping.abort(), 50);
    await consume(batch, async () => { throw new Error('store away'); }, { stopping: stopping.signal, backoff: { firstMs: 60_000, mostMs: 60_000 } });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(committed).toEqual([]);
  });
  it('finishes the slice in hand when it is told to stop, and leaves the rest', async () => {
    let wanted = true;
    const { batch, committed } = batchOf(4, { isWanted: () => wanted });
    await consume(batch, async (messages) => {
      wanted = false;
      return messages.map(() => done);
    });
    expect(committed).toEqual(['1']);
  });
  it('shows signs of life while a handler takes its time', async () => {
    let beats = 0;
    const { batch } = batchOf(1, { heartbeat: async () => { beats++; } });
    await consume(batch, async (messages) => {
      await new Promise((resolve) => { setTimeout(resolve, 100); });
      return messages.map(() => done);
    });
    expect(beats).toBeGreaterThan(3);
    const after = beats;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    expect(beats).toBe(after);
  });
  it('lets the group know what it has done, then goes, when the group has moved on', async () => {
    const { batch, committed } = batchOf(4, { heartbeat: async () => { throw new Error('rebalancing'); } });
    await expect(consume(batch, async (messages) => {
      await new Promise((resolve) => { setTimeout(resolve, 30); });
      return messages.map(() => done);
    })).rejects.toThrow('rebalancing');
    expect(committed).toEqual(['1']);
  });
  it('does not go on backing off with partitions it has lost', async () => {
    const { batch, committed } = batchOf(2, { heartbeat: async () => { throw new Error('rebalancing'); } });
    await expect(consume(batch, async () => { throw new Error('store away'); }, { backoff: { firstMs: 60_000, mostMs: 60_000 } })).rejects.toThrow('rebalancing');
    expect(committed).toEqual([]);
  });
  it('passes on a commit that failed, so that the messages come again', async () => {
    const { batch } = batchOf(2, { commit: async () => { throw new Error('broker away'); } });
    await expect(consume(batch, async (messages) => messages.map(() => done))).rejects.toThrow('broker away');
  });
});
