import { describe, expect, it } from '@jest/globals';
import { MemoryEventStore } from '../event-store/memory/memory-event-store.js';
import { type Decider, type Event, type EventStore, eventId, handle, handleMany, NO_STREAM, Rejected, WrongExpectedRevision } from './index.js';

type Counted = Event<'Counted', { by: number }>;
type Count = { by: number; atMost?: number };
const counter: Decider<number, Count, Counted> = {
  initial: 0,
  evolve: (sum, { data }) => sum + data.by,
  decide({ by, atMost }, sum) {
    if (atMost !== undefined && sum + by > atMost) throw new Rejected('TOO_MUCH', { sum, by });
    return by === 0 ? [] : [{ type: 'Counted', data: { by } }];
  },
};
const request = (commandId: string, by: number, atMost?: number, stream = 'counter-1') => ({ stream, command: { by, ...(atMost !== undefined && { atMost }) }, context: { commandId, correlationId: 'c', actor: 'spec' } });
const events = async (store: EventStore, stream = 'counter-1') => {
  const found = [];
  for await (const event of store.readStream<Counted>(stream)) found.push(event);
  return found;
};

describe('handle', () => {
  it('appends what is decided, with ids from the command and who asked', async () => {
    const store = new MemoryEventStore();
    expect(await handle(store, counter, request('one', 3))).toMatchObject({ outcome: 'appended', stream: 'counter-1', revision: 0 });
    const [event] = await events(store);
    expect(event).toMatchObject({ id: eventId('one', 'counter-1', 0), type: 'Counted', data: { by: 3 }, metadata: { commandId: 'one', correlationId: 'c', actor: 'spec' } });
  });
  it('does a command once, however often it is sent, also after others', async () => {
    const store = new MemoryEventStore();
    const first = await handle(store, counter, request('one', 3));
    await handle(store, counter, request('two', 4));
    expect(await handle(store, counter, request('one', 3))).toEqual({ ...first, outcome: 'already-so' });
    expect(await events(store)).toHaveLength(2);
  });
  it('answers "already so" when nothing is decided', async () => {
    const store = new MemoryEventStore();
    expect(await handle(store, counter, request('one', 0))).toEqual({ outcome: 'already-so', stream: 'counter-1', revision: NO_STREAM });
  });
  it('lets a rejection through', async () => {
    await expect(handle(new MemoryEventStore(), counter, request('one', 5, 4))).rejects.toMatchObject({ name: 'Rejected', code: 'TOO_MUCH', details: { sum: 0, by: 5 } });
  });
  it('decides anew on what others have written in between: 10 writers, never above the limit', async () => {
    const store = new MemoryEventStore();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => handle(store, counter, request(`c${i}`, 1, 6))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(await events(store)).toHaveLength(6);
  });
  it('gives up after 12 lost races rather than turning for ever', async () => {
    const memory = new MemoryEventStore();
    let tries = 0;
    const unlucky: EventStore = Object.assign(Object.create(memory) as EventStore, { append: () => Promise.reject(new WrongExpectedRevision('counter-1', ++tries)), readStream: memory.readStream.bind(memory) });
    await expect(handle(unlucky, counter, request('one', 1))).rejects.toBeInstanceOf(WrongExpectedRevision);
    expect(tries).toBe(12);
  });
});

describe('handleMany', () => {
  it('does new streams in one append and reads only those that exist', async () => {
    const store = new MemoryEventStore();
    await handle(store, counter, request('before', 1, undefined, 'counter-2'));
    const read: string[] = [];
    const watched: EventStore = Object.assign(Object.create(store) as EventStore, {
      append: store.append.bind(store), appendBatch: store.appendBatch.bind(store),
      readStream: (stream: string) => { read.push(stream); return store.readStream(stream); },
    });
    const answers = await handleMany(watched, counter, [request('a', 1, undefined, 'counter-1'), request('b', 1, undefined, 'counter-2'), request('c', 1, undefined, 'counter-3')]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended']);
    expect(read).toEqual(['counter-2']);
  });
  it('keeps the order of commands for one stream, and lets a refusal stand beside the others', async () => {
    const store = new MemoryEventStore();
    const answers = await handleMany(store, counter, [request('a', 2, 3), request('b', 2, 3), request('c', 1, 3), request('d', 0)]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['appended', 'rejected', 'appended', 'already-so']);
    expect((await events(store)).map(({ data }) => data.by)).toEqual([2, 1]);
  });
  it('changes nothing when everything comes again', async () => {
    const store = new MemoryEventStore();
    const requests = [request('a', 1), request('b', 2), request('c', 3, undefined, 'counter-2')];
    await handleMany(store, counter, requests);
    const last = await store.lastPosition();
    await handleMany(store, counter, requests);
    expect(await store.lastPosition()).toBe(last);
  });
});
