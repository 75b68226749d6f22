import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ANY, MaxAppendSizeExceededError, NO_STREAM as NEW, STREAM_EXISTS, StreamDeletedError, WrongExpectedVersionError } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { MAX_APPEND_BYTES } from '#event-store';
import { openEventStoreDb, type EventStoreDbStore } from '../../libs/event-store/eventstoredb/event-store-db.js';
import { bareClient, bareEvent, eventually, freshStream, inItsOwnProcess, newStream, ourEvent, outcome, readStream } from './spec-kit.js';
import { openControlPort } from './control-port.js';
import { type StandIn, startStandIn } from './stand-in.js';

jest.setTimeout(60_000); // real sockets, on machines that do other things too

let standIn: StandIn;
let store: EventStoreDbStore;
let client: ReturnType<typeof bareClient>;
beforeAll(async () => {
  standIn = await startStandIn();
  store = await openEventStoreDb({ connectionString: standIn.connectionString });
  client = bareClient(standIn.connectionString);
});
afterAll(async () => {
  await store.close();
  await client.dispose();
  await standIn.stop();
});

describe('How appends travel', () => {
  it('the client appends by batch call, and one by one as soon as it is given credentials', async () => {
    const before = standIn.calls.get('append') ?? 0;
    await client.appendToStream(freshStream(), bareEvent());
    expect(standIn.calls.get('append') ?? 0).toBe(before);
    await client.appendToStream(freshStream(), bareEvent(), { credentials: { username: 'admin', password: 'changeit' } });
    expect(standIn.calls.get('append')).toBe(before + 1);
  });
  it('the adapter keeps to the batch call with credentials too', async () => {
    const before = standIn.calls.get('append') ?? 0;
    const secured = await openEventStoreDb({ connectionString: standIn.connectionString.replace('esdb://', 'esdb://admin:changeit@') });
    await secured.appendBatch([newStream(freshStream(), ourEvent()), newStream(freshStream(), ourEvent())]);
    await secured.close();
    expect(standIn.calls.get('append') ?? 0).toBe(before);
  });
  it('the adapter sends a thousand appends over one call', async () => {
    const before = standIn.calls.get('batchAppend') ?? 0;
    await store.appendBatch(Array.from({ length: 1_000 }, () => newStream(freshStream(), ourEvent())));
    expect((standIn.calls.get('batchAppend') ?? 0) - before).toBeLessThanOrEqual(1);
  });
});

describe('How much fits', () => {
  it('the server takes 1,048,576 bytes of data in one append and refuses one more', async () => {
    const full = bareEvent({ x: 'x'.repeat(MAX_APPEND_BYTES - 8) });
    await expect(client.appendToStream(freshStream(), full)).resolves.toMatchObject({ success: true });
    const { error } = await outcome(client.appendToStream(freshStream(), bareEvent({ x: 'x'.repeat(MAX_APPEND_BYTES - 7) })));
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect(error).toMatchObject({ maxAppendSize: MAX_APPEND_BYTES });
  });
  it('an event of 20 MB ends the call with code 8', async () => {
    const { error } = await outcome(client.appendToStream(freshStream(), bareEvent({ x: 'x'.repeat(20_000_000) })));
    expect(error).toMatchObject({ type: 'unknown', code: 8 });
  });
  it('the adapter says TOO_LARGE also when a server takes less than usual', async () => {
    const small = await startStandIn({ maxAppendBytes: 1_000 });
    const onSmall = await openEventStoreDb({ connectionString: small.connectionString });
    await expect(onSmall.append(newStream(freshStream(), ourEvent('x'.repeat(1_000))))).rejects.toMatchObject({ name: 'InvalidAppend', code: 'TOO_LARGE' });
    await expect(onSmall.append(newStream(freshStream(), ourEvent('x'.repeat(900))))).resolves.toMatchObject({ revision: 0 });
    await onSmall.close();
    await small.stop();
  });
  it('the adapter cuts an append with much metadata into several messages, and the server stores it as one', async () => {
    const stream = freshStream();
    const events = Array.from({ length: 3_000 }, () => ({ ...ourEvent(), metadata: { actor: 'a'.repeat(2_000) } }));
    expect((await store.append(newStream(stream, ...events))).revision).toBe(2_999);
    expect(await readStream(store, stream)).toHaveLength(3_000);
  }, 30_000);
});

