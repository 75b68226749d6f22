import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { streamNameFilter, UnavailableError, UnknownError } from '@eventstore/db-client';
import { StoreUnavailable, type StreamAppend } from '#kernel';
import { openEventStoreDb, type EventStoreDbOptions, type EventStoreDbStore } from '../../libs/event-store/eventstoredb/event-store-db.js';
import { bareClient, bareEvent, eventually, following, freshKind, freshStream, newStream, ourEvent, outcome, pause, readStream } from './spec-kit.js';
import { type StandIn, startStandIn } from './stand-in.js';

jest.setTimeout(60_000); // real sockets, on machines that do other things too

const QUICK = { deadlineMs: 300, giveUpAfterMs: 1_000, idleMs: 200 };
let standIn: StandIn;
const stores: EventStoreDbStore[] = [];
const clients: ReturnType<typeof bareClient>[] = [];
const open = async (options: Partial<EventStoreDbOptions> = {}): Promise<EventStoreDbStore> => {
  const store = await openEventStoreDb({ connectionString: standIn.connectionString, ...QUICK, ...options });
  stores.push(store);
  return store;
};
const bare = () => {
  const client = bareClient(standIn.connectionString);
  clients.push(client);
  return client;
};
const stored = (stream: string): number => standIn.log.all.filter((event) => event.stream === stream).length;

beforeEach(async () => { standIn = await startStandIn(); });
afterEach(async () => {
  standIn.faults.resume();
  standIn.faults.delay(0);
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  await standIn.stop();
});

describe('An answer that is lost after storing', () => {
  for (const loss of ['drop', 'silence'] as const) {
    it(`(${loss}) is asked for again with the same ids and revision: stored once, and the writer learns where`, async () => {
      const store = await open();
      const stream = freshStream();
      standIn.faults.loseAnswersAfterStoring(1, loss);
      expect((await store.append(newStream(stream, ourEvent(), ourEvent()))).revision).toBe(1);
      expect(stored(stream)).toBe(2);
    });
  }
  it('leaves each stream of a batch stored once, in order', async () => {
    const store = await open({ giveUpAfterMs: 20_000 });
    const kind = freshKind();
    const batch = Array.from({ length: 200 }, (_, i): StreamAppend[] => [
      newStream(`${kind}-${i}`, ourEvent({ n: 0 })), { stream: `${kind}-${i}`, expectedRevision: 0, events: [ourEvent({ n: 1 })] },
    ]).flat();
    standIn.faults.loseAnswersAfterStoring(3);
    for (const answer of await store.appendBatch(batch)) expect(answer.ok).toBe(true);
    for (let i = 0; i < 200; i++) expect((await readStream(store, `${kind}-${i}`)).map(({ data }) => data)).toEqual([{ n: 0 }, { n: 1 }]);
  }, 40_000);
  it('or an append turned away, is not overtaken by the next append of the batch to the same stream', async () => {
    const store = await open({ giveUpAfterMs: 20_000 });
    const stream = freshStream();
    standIn.faults.turnAway(1);
    const answers = await store.appendBatch([newStream(stream, ourEvent({ n: 0 })), { stream, expectedRevision: 0, events: [ourEvent({ n: 1 })] }]);
    expect(answers).toMatchObject([{ ok: true, revision: 0 }, { ok: true, revision: 1 }]);
  });
  it('is StoreUnavailable when it never comes; the caller repeats and finds it stored once', async () => {
    const store = await open();
    const append = newStream(freshStream(), ourEvent());
    standIn.faults.loseAnswersAfterStoring(1_000, 'silence');
    await expect(store.append(append)).rejects.toBeInstanceOf(StoreUnavailable);
    standIn.faults.loseAnswersAfterStoring(0);
    expect((await store.append(append)).revision).toBe(0);
    expect(stored(append.stream)).toBe(1);
  });
});

