import { describe, expect, it } from '@jest/globals';
import { type Look, LogTail } from './log-tail.js';

/** A log whose looks are answered when told to. */
const log = () => {
  const asked: { since: string | undefined; answer: (look: Look | undefined) => void; fail: (error: Error) => void }[] = [];
  const tail = new LogTail((since) => new Promise((answer, fail) => { asked.push({ since, answer, fail }); }));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const seen = async (look: Look) => {
    const end = tail.end();
    await turn();
    asked.at(-1)!.answer(look);
    expect(await end).toBe(look.end);
  };
  return { asked, tail, turn, seen };
};

describe('The tail of the log', () => {
  it('is looked at once for all who ask together, and once more for those who ask while somebody looks', async () => {
    const { asked, tail, turn } = log();
    const together = [tail.end(), tail.end(), tail.end()];
    await turn();
    const meanwhile = [tail.end(), tail.end()];
    await turn();
    expect(asked).toHaveLength(1);
    asked[0]!.answer({ end: '1' });
    expect(await Promise.all(together)).toEqual(['1', '1', '1']);
    await turn();
    expect(asked.map(({ since }) => since)).toEqual([undefined, '1']);
    asked[1]!.answer({ end: '2', kinds: ['a'] });
    expect(await Promise.all(meanwhile)).toEqual(['2', '2']);
  });
  it('tells everybody who waits when a look fails, and is looked at again by the next', async () => {
    const { asked, tail, turn } = log();
    const both = [tail.end(), tail.end()];
    await turn();
    asked[0]!.fail(new Error('away'));
    await expect(Promise.all(both)).rejects.toThrow('away');
    const again = tail.end();
    await turn();
    asked[1]!.answer(undefined);
    expect(await again).toBeUndefined();
  });
  it('knows that there is nothing for whoever listens to other kinds', async () => {
    const { tail, seen } = log();
    await seen({ end: '1' });
    expect(tail.holdsNothing('1', '1', ['a'])).toBe(false);
    await seen({ end: '3', kinds: ['a'] });
    await seen({ end: '5', kinds: ['b', 'c'] });
    expect([['a'], ['b'], ['x', 'c'], ['x']].map((kinds) => tail.holdsNothing('1', '5', kinds))).toEqual([false, false, false, true]);
    expect([tail.holdsNothing('3', '5', ['a']), tail.holdsNothing('2', '5', ['a']), tail.holdsNothing('1', '3', ['b'])]).toEqual([true, false, true]);
  });
  it('does not guess about what was before its first look, after its last, or left out', async () => {
    const { tail, seen } = log();
    await seen({ end: '2' });
    await seen({ end: '4', kinds: ['a'] });
    expect([tail.holdsNothing('1', '4', ['x']), tail.holdsNothing('2', '5', ['x']), tail.holdsNothing('2', '4', ['x'])]).toEqual([false, false, true]);
    await seen({ end: '6' });
    expect([tail.holdsNothing('2', '6', ['x']), tail.holdsNothing('4', '6', ['x'])]).toEqual([false, false]);
    await seen({ end: '7', kinds: [] });
    expect([tail.holdsNothing('4', '7', ['x']), tail.holdsNothing('6', '7', ['x'])]).toEqual([false, true]);
  });
  it('forgets the oldest, and knows that it has', async () => {
    const { tail, seen } = log();
    const place = (n: number): string => String(n).padStart(4, '0');
    await seen({ end: place(0) });
    for (let n = 1; n <= 300; n++) await seen({ end: place(n), kinds: [n === 1 ? 'old' : 'new'] });
    expect([tail.holdsNothing(place(0), place(300), ['x']), tail.holdsNothing(place(299), place(300), ['x'])]).toEqual([false, true]);
  });
});