describe('An event id that is no UUID', () => {
  it('ends a process that uses the bare client, two seconds later', async () => {
    const { code, err } = await inItsOwnProcess(`
      import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
      const client = EventStoreDBClient.connectionString('$URL');
      client.appendToStream('bad-1', jsonEvent({ id: 'not-a-uuid', type: 'A', data: {} })).catch(() => undefined); // how it fails is the case below
      setTimeout(() => process.exit(0), 20_000);`, standIn.connectionString);
    expect(code).toBe(1);
    expect(err).toContain('TypeError');
  }, 30_000);
  it('does not reach the client through the adapter, and nothing is stored', async () => {
    const [stream, before] = [freshStream(), standIn.log.all.length];
    await expect(store.append(newStream(stream, ourEvent({}, 'not-a-uuid')))).rejects.toMatchObject({ code: 'ID_NOT_UUID' });
    expect(standIn.log.all).toHaveLength(before);
  });
});

describe('The same ids again', () => {
  it('are recognised with "any" and "stream exists" too', async () => {
    const stream = freshStream();
    const event = bareEvent();
    for (const expectedRevision of [ANY, ANY, STREAM_EXISTS] as const) await client.appendToStream(stream, event, { expectedRevision });
    expect(await readStream(store, stream)).toHaveLength(1);
  });
  it('are stored again when the head of the stream is what is expected', async () => {
    const stream = freshStream();
    const event = ourEvent();
    await store.append(newStream(stream, event));
    expect((await store.append({ stream, expectedRevision: 0, events: [event] })).revision).toBe(1);
    expect(await readStream(store, stream)).toHaveLength(2);
  });
  it('with other data succeed, and the other data is ignored', async () => {
    const [stream, id] = [freshStream(), randomUUID()];
    const first = await store.append(newStream(stream, ourEvent({ n: 1 }, id)));
    expect(await store.append(newStream(stream, ourEvent({ n: 2 }, id)))).toEqual(first);
    expect((await readStream(store, stream)).map(({ data }) => data)).toEqual([{ n: 1 }]);
  });
  it('are new in another stream', async () => {
    const [one, other, event] = [freshStream(), freshStream(), ourEvent()];
    await store.append(newStream(one, event));
    await store.append(newStream(other, event));
    expect((await readStream(store, other)).map(({ id }) => id)).toEqual([event.id]);
  });
  it('twice in one append are stored twice by the client, and refused by the adapter', async () => {
    const [stream, id] = [freshStream(), randomUUID()];
    await client.appendToStream(stream, [bareEvent({}, id), bareEvent({}, id)]);
    expect(await readStream(store, stream)).toHaveLength(2);
    await expect(store.append(newStream(freshStream(), ourEvent({}, id), ourEvent({}, id)))).rejects.toMatchObject({ code: 'DUPLICATE_ID' });
  });
});

