import { describe, expect, it } from '@jest/globals';
import type { MessageToSend, Outcome } from '#messaging';
import { GatheredDelivery } from './gathered-delivery.js';

const message = (id: string): MessageToSend => ({ id, body: Buffer.from(id) });
const sourceThat = (answer: (ids: string[]) => Promise<Outcome[]>) => {
  const calls: string[][] = [];
  return { calls, deliver: (_topic: string, messages: readonly MessageToSend[]) => { const ids = messages.map(({ id }) => id); calls.push(ids); return answer(ids); } };
};
const done = (ids: string[]): Promise<Outcome[]> => new Promise((resolve) => setTimeout(() => resolve(ids.map((id) => ({ kind: 'done', summary: { id } }))), 5));

describe('Requests that arrive together', () => {
  it('are delivered together while others are under way, and each gets its own answer', async () => {
    const source = sourceThat(done);
    const gathered = new GatheredDelivery(source);
    const answers = await Promise.all(Array.from({ length: 1_203 }, (_, i) => gathered.deliver('t', message(String(i)), 'http')));
    expect(answers.map((answer) => answer.kind === 'done' && answer.summary!['id'])).toEqual(Array.from({ length: 1_203 }, (_, i) => String(i)));
    expect(source.calls.map(({ length }) => length)).toEqual([1, 1, 500, 500, 201]);
  });
  it('do not wait for others when they come alone', async () => {
    const source = sourceThat(done);
    const gathered = new GatheredDelivery(source);
    for (const id of ['a', 'b', 'c']) await gathered.deliver('t', message(id), 'http');
    expect(source.calls).toEqual([['a'], ['b'], ['c']]);
  });
  it('all learn that the world is broken, and the next ones are tried anew', async () => {
    let broken = true;
    const source = sourceThat((ids) => (broken ? Promise.reject(new Error('store away')) : done(ids)));
    const gathered = new GatheredDelivery(source);
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => gathered.deliver('t', message(id), 'http')));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    broken = false;
    expect((await gathered.deliver('t', message('e'), 'http')).kind).toBe('done');
  });
});
