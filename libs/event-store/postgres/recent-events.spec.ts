import { describe, expect, it } from '@jest/globals';
import type { Position } from '#kernel';
import { type Recent, RecentEvents } from './recent-events.js';

const at = (place: number): Position => String(place).padStart(6, '0');

/** A log of `a` and `b` by turns (a at odd places), and how it was read. */
const log = (mostBytes?: number, length = 5_000) => {
  const all = Array.from({ length }, (_, index): Recent => ({ event: { position: at(index + 1) } as Recent['event'], category: index % 2 === 0 ? 'a' : 'b', bytes: 10 }));
  const reads: { after: Position; categories: readonly string[] | undefined }[] = [];
  const recent = new RecentEvents(async (after, end, categories, limit) => {
    reads.push({ after, categories });
    await new Promise((resolve) => setImmediate(resolve));
    return all.filter(({ event, category }) => event.position > after && event.position <= end && (categories?.includes(category) ?? true)).slice(0, limit);
  }, mostBytes);
  const places = async (after: number, end: number, categories?: readonly string[], pageSize = 1_000) => {
    const page = await recent.page(at(after), at(end), categories, pageSize);
    return page && { places: page.events.map(({ position }) => Number(position)), position: Number(page.position), caughtUp: page.caughtUp };
  };
  return { recent, reads, places };
};

describe('What subscriptions read together', () => {
  it('is read once for all of them, each getting its own kinds', async () => {
    const { recent, reads, places } = log();
    recent.join(['a']);
    recent.join(['a', 'b']);
    expect(await Promise.all([places(10, 16, ['a']), places(10, 16, ['a']), places(10, 16, ['a', 'b']), places(12, 16, ['b'])])).toEqual([
      { places: [11, 13, 15], position: 16, caughtUp: true }, { places: [11, 13, 15], position: 16, caughtUp: true },
      { places: [11, 12, 13, 14, 15, 16], position: 16, caughtUp: true }, { places: [14, 16], position: 16, caughtUp: true },
    ]);
    expect(reads).toEqual([{ after: at(10), categories: ['a', 'b'] }]);
    expect(await places(16, 20, ['a'])).toEqual({ places: [17, 19], position: 20, caughtUp: true });
    expect(reads.map(({ after }) => after)).toEqual([at(10), at(16)]);
  });

  it('is given page by page, and never says that all was told when it was not', async () => {
    const { recent, places } = log();
    recent.join(undefined);
    expect(await places(0, 10, undefined, 4)).toEqual({ places: [1, 2, 3, 4], position: 4, caughtUp: false });
    expect(await places(4, 10, ['b'], 2)).toEqual({ places: [6, 8], position: 8, caughtUp: false });
    const first = await places(10, 4_000);
    expect([first!.places.length, first!.position, first!.caughtUp]).toEqual([1_000, 1_010, false]);
  });

  it('begins anew when somebody asks for a kind that was not read', async () => {
    const { recent, reads, places } = log();
    recent.join(['a']);
    await places(0, 4, ['a']);
    recent.join(['b']);
    expect(await places(4, 8, ['b'])).toEqual({ places: [6, 8], position: 8, caughtUp: true });
    expect(reads.map(({ categories }) => categories)).toEqual([['a'], ['a', 'b']]);
  });

  it('is not for who is behind what is kept: they read for themselves', async () => {
    const { recent, places } = log(100);
    recent.join(undefined);
    await places(0, 8);
    await places(8, 30);
    expect(await places(8, 30)).toBeUndefined();
    expect(await places(20, 30)).toEqual({ places: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30], position: 30, caughtUp: true });
  });

  it('follows those who are ahead when nobody asked for long', async () => {
    const { recent, places } = log();
    recent.join(undefined);
    await places(0, 2);
    expect(await places(3_000, 3_002)).toBeUndefined(); // one read did not get there
    expect(await places(3_000, 3_002)).toEqual({ places: [3_001, 3_002], position: 3_002, caughtUp: true });
  });

  it('fails for those who waited for a read that failed, and is read again by the next', async () => {
    let broken = true;
    const recent = new RecentEvents(async () => { if (broken) throw new Error('away'); return []; });
    recent.join(undefined);
    const both = [recent.page(at(1), at(2), undefined, 10), recent.page(at(1), at(2), undefined, 10)];
    await expect(Promise.all(both)).rejects.toThrow('away');
    await Promise.allSettled(both);
    broken = false;
    expect(await recent.page(at(1), at(2), undefined, 10)).toEqual({ events: [], position: at(2), caughtUp: true });
  });
});