describe('A stream elsewhere than expected', () => {
  it('is told by the client with stream, expected and actual version, without message or code', async () => {
    const stream = freshStream();
    const { error } = await outcome(client.appendToStream(stream, bareEvent(), { expectedRevision: 5n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, expectedVersion: 5n, actualVersion: 'no_stream', message: '', code: undefined });
    await client.appendToStream(stream, bareEvent());
    expect((await outcome(client.appendToStream(stream, bareEvent(), { expectedRevision: 5n }))).error).toMatchObject({ expectedVersion: 5n, actualVersion: 0n });
  });
  it('is told by the adapter as the port says, -1 for a missing stream', async () => {
    const stream = freshStream();
    await expect(store.append({ stream, expectedRevision: 5, events: [ourEvent()] })).rejects.toMatchObject({ name: 'WrongExpectedRevision', stream, expected: 5, actual: -1 });
    await store.append(newStream(stream, ourEvent()));
    await expect(store.append({ stream, expectedRevision: 5, events: [ourEvent()] })).rejects.toMatchObject({ expected: 5, actual: 0 });
  });
  it('answered instead of thrown, names a wrong revision: nobody should ask the client for that', async () => {
    const lenient = bareClient(`${standIn.connectionString}&throwOnAppendFailure=false`);
    const stream = freshStream();
    await lenient.appendToStream(stream, [bareEvent(), bareEvent(), bareEvent()]);
    expect(await lenient.appendToStream(stream, bareEvent(), { expectedRevision: NEW })).toMatchObject({ success: false, nextExpectedRevision: 1n });
    await lenient.dispose();
  });
});

describe('Streams that were deleted', () => {
  it('softly, read as missing and go on at the old revision', async () => {
    const stream = freshStream();
    await store.append(newStream(stream, ourEvent({ n: 0 }), ourEvent({ n: 1 })));
    await client.deleteStream(stream);
    expect(await readStream(store, stream)).toEqual([]);
    expect((await store.append(newStream(stream, ourEvent({ n: 2 })))).revision).toBe(2);
    expect((await client.appendToStream(stream, bareEvent({ n: 3 }), { expectedRevision: ANY })).nextExpectedRevision).toBe(3n);
    expect((await readStream(store, stream)).map(({ revision, data }) => [revision, data])).toEqual([[2, { n: 2 }], [3, { n: 3 }]]);
  });
  it('for ever, refuse reading and writing by name', async () => {
    const stream = freshStream();
    await store.append(newStream(stream, ourEvent()));
    await client.tombstoneStream(stream);
    expect((await outcome(client.appendToStream(stream, bareEvent()))).error).toBeInstanceOf(StreamDeletedError);
    await expect(store.append({ stream, expectedRevision: 0, events: [ourEvent()] })).rejects.toMatchObject({ name: 'StreamTombstoned', stream });
    await expect(readStream(store, stream)).rejects.toMatchObject({ name: 'StreamTombstoned', stream });
  });
  it('an append of nothing succeeds in the client with revision 0; the adapter refuses it', async () => {
    expect(await client.appendToStream(freshStream(), [])).toMatchObject({ success: true, nextExpectedRevision: 0n });
    await expect(store.append(newStream(freshStream()))).rejects.toMatchObject({ code: 'NO_EVENTS' });
  });
});

describe('Several users of the client in one process', () => {
  it('disturb each other: disposing of one rejects the appends of another, whose answers then end the process', async () => {
    const control = await openControlPort(standIn, 0);
    const { code, out, err } = await inItsOwnProcess(`
      import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
      const [one, two] = [1, 2].map(() => EventStoreDBClient.connectionString('$URL'));
      const event = () => jsonEvent({ type: 'A', data: {} });
      await one.appendToStream('one-1', event());
      await two.appendToStream('two-1', event());
      await fetch('${control.url}/delay?ms=1000', { method: 'POST' });
      two.appendToStream('two-1', event()).catch(() => console.log('rejected'));
      setTimeout(() => one.dispose(), 300);
      setTimeout(() => process.exit(0), 20_000);`, standIn.connectionString);
    standIn.faults.delay(0);
    control.server.close();
    expect(out).toContain('rejected');
    expect(err).toContain('TypeError');
    expect(code).toBe(1);
  }, 40_000);
  it('do not disturb the adapter: an append under way survives the closing of another store and of a bare client', async () => {
    const [other, elsewhere] = [await openEventStoreDb({ connectionString: standIn.connectionString }), await startStandIn()];
    const third = await openEventStoreDb({ connectionString: elsewhere.connectionString });
    const bystander = bareClient(standIn.connectionString);
    await bystander.appendToStream(freshStream(), bareEvent());
    await third.append(newStream(freshStream(), ourEvent()));
    const stream = freshStream();
    standIn.faults.delay(400);
    const before = standIn.calls.get('batchAppend') ?? 0;
    const pending = store.append(newStream(stream, ourEvent()));
    await Promise.all([other.close(), third.close(), bystander.dispose()]);
    await expect(pending).resolves.toMatchObject({ revision: 0 });
    standIn.faults.delay(0);
    expect(standIn.calls.get('batchAppend') ?? 0).toBe(before); // not even repeated
    await eventually(() => standIn.log.all.filter((event) => event.stream === stream).length === 1);
    await elsewhere.stop();
  });
});
