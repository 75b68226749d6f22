import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '#kernel';
import { TryAgain } from './failures.js';
import { pauseBefore, sleep, Turnstile, untilKnown, within } from './waiting.js';

describe('Waiting with a deadline', () => {
  it('gives the result in time, and TryAgain when it is late; the late result is handed to whoever cleans up', async () => {
    await expect(within(1_000, 'Work', Promise.resolve(1))).resolves.toBe(1);
    let cleaned: unknown;
    await expect(within(10, 'Work', sleep(40).then(() => 'late'), (result) => { cleaned = result; })).rejects.toThrow(/Work took longer than 10 ms/);
    await sleep(60);
    expect(cleaned).toBe('late');
  });
  it('passes a failure on, and swallows one that comes after everybody left', async () => {
    await expect(within(1_000, 'Work', Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(within(10, 'Work', sleep(30).then(() => { throw new Error('too late'); }))).rejects.toBeInstanceOf(TryAgain);
    await sleep(40);
  });
});

describe('Trying until the outcome is known', () => {
  const limits = { deadlineMs: 50, giveUpAfterMs: 400 };
  it('repeats what may be repeated, and gives no try more time than is left', async () => {
    const given: number[] = [];
    const result = await untilKnown({ deadlineMs: 1_000, giveUpAfterMs: 900 }, (ms) => {
      given.push(ms);
      return given.length < 3 ? Promise.reject(new TryAgain('lost')) : Promise.resolve('known');
    });
    expect(result).toBe('known');
    expect(given).toHaveLength(3);
    for (const ms of given) expect(ms).toBeLessThanOrEqual(900);
  });
  it('gives up in time, saying why and what to look at', async () => {
    const from = Date.now();
    const failed = untilKnown(limits, () => Promise.reject(new TryAgain('connection lost')));
    await expect(failed).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(failed).rejects.toThrow(/connection lost.*Is it running/);
    expect(Date.now() - from).toBeLessThan(2_000);
  });
  it('does not repeat what is certain', async () => {
    let tries = 0;
    await expect(untilKnown(limits, () => Promise.reject(new RangeError(`try ${++tries}`)))).rejects.toThrow('try 1');
  });
  it('pauses longer each time, up to a second', () => {
    expect([1, 2, 3, 7, 100].map(pauseBefore)).toEqual([25, 50, 100, 1_000, 1_000]);
  });
});

describe('A turnstile', () => {
  it('lets no more in than it may, in the order they came, and goes on after a failure', async () => {
    const turnstile = new Turnstile(3);
    let [inside, most] = [0, 0];
    const order: number[] = [];
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => turnstile.run(async () => {
      order.push(i);
      most = Math.max(most, ++inside);
      await sleep(2);
      inside--;
      if (i % 5 === 0) throw new Error('fell');
    })));
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  });
});
