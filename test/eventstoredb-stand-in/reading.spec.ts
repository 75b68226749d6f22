import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventTypeFilter, StreamNotFoundError, streamNameFilter, type AllStreamSubscription } from '@eventstore/db-client';
import type { Page } from '#kernel';
import { openEventStoreDb, type EventStoreDbStore } from '../../libs/event-store/eventstoredb/event-store-db.js';
import { bareClient, bareEvent, eventually, following, freshKind, freshStream, newStream, ourEvent, outcome, pause, readStream } from './spec-kit.js';
import { type StandIn, startStandIn } from './stand-in.js';

jest.setTimeout(60_000); // real sockets, on machines that do other things too

let standIn: StandIn;
let store: EventStoreDbStore;
let client: ReturnType<typeof bareClient>;
beforeAll(async () => {
  standIn = await startStandIn();
  store = await openEventStoreDb({ connectionString: standIn.connectionString, idleMs: 200 });
  client = bareClient(standIn.connectionString);
});
afterAll(async () => {
  await store.close();
  await client.dispose();
  await standIn.stop();
});

const append = (stream: string, n: number) => store.append(newStream(stream, ...Array.from({ length: n }, (_, i) => ourEvent({ i }))));
const pagesOf = async (of: EventStoreDbStore, options: Parameters<EventStoreDbStore['readAll']>[0]): Promise<Page[]> => {
  const pages: Page[] = [];
  for await (const page of of.readAll(options)) pages.push(page);
  return pages;
};

describe('A stream', () => {
  it('that is missing is an error in the client, empty in the adapter; past its end it is empty in both', async () => {
    const stream = freshStream();
    const read = async (fromRevision: bigint | 'start') => { for await (const event of client.readStream(stream, { fromRevision })) expect(event).toBeDefined(); };
    expect((await outcome(read('start'))).error).toBeInstanceOf(StreamNotFoundError);
    expect(await readStream(store, stream)).toEqual([]);
    await append(stream, 1);
    await expect(read(7n)).resolves.toBeUndefined();
    const past = [];
    for await (const event of store.readStream(stream, { fromRevision: 7 })) past.push(event);
    expect(past).toEqual([]);
  });
  it('that is missing can be subscribed to: a confirmation, "caught up", no error', async () => {
    const heard: string[] = [];
    const subscription = client.subscribeToStream(freshStream());
    for (const event of ['confirmation', 'caughtUp', 'error'] as const) subscription.on(event, () => heard.push(event));
    subscription.resume();
    await eventually(() => heard.length >= 2);
    await pause(100);
    expect(heard).toEqual(['confirmation', 'caughtUp']);
    await subscription.unsubscribe();
  });
  it('is read in pages that bound memory, also when it is left early', async () => {
    const stream = freshStream();
    await append(stream, 1_200);
    const before = standIn.calls.get('read') ?? 0;
    const seen = [];
    for await (const event of store.readStream(stream)) {
      seen.push(event.revision);
      if (seen.length === 700) break;
    }
    expect(seen).toEqual(Array.from({ length: 700 }, (_, i) => i));
    expect((standIn.calls.get('read') ?? 0) - before).toBe(2);
  });
});

describe('What the server tells of an event and of an append', () => {
  it('has the shape the adapter reads', async () => {
    const stream = freshStream();
    const { success, nextExpectedRevision, position } = await client.appendToStream(stream, bareEvent({ a: 1 }));
    expect({ success, nextExpectedRevision }).toEqual({ success: true, nextExpectedRevision: 0n });
    for await (const { event, commitPosition } of client.readStream(stream)) {
      expect(event).toMatchObject({ streamId: stream, revision: 0n, type: 'Happened', data: { a: 1 }, isJson: true, position });
      expect(event!.created).toBeInstanceOf(Date);
      expect(commitPosition).toBe(position!.commit);
    }
    const [read] = await readStream(store, stream);
    expect(read).toMatchObject({ stream, revision: 0, data: { a: 1 }, metadata: {}, position: `${String(position!.commit).padStart(20, '0')}-${String(position!.prepare).padStart(20, '0')}` });
  });
  it('comes through the adapter as it is when somebody else wrote what is no JSON', async () => {
    const stream = freshStream();
    const id = crypto.randomUUID();
    await client.appendToStream(stream, { id, type: 'Foreign', contentType: 'application/octet-stream', data: new Uint8Array([0, 255, 1]), metadata: new Uint8Array([9]) });
    expect(await readStream(store, stream)).toMatchObject([{ id, type: 'Foreign', data: 'AP8B', metadata: {} }]);
  });
});