describe('A server that hangs', () => {
  it('is waited for without end by the client\'s batch append and reads; its unary append has a timer', async () => {
    const client = bare();
    await client.appendToStream(freshStream(), bareEvent());
    standIn.faults.hang();
    let ended = 0;
    const append = client.appendToStream(freshStream(), bareEvent(), { deadline: 100 }).finally(() => ended++);
    const reading = (async () => { for await (const event of client.readStream('x-1', { deadline: 100 })) expect(event).toBeDefined(); })().finally(() => ended++);
    const unary = await outcome(client.appendToStream(freshStream(), bareEvent(), { deadline: 100, credentials: { username: 'a', password: 'b' } }));
    expect(unary.error).toMatchObject({ type: 'deadline-exceeded' });
    await pause(500);
    expect(ended).toBe(0);
    standIn.faults.resume();
    await Promise.allSettled([append, reading]);
  });
  it('is StoreUnavailable in time for everything that is asked of the adapter', async () => {
    const store = await open();
    standIn.faults.hang();
    const all = async (): Promise<void> => { for await (const page of store.readAll()) expect(page).toBeDefined(); };
    const from = Date.now();
    const outcomes = await Promise.all([
      store.append(newStream(freshStream(), ourEvent())), store.appendBatch(Array.from({ length: 500 }, () => newStream(freshStream(), ourEvent()))), readStream(store, freshStream()),
      all(), store.lastPosition(), store.ping(),
    ].map((work) => outcome(work)));
    for (const { error } of outcomes) expect(error).toBeInstanceOf(StoreUnavailable);
    for (const { error } of outcomes) expect(error!.message).toMatch(/Is it running and reachable/);
    expect(Date.now() - from).toBeLessThan(5_000);
  });
  it('cannot make opening or closing hang either', async () => {
    const store = await open();
    const reading = following(store, [freshKind()]);
    await eventually(() => reading.caughtUp() > 0);
    standIn.faults.hang();
    const pending = outcome(store.append(newStream(freshStream(), ourEvent())));
    await expect(openEventStoreDb({ connectionString: standIn.connectionString.replace('esdb://', 'esdb://new:one@'), ...QUICK })).rejects.toBeInstanceOf(StoreUnavailable);
    await store.close();
    expect((await pending).error).toBeInstanceOf(StoreUnavailable);
    await expect(reading.done).resolves.toBeUndefined();
  });
  it('is not needed to close a store; whoever asks a closed one is told so', async () => {
    const store = await open();
    standIn.faults.hang();
    await store.close();
    for (const work of [store.append(newStream(freshStream(), ourEvent())), readStream(store, freshStream()), store.ping(), store.lastPosition()]) {
      expect((await outcome(work)).error!.message).toBe('This event store was closed');
    }
  });
  it('that goes on before the time is up has everything stored once, late answers and all', async () => {
    const store = await open({ giveUpAfterMs: 10_000 });
    const streams = Array.from({ length: 50 }, freshStream);
    standIn.faults.hang();
    const pending = store.appendBatch(streams.map((stream) => newStream(stream, ourEvent())));
    await pause(1_000);
    standIn.faults.resume();
    for (const answer of await pending) expect(answer).toMatchObject({ ok: true, revision: 0 });
    for (const stream of streams) expect(stored(stream)).toBe(1);
  }, 20_000);
});

describe('A server that is slow', () => {
  it('is waited for within the deadline', async () => {
    const store = await open({ deadlineMs: 2_000, giveUpAfterMs: 4_000 });
    standIn.faults.delay(150);
    const stream = freshStream();
    expect((await store.append(newStream(stream, ourEvent()))).revision).toBe(0);
    expect(await readStream(store, stream)).toHaveLength(1);
    expect(stored(stream)).toBe(1);
  });
});

describe('A server that is not there', () => {
  it('is a bare error of code 14 at the client\'s first call, UnavailableError later; StoreUnavailable from the adapter, always', async () => {
    const [before, after] = [bare(), bare()];
    const store = await open();
    await after.appendToStream(freshStream(), bareEvent());
    await standIn.refuse();
    const first = (await outcome(before.appendToStream(freshStream(), bareEvent()))).error;
    expect(first).toMatchObject({ code: 14 });
    expect(first).not.toBeInstanceOf(UnavailableError);
    const later = (await outcome((async () => { for await (const event of after.readStream('x-1')) expect(event).toBeDefined(); })())).error;
    expect(later).toBeInstanceOf(UnavailableError);
    await expect(openEventStoreDb({ connectionString: standIn.connectionString, ...QUICK })).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.append(newStream(freshStream(), ourEvent()))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
  });
  it('and comes back in time costs nothing but time', async () => {
    const store = await open({ giveUpAfterMs: 20_000 });
    const stream = freshStream();
    await standIn.refuse();
    const pending = store.append(newStream(stream, ourEvent()));
    await pause(700);
    await standIn.accept();
    expect((await pending).revision).toBe(0);
    expect(stored(stream)).toBe(1);
  }, 30_000);
  it('that starts or stops says "not ready" in two ways; the adapter waits for it', async () => {
    const [client, store] = [bare(), await open({ giveUpAfterMs: 10_000 })];
    await client.appendToStream(freshStream(), bareEvent());
    standIn.faults.notReady = true;
    const batch = (await outcome(client.appendToStream(freshStream(), bareEvent()))).error;
    expect(batch).toBeInstanceOf(UnknownError);
    expect(batch!.message).toBe('Could not recognize Server Is Not Ready');
    expect((await outcome(client.appendToStream(freshStream(), bareEvent(), { credentials: { username: 'a', password: 'b' } }))).error).toBeInstanceOf(UnavailableError);
    const pending = store.append(newStream(freshStream(), ourEvent()));
    await pause(300);
    standIn.faults.notReady = false;
    await expect(pending).resolves.toMatchObject({ revision: 0 });
  });
});

