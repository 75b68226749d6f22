import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { systemClock } from '#kernel';
import { eventually, messagingContract } from '../contract.js';
import { NobodyListens, SourceStopped } from '../direct/direct-source.js';
import type { MessageHandler } from '../message.js';
import { MemoryParkedMessages } from '../parked/memory.js';
import { done, fixedClock } from '../samples.js';
import { WorkQueue, type WorkQueueOptions } from './work-queue.js';

messagingContract('The work queue', async () => {
  let current: WorkQueue | undefined;
  return {
    freshTopic: async () => `t-${randomUUID()}`,
    source: (parked) => (current = new WorkQueue({ parked, clock: systemClock, mostMessages: 100, backoff: { firstMs: 1, mostMs: 5 } })),
    publish: (topic, messages) => current!.publish(topic, messages),
    close: async () => undefined,
  };
});

describe('The work queue', () => {
  const message = (id: string, key = id) => ({ id, key, body: Buffer.from(id) });
  const queue = (options: Partial<WorkQueueOptions> = {}) => new WorkQueue({ parked: new MemoryParkedMessages(fixedClock()), clock: fixedClock(), backoff: { firstMs: 1, mostMs: 5 }, ...options });
  /** A handler whose calls wait until they are let go, one by one. */
  const held = () => {
    const calls: { ids: string[]; letGo: () => void }[] = [];
    const handler: MessageHandler = (messages) => new Promise((resolve) => { calls.push({ ids: messages.map(({ id }) => id), letGo: () => resolve(messages.map(() => done)) }); });
    return { calls, handler };
  };

  it('has no more calls under way than it may', async () => {
    const { calls, handler } = held();
    const work = queue({ atOnce: 2 });
    await work.start({ topic: 't', group: 'g', handler });
    await work.publish('t', ['a', 'b', 'c'].map((id) => message(id)));
    expect(calls.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    calls[1]!.letGo();
    await eventually('the third has begun', () => calls.length === 3);
    expect([calls[2]!.ids, work.depth('t')]).toEqual([['c'], 2]);
    for (const { letGo } of calls) letGo();
    await work.stop();
  });
  it('does not take a message a second time that still waits, but does when the first is under way', async () => {
    const { calls, handler } = held();
    const work = queue({ atOnce: 1 });
    await work.start({ topic: 't', group: 'g', handler });
    await work.publish('t', [message('a'), message('b')]);
    await work.publish('t', [message('a'), message('b')]);
    expect(work.depth('t')).toBe(3);
    for (let call = 0; call < 3; call++) {
      await eventually('the next has begun', () => calls.length > call);
      calls[call]!.letGo();
    }
    await eventually('all is done', () => work.depth('t') === 0);
    expect(calls.map(({ ids }) => ids)).toEqual([['a'], ['b'], ['a']]);
    await work.stop();
  });
  it('lets others go on while one fails', async () => {
    let broken = true;
    const seen: string[] = [];
    const work = queue({ atOnce: 1 });
    await work.start({ topic: 't', group: 'g', handler: async ([one]) => {
      if (one!.id === 'bad' && broken) throw new Error('the store is away');
      seen.push(one!.id);
      return [done];
    } });
    await work.publish('t', [message('bad'), message('good')]);
    await eventually('the good one is done', () => seen.includes('good'));
    broken = false;
    await eventually('the other comes through too', () => seen.includes('bad'));
    expect(seen).toEqual(['good', 'bad']);
    await work.stop();
  });
  it('forgets what waits when it is stopped, takes no more, and says so', async () => {
    const { calls, handler } = held();
    const work = queue({ atOnce: 1 });
    await work.start({ topic: 't', group: 'g', handler });
    await work.publish('t', [message('a'), message('b')]);
    const stopped = work.stop();
    calls[0]!.letGo();
    await stopped;
    expect(calls).toHaveLength(1);
    await expect(work.publish('t', [message('c')])).rejects.toBeInstanceOf(SourceStopped);
    await expect(work.ping()).rejects.toBeInstanceOf(SourceStopped);
    await expect(work.start({ topic: 't', group: 'g', handler })).rejects.toBeInstanceOf(SourceStopped);
  });
  it('ends at once while it waits for another try', async () => {
    let tries = 0;
    const work = queue({ backoff: { firstMs: 600_000, mostMs: 600_000 } });
    await work.start({ topic: 't', group: 'g', handler: async () => { tries++; throw new Error('the store is away'); } });
    await work.publish('t', [message('a')]);
    await eventually('it has failed', () => tries === 1);
    await work.stop();
    expect(tries).toBe(1);
  });
  it('knows its topics, and refuses a group twice', async () => {
    const { handler } = held();
    const work = queue();
    await work.start({ topic: 't', group: 'g', handler });
    await expect(work.publish('u', [message('a')])).rejects.toBeInstanceOf(NobodyListens);
    await expect(work.start({ topic: 't', group: 'g', handler })).rejects.toThrow('already listens');
    await work.stop();
  });
});