describe('Reading everything of a category', () => {
  it('the client ignores the filter of readAll; the adapter gives only what was asked for', async () => {
    const [mine, other] = [freshKind(), freshKind()];
    await append(`${mine}-1`, 2);
    await append(`${other}-1`, 2);
    const options = { filter: streamNameFilter({ prefixes: [`${mine}-`] }) };
    const streams = new Set<string>();
    for await (const { event } of client.readAll(options as object)) streams.add(event!.streamId);
    expect(streams.has(`${other}-1`)).toBe(true);
    const pages = await pagesOf(store, { categories: [mine] });
    expect(pages.flatMap(({ events }) => events.map(({ stream }) => stream))).toEqual([`${mine}-1`, `${mine}-1`]);
  });
  it('never shows the system\'s own events, with or without categories', async () => {
    const stream = freshStream();
    await append(stream, 1);
    await client.appendToStream('$stats-127.0.0.1:2113', bareEvent());
    await client.deleteStream(stream); // writes $metadata
    const tombstoned = freshStream();
    await append(tombstoned, 1);
    await client.tombstoneStream(tombstoned); // writes $streamDeleted into the stream itself
    for (const categories of [undefined, [tombstoned.split('-')[0]!]]) {
      const events = (await pagesOf(store, categories ? { categories } : {})).flatMap((page) => page.events);
      expect(events.filter(({ type, stream: of }) => type.startsWith('$') || of.startsWith('$'))).toEqual([]);
      expect(events.some(({ stream: of }) => of === tombstoned)).toBe(true);
    }
    expect(await store.lastPosition()).toBe((await pagesOf(store, {})).flatMap((page) => page.events).at(-1)!.position);
  });
  it('tells by checkpoints how far it is where nothing matches', async () => {
    await store.appendBatch(Array.from({ length: 600 }, () => newStream(freshStream(), ourEvent())));
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({ prefixes: [`${freshKind()}-`], checkpointReached: (_subscription: AllStreamSubscription, position) => { checkpoints.push(position.commit); } });
    const subscription = client.subscribeToAll({ filter });
    let caughtUp = false;
    subscription.on('caughtUp', () => { caughtUp = true; }).resume();
    await eventually(() => caughtUp);
    await subscription.unsubscribe();
    expect(checkpoints.length).toBeGreaterThan(10);
    const last = await store.lastPosition();
    const [page] = await pagesOf(store, { categories: [freshKind()] });
    expect(page).toMatchObject({ events: [], caughtUp: true });
    expect(page!.position >= last!).toBe(true);
  });
  it('bounds what it holds, however much comes at once', async () => {
    const kind = freshKind();
    for (let i = 0; i < 40; i++) await store.append(newStream(`${kind}-${i}`, ourEvent('x'.repeat(1_000_000))));
    const sizes: number[] = [];
    for await (const { events } of store.readAll({ categories: [kind] })) sizes.push(events.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(40);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
  }, 30_000);
  it('refuses the position of another store with a sentence that says what to do', async () => {
    await expect(pagesOf(store, { after: '0000000000000001' })).rejects.toThrow(/Rebuild it/);
    const stop = new AbortController();
    await expect((async () => { for await (const page of store.subscribe({ after: '17', signal: stop.signal })) expect(page).toBeDefined(); })()).rejects.toThrow(/Rebuild it/);
  });
});

describe('A subscription', () => {
  it('moves its position on while only others are written, so that its checkpoint does not stay behind', async () => {
    const stop = new AbortController();
    let position = '';
    const reading = (async () => { for await (const page of store.subscribe({ categories: [freshKind()], signal: stop.signal })) position = page.position; })();
    await eventually(() => position !== '');
    for (let i = 0; i < 3; i++) await append(freshStream(), 1);
    const last = (await store.lastPosition())!;
    await eventually(() => position >= last);
    stop.abort();
    await reading;
  });
  it('whose reader is slow costs a bounded number of events in memory', async () => {
    const kind = freshKind();
    const stop = new AbortController();
    const pages = store.subscribe({ categories: [kind], signal: stop.signal, pageSize: 10 })[Symbol.asyncIterator]();
    expect((await pages.next()).value).toMatchObject({ caughtUp: true });
    const before = standIn.calls.get('event sent to a subscription') ?? 0;
    for (let i = 0; i < 80; i++) await store.append(newStream(`${kind}-${i}`, ...Array.from({ length: 10 }, () => ourEvent('x'.repeat(100_000)))));
    const next = pages.next(); // opens the tap; nobody drinks
    await pause(1_000);
    // 4 MB here, a window of the connection, and what the server itself keeps ready
    expect((standIn.calls.get('event sent to a subscription') ?? 0) - before).toBeLessThan(400);
    let seen = (await next).value!.events.length as number;
    while (seen < 800) seen += (await pages.next()).value!.events.length as number;
    stop.abort();
    expect((await pages.next()).done).toBe(true);
    expect(seen).toBe(800);
  }, 60_000);
  it('of 24.2 that is too slow says "caught up" again and never "fell behind"', async () => {
    const kind = freshKind();
    const heard: string[] = [];
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: [`${kind}-`] }) });
    subscription.on('caughtUp', () => heard.push('caughtUp')).on('fellBehind', () => heard.push('fellBehind')).resume();
    await eventually(() => heard.length === 1);
    subscription.pause();
    for (let i = 0; i < 30; i++) await store.append(newStream(`${kind}-${i}`, ...Array.from({ length: 10 }, () => ourEvent('x'.repeat(10_000)))));
    subscription.resume();
    await eventually(() => heard.length >= 2);
    expect(new Set(heard)).toEqual(new Set(['caughtUp']));
    await subscription.unsubscribe();
  });
});