describe('A connection that breaks', () => {
  it('under load: what was acknowledged is there, everything asked for is stored once', async () => {
    const store = await open({ giveUpAfterMs: 20_000, deadlineMs: 2_000 });
    const streams = Array.from({ length: 600 }, freshStream);
    const pending = Promise.all([0, 200, 400].map((at) => store.appendBatch(streams.slice(at, at + 200).map((stream) => newStream(stream, ourEvent())))));
    for (let i = 0; i < 4; i++) {
      await pause(20);
      standIn.drop();
    }
    expect((await pending).flat().filter(({ ok }) => ok)).toHaveLength(600);
    for (const stream of streams) expect(stored(stream)).toBe(1);
  }, 40_000);
  it('ends a subscription of the client for good: one error, no end, and `for await` throws', async () => {
    const client = bare();
    const kind = freshKind();
    const heard: string[] = [];
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: [`${kind}-`] }) });
    for (const event of ['caughtUp', 'error', 'end', 'data'] as const) subscription.on(event, () => heard.push(event));
    subscription.resume();
    const reading = outcome((async () => { for await (const event of client.subscribeToAll()) expect(event).toBeDefined(); })());
    await eventually(() => heard.includes('caughtUp'));
    standIn.drop();
    expect((await reading).error).toBeDefined();
    await eventually(() => heard.includes('error'));
    await bare().appendToStream(`${kind}-1`, bareEvent());
    await pause(500);
    expect(heard).toEqual(['caughtUp', 'error']);
  });
  it('does not end a subscription of the adapter: it goes on where it was, live and while catching up', async () => {
    const store = await open({ giveUpAfterMs: 20_000 });
    const kind = freshKind();
    const write = (i: number) => store.append(newStream(`${kind}-${i}`, ourEvent({ i })));
    for (let i = 0; i < 300; i++) await write(i);
    const reading = following(store, [kind], (events) => events.length >= 340);
    standIn.drop();
    await eventually(() => reading.events.length >= 300);
    for (let i = 300; i < 340; i++) {
      await write(i);
      if (i % 10 === 0) standIn.drop();
    }
    await reading.done;
    expect(reading.events.map(({ data }) => (data as { i: number }).i)).toEqual(Array.from({ length: 340 }, (_, i) => i));
  }, 40_000);
  it('and a server away for two seconds do not end it either', async () => {
    const store = await open();
    const kind = freshKind();
    const reading = following(store, [kind]);
    await eventually(() => reading.caughtUp() > 0);
    await standIn.refuse();
    await pause(2_000);
    await standIn.accept();
    standIn.log.append(`${kind}-1`, 'no_stream', [{ id: crypto.randomUUID(), type: 'A', contentType: 'application/json', data: Buffer.from('{}'), metadata: Buffer.alloc(0) }]);
    await eventually(() => reading.events.length === 1, 20_000);
    reading.stop();
    await reading.done;
  }, 40_000);
  it('without anybody noticing is found out by a live subscription, because the log goes on and nothing comes', async () => {
    const store = await open();
    const kind = freshKind();
    const reading = following(store, [kind]);
    await eventually(() => reading.caughtUp() > 0);
    standIn.faults.forgetSubscriptions();
    await store.append(newStream(`${kind}-1`, ourEvent()));
    await eventually(() => reading.events.length === 1);
    reading.stop();
    await reading.done;
    expect(reading.events).toHaveLength(1);
  }, 20_000);
  it('in the middle of reading everything does not lose or double an event', async () => {
    const store = await open({ giveUpAfterMs: 20_000 });
    const kind = freshKind();
    await store.appendBatch(Array.from({ length: 500 }, (_, i) => newStream(`${kind}-${i}`, ourEvent())));
    const ids: string[] = [];
    for await (const page of store.readAll({ categories: [kind], pageSize: 50 })) {
      ids.push(...page.events.map(({ id }) => id));
      if (ids.length % 150 === 0) standIn.drop();
    }
    expect(ids).toHaveLength(500);
    expect(new Set(ids).size).toBe(500);
  }, 40_000);
});
