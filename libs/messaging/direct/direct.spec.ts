import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { systemClock } from '#kernel';
import { messagingContract } from '../contract.js';
import { MemoryParkedMessages } from '../parked/memory.js';
import { done, fixedClock, poison } from '../samples.js';
import { DirectSink } from './direct-sink.js';
import { DirectSource, NobodyListens, SourceStopped } from './direct-source.js';

messagingContract('Direct', async () => {
  let current: DirectSource | undefined;
  return {
    freshTopic: async () => `t-${randomUUID()}`,
    source: (parked) => (current = new DirectSource(parked, systemClock)),
    publish: async (topic, messages) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await new DirectSink(current!).publish(topic, messages);
        } catch (error) {
          if (attempt === 10) throw error;
        }
      }
    },
    close: async () => undefined,
  };
});

describe('Direct', () => {
  const message = { id: 'm', body: Buffer.from('x') };
  const source = () => new DirectSource(new MemoryParkedMessages(fixedClock()), fixedClock());

  it('answers with the outcome of each message', async () => {
    const direct = source();
    await direct.start({ topic: 't', group: 'g', handler: async () => [{ kind: 'done', summary: { series: 2 } }, poison('BAD')] });
    expect(await direct.deliver('t', [message, message], 'http')).toEqual([{ kind: 'done', summary: { series: 2 } }, poison('BAD')]);
  });
  it('merges the answers of several groups, poison winning', async () => {
    const direct = source();
    await direct.start({ topic: 't', group: 'a', handler: async () => [{ kind: 'done', summary: { a: 1 } }, poison('A'), done, poison('A')] });
    await direct.start({ topic: 't', group: 'b', handler: async () => [{ kind: 'done', summary: { b: 2 } }, done, poison('B'), poison('B')] });
    expect(await direct.deliver('t', [message, message, message, message])).toEqual([
      { kind: 'done', summary: { a: 1, b: 2 } }, poison('A'), poison('B'), { kind: 'poison', reasons: [...poison('A').reasons, ...poison('B').reasons] },
    ]);
  });
  it('says what may be kept of a message that several groups refuse, whichever of them said it', async () => {
    const parkInstead = { id: 'm', topic: 't', body: Buffer.from('harmless'), headers: {}, origin: 'http', receivedAt: '2025-10-01T08:00:00.000Z' };
    for (const [first, second] of [[{ parkInstead }, {}], [{}, { parkInstead }]]) {
      const direct = source();
      await direct.start({ topic: 't', group: 'a', handler: async () => [{ ...poison('A'), ...first }] });
      await direct.start({ topic: 't', group: 'b', handler: async () => [{ ...poison('B'), ...second }] });
      expect(await direct.deliver('t', [message])).toEqual([{ kind: 'poison', reasons: [...poison('A').reasons, ...poison('B').reasons], parkInstead }]);
    }
  });
  it('knows its topics and refuses others, and a group twice', async () => {
    const direct = source();
    await direct.start({ topic: 't', group: 'g', handler: async () => [done] });
    expect(direct.topics()).toEqual(['t']);
    await expect(direct.deliver('u', [message])).rejects.toBeInstanceOf(NobodyListens);
    await expect(direct.start({ topic: 't', group: 'g', handler: async () => [done] })).rejects.toThrow('already listens');
  });
  it('takes nothing once it is stopped, and says so', async () => {
    const direct = source();
    await direct.start({ topic: 't', group: 'g', handler: async () => [done] });
    await direct.stop();
    await expect(direct.deliver('t', [message])).rejects.toBeInstanceOf(SourceStopped);
    await expect(direct.ping()).rejects.toBeInstanceOf(SourceStopped);
  });
  it('passes on what is broken to the caller, who still has the message', async () => {
    const direct = source();
    await direct.start({ topic: 't', group: 'g', handler: async () => { throw new Error('store away'); } });
    await expect(direct.deliver('t', [message])).rejects.toThrow('store away');
  });
});