describe('A server of 23.10', () => {
  let old: StandIn;
  let onOld: EventStoreDbStore;
  beforeAll(async () => {
    old = await startStandIn({ behaves: '23.10' });
    onOld = await openEventStoreDb({ connectionString: old.connectionString, idleMs: 200 });
  });
  afterAll(async () => {
    await onOld.close();
    await old.stop();
  });
  const fill = (kind: string, n: number) => onOld.append(newStream(`${kind}-1`, ...Array.from({ length: n }, (_, i) => ourEvent({ i, x: 'x'.repeat(2_000) }))));

  it('never says "caught up"; the adapter still reads everything, once, and knows when', async () => {
    const kind = freshKind();
    await fill(kind, 25);
    let caughtUp = false;
    const subscription = bareClient(old.connectionString).subscribeToAll({ filter: eventTypeFilter({ prefixes: ['Happened'] }) });
    subscription.on('caughtUp', () => { caughtUp = true; }).resume();
    const pages = await pagesOf(onOld, { categories: [kind], pageSize: 10 });
    expect(pages.flatMap(({ events }) => events.map(({ revision }) => revision))).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(pages.map((page) => page.caughtUp)).toEqual([false, false, true]);
    expect(await pagesOf(onOld, { categories: [kind], after: pages.at(-1)!.position })).toMatchObject([{ events: [], caughtUp: true }]);
    expect(caughtUp).toBe(false);
    await subscription.unsubscribe();
  });
  it('throws a slow live reader out; the client ends with a timeout error of code 10', async () => {
    const kind = freshKind();
    const slow = bareClient(old.connectionString);
    const errors: unknown[] = [];
    let confirmed = false;
    const subscription = slow.subscribeToAll({ filter: streamNameFilter({ prefixes: [`${kind}-`] }) });
    subscription.on('confirmation', () => { confirmed = true; }).on('error', (error) => errors.push(error)).resume();
    await eventually(() => confirmed);
    subscription.pause();
    for (let i = 0; i < 20; i++) await onOld.append(newStream(`${kind}-${i}`, ...Array.from({ length: 10 }, () => ourEvent('x'.repeat(20_000)))));
    subscription.resume();
    await eventually(() => errors.length > 0);
    expect(errors).toMatchObject([{ type: 'timeout', code: 10 }]);
    await slow.dispose();
  });
  it('does the same to the adapter, which comes back and misses nothing', async () => {
    const kind = freshKind();
    const before = old.calls.get('thrown out') ?? 0;
    const reading = following(onOld, [kind]);
    await eventually(() => reading.caughtUp() > 0);
    await onOld.append(newStream(`${kind}-1`, ...Array.from({ length: 400 }, () => ourEvent('x'.repeat(2_000)))));
    expect(old.calls.get('thrown out')).toBeGreaterThan(before);
    await eventually(() => reading.events.length >= 400, 20_000);
    reading.stop();
    await reading.done;
    expect(new Set(reading.events.map(({ id }) => id)).size).toBe(400);
    expect(reading.events).toHaveLength(400);
  }, 30_000);
});
