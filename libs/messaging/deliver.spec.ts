import { describe, expect, it } from '@jest/globals';
import { deliver, WrongNumberOfOutcomes } from './deliver.js';
import type { Outcome, Subscription } from './message.js';
import { MemoryParkedMessages } from './parked/memory.js';
import { fixedClock, message, poison } from './samples.js';

const listening = (handler: Subscription['handler']): Subscription => ({ topic: 't', group: 'g', handler });

describe('delivering', () => {
  it('parks what is poison, with its reasons, and answers for each message in order', async () => {
    const parked = new MemoryParkedMessages(fixedClock());
    const outcomes = await deliver(listening(async (messages) => messages.map(({ id }): Outcome => (id === 'b' ? poison('BAD') : { kind: 'done', summary: { id } }))), parked, [message('a'), message('b'), message('c')]);
    expect(outcomes).toEqual([{ kind: 'done', summary: { id: 'a' } }, poison('BAD'), { kind: 'done', summary: { id: 'c' } }]);
    const { messages } = await parked.list();
    expect(messages.map(({ message: { id }, reasons, group, attempts }) => ({ id, codes: reasons.map(({ code }) => code), group, attempts }))).toEqual([{ id: 'b', codes: ['BAD'], group: 'g', attempts: 1 }]);
  });
  it('acknowledges nothing when the handler answers too few or too many times', async () => {
    const parked = new MemoryParkedMessages(fixedClock());
    await expect(deliver(listening(async () => [poison('BAD')]), parked, [message('a'), message('b')])).rejects.toBeInstanceOf(WrongNumberOfOutcomes);
    await expect(deliver(listening(async () => [poison('BAD'), poison('BAD')]), parked, [message('a')])).rejects.toThrow('gave 2 outcomes for 1 messages');
    expect((await parked.list()).messages).toEqual([]);
  });
  it('fails when the parking fails, so that the messages come again', async () => {
    const parked = new MemoryParkedMessages(fixedClock());
    parked.park = async () => { throw new Error('database away'); };
    await expect(deliver(listening(async () => [poison('BAD')]), parked, [message('a')])).rejects.toThrow('database away');
  });
  it('does not trouble the handler with no messages', async () => {
    expect(await deliver(listening(async () => { throw new Error('called'); }), new MemoryParkedMessages(fixedClock()), [])).toEqual([]);
  });
});
