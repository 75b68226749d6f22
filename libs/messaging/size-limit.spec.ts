import { describe, expect, it } from '@jest/globals';
import { deliver, WrongNumberOfOutcomes } from './deliver.js';
import type { Message } from './message.js';
import { MemoryParkedMessages } from './parked/memory.js';
import { done, fixedClock, message } from './samples.js';
import { withSizeLimit } from './size-limit.js';

const of = (id: string, bytes: number): Message => message(id, { body: Buffer.alloc(bytes) });

describe('the size limit', () => {
  it('parks what is too large unseen and hands on the rest, each with its own answer', async () => {
    const seen: string[] = [];
    const limited = withSizeLimit({ topic: 't', group: 'g', handler: async (messages) => messages.map(({ id }) => { seen.push(id); return { kind: 'done', summary: { id } }; }) }, 10);
    const outcomes = await limited.handler([of('a', 10), of('b', 11), of('c', 0)]);
    expect(seen).toEqual(['a', 'c']);
    expect(outcomes).toEqual([{ kind: 'done', summary: { id: 'a' } }, expect.objectContaining({ kind: 'poison', reasons: [expect.objectContaining({ code: 'MESSAGE_TOO_LARGE', path: '$' })] }), { kind: 'done', summary: { id: 'c' } }]);
  });
  it('does not hide a handler that answers the wrong number of times', async () => {
    const parked = new MemoryParkedMessages(fixedClock());
    for (const answers of [[], [done], [done, done, done]]) {
      const limited = withSizeLimit({ topic: 't', group: 'g', handler: async () => answers }, 10);
      await expect(deliver(limited, parked, [of('a', 1), of('b', 11), of('c', 1)])).rejects.toBeInstanceOf(WrongNumberOfOutcomes);
    }
  });
});
