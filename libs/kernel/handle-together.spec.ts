import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../event-store/memory/memory-event-store.js';
import { type Decider, type Event, type EventStore, handle, handleTogether, Rejected, type StreamAppend, WrongExpectedRevision } from './index.js';

type Counted = Event<'Counted', { by: number; note?: string }>;
type Count = { by: number; atMost?: number; note?: string };
const counter: Decider<number, Count, Counted> = {
  initial: 0,
  evolve: (sum, { data }) => sum + data.by,
  decide({ by, atMost, note }, sum) {
    if (atMost !== undefined && sum + by > atMost) throw new Rejected('TOO_MUCH', { sum, by });
    return by === 0 ? [] : [{ type: 'Counted', data: { by, ...(note !== undefined && { note }) } }];
  },
};
const request = (commandId: string, stream: string, by: number, atMost?: number) => ({ stream: `counter-${stream}`, command: { by, ...(atMost !== undefined && { atMost }) }, context: { commandId } });
const counted = async (store: EventStore) => {
  const found: [string, number][] = [];
  for await (const page of store.readAll<Counted>()) for (const { stream, data } of page.events) found.push([stream, data.by]);
  return found;
};
/** A store that notes what it is asked, and may let others write before an append. */
const watched = (store: MemoryEventStore, before: (times: number) => Promise<unknown> = async () => undefined) => {
  const [read, appended]: [string[], (readonly StreamAppend[])[]] = [[], []];
  const seen: EventStore = Object.assign(Object.create(store) as EventStore, {
    readStream: (stream: string) => { read.push(stream); return store.readStream(stream); },
    appendBatch: async (appends: readonly StreamAppend[]) => { appended.push(appends); await before(appended.length); return store.appendBatch(appends); },
  });
  return { seen, read, appended };
};

describe('handleTogether', () => {
  it('does all of a document over many streams, each read once and written in one append', async () => {
    const store = new MemoryEventStore();
    const { seen, read, appended } = watched(store);
    const [answer] = await handleTogether(seen, counter, [[request('a', '1', 1), request('b', '2', 2), request('c', '1', 3), request('d', '2', 0)]]);
    expect(answer).toMatchObject({ outcome: 'done', recorded: 3, repeated: 1, position: await store.lastPosition() });
    expect(read).toEqual(['counter-1', 'counter-2']);
    expect(appended.map((batch) => batch.map(({ stream, events }) => [stream, events.length]))).toEqual([[['counter-1', 2], ['counter-2', 1]]]);
  });
  it('stores nothing of a document in which one request may not, and tells every refusal; the documents beside it are done', async () => {
    const store = new MemoryEventStore();
    await handle(store, counter, request('before', '2', 5));
    const answers = await handleTogether(store, counter, [
      [request('a', '1', 1), request('b', '2', 1, 5), request('c', '1', 9, 8)], [request('d', '1', 8, 8)], [request('e', '1', 1, 8)], [],
    ]);
    expect(answers).toMatchObject([
      { outcome: 'rejected', rejections: [{ at: 1, rejected: { code: 'TOO_MUCH', details: { sum: 5 } } }, { at: 2, rejected: { details: { sum: 1 } } }] },
      { outcome: 'done', recorded: 1, repeated: 0 }, { outcome: 'rejected', rejections: [{ at: 0 }] }, { outcome: 'done', recorded: 0, repeated: 0 },
    ]);
    expect(await counted(store)).toEqual([['counter-2', 5], ['counter-1', 8]]);
  });
  it('changes nothing when the same comes again, beside itself or later, and says so', async () => {
    const store = new MemoryEventStore();
    const document = [request('a', '1', 1), request('b', '2', 2), request('a', '1', 1)];
    const [first, beside] = await handleTogether(store, counter, [document, document]);
    expect([first, beside]).toMatchObject([{ recorded: 2, repeated: 1 }, { recorded: 0, repeated: 3 }]);
    const last = await store.lastPosition();
    expect(await handleTogether(store, counter, [document])).toEqual([{ outcome: 'done', recorded: 0, repeated: 3, position: last }]);
    expect(await counted(store)).toHaveLength(2);
  });
  it('decides anew on what another has written in between, and counts what it stored before that once', async () => {
    const store = new MemoryEventStore();
    const { seen, appended } = watched(store, async (times) => { if (times === 1) await handle(store, counter, request('other', '1', 4)); });
    expect(await handleTogether(seen, counter, [[request('a', '1', 1, 5), request('b', '2', 2)], [request('c', '1', 1, 5)]])).toMatchObject([{ outcome: 'done', recorded: 2, repeated: 0 }, { outcome: 'rejected', rejections: [{ at: 0 }] }]);
    expect(appended.map((batch) => batch.map(({ stream }) => stream))).toEqual([['counter-1', 'counter-2'], ['counter-1']]);
    expect(await counted(store)).toEqual([['counter-1', 4], ['counter-2', 2], ['counter-1', 1]]);
  });
  it('writes what is large in several appends, in order', async () => {
    const store = new MemoryEventStore();
    const { seen, appended } = watched(store);
    const note = 'x'.repeat(250_000);
    const [answer] = await handleTogether(seen, counter, [Array.from({ length: 5 }, (_, at) => ({ ...request(`c${at}`, '1', at + 1), command: { by: at + 1, note } }))]);
    expect(answer).toMatchObject({ recorded: 5, repeated: 0 });
    expect(appended.map(([one]) => one!.events.length)).toEqual([2, 2, 1]);
    expect((await counted(store)).map(([, by]) => by)).toEqual([1, 2, 3, 4, 5]);
  });
  it('lets a bug through and stores nothing', async () => {
    const store = new MemoryEventStore();
    const broken = { ...counter, decide: () => { throw new TypeError('a bug'); } };
    await expect(handleTogether(store, broken, [[request('a', '1', 1)]])).rejects.toThrow('a bug');
    expect(await counted(store)).toEqual([]);
  });
  it('gives up after 12 lost races rather than turning for ever', async () => {
    const { seen, appended } = watched(new MemoryEventStore());
    const unlucky: EventStore = Object.assign(seen, { appendBatch: async (appends: readonly StreamAppend[]) => { appended.push(appends); return appends.map(({ stream }) => ({ ok: false, stream, conflict: new WrongExpectedRevision(stream, 0) })); } });
    await expect(handleTogether(unlucky, counter, [[request('a', '1', 1)]])).rejects.toBeInstanceOf(WrongExpectedRevision);
    expect(appended).toHaveLength(12);
  });
});
