import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NO_STREAM, type RecordedEvent, StoreUnavailable } from '#kernel';
import { anEvent, eventStoreContract } from '../contract.js';
import { MAX_APPEND_BYTES } from '../stored-form.js';
import { type EventStoreDbStore, openEventStoreDb } from './event-store-db.js';

const connectionString = process.env['EVENTSTORE_URL'];

if (!connectionString) {
  describe('The EventStoreDB store on a real server', () => {
    it.skip('NOT RUN: EVENTSTORE_URL is not set. No package registry carries this server; start one (docker compose up eventstore) and set EVENTSTORE_URL=esdb://localhost:2113?tls=false', () => undefined);
  });
} else {
  onRealServer(connectionString);
}

/** The contract, and what of the adapter's own promises can be proven without breaking a server that others may be using. */
function onRealServer(url: string): void {
  eventStoreContract('The EventStoreDB store, on a real server,', () => openEventStoreDb({ connectionString: url, idleMs: 500 }));

  describe('The EventStoreDB store on a real server', () => {
    let store: EventStoreDbStore;
    beforeAll(async () => { store = await openEventStoreDb({ connectionString: url }); });
    afterAll(async () => { await store.close(); });
    const fresh = (): string => `r${randomUUID().replaceAll('-', '')}-1`;
    const read = async (stream: string): Promise<RecordedEvent[]> => {
      const events: RecordedEvent[] = [];
      for await (const event of store.readStream(stream)) events.push(event);
      return events;
    };

    it('recognises ids whatever their data, and only at the revision they were sent with first', async () => {
      const [stream, id] = [fresh(), randomUUID()];
      const first = await store.append({ stream, expectedRevision: NO_STREAM, events: [anEvent({ n: 1 }, 'A', id)] });
      expect(await store.append({ stream, expectedRevision: NO_STREAM, events: [anEvent({ n: 2 }, 'A', id)] })).toEqual(first);
      expect((await store.append({ stream, expectedRevision: 0, events: [anEvent({ n: 3 }, 'A', id)] })).revision).toBe(1);
      expect((await read(stream)).map(({ data }) => data)).toEqual([{ n: 1 }, { n: 3 }]);
    });
    it('takes 1 MiB in many events, more metadata than fits one message, and gives all of it back', async () => {
      const stream = fresh();
      const events = Array.from({ length: 1_024 }, () => ({ ...anEvent('x'.repeat(MAX_APPEND_BYTES / 1_024 - 2)), metadata: { actor: 'a'.repeat(2_000) } }));
      expect((await store.append({ stream, expectedRevision: NO_STREAM, events })).revision).toBe(1_023);
      expect((await read(stream)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });
    it('never shows the system\'s own events', async () => {
      await store.append({ stream: fresh(), expectedRevision: NO_STREAM, events: [anEvent()] });
      let seen = 0;
      for await (const page of store.readAll()) {
        seen += page.events.length;
        expect(page.events.filter(({ type, stream }) => type.startsWith('$') || stream.startsWith('$'))).toEqual([]);
        if (seen > 20_000) break;
      }
      expect(seen).toBeGreaterThan(0);
    }, 60_000);
    it('goes on when another store of this process is closed', async () => {
      const other = await openEventStoreDb({ connectionString: url });
      const pending = store.appendBatch(Array.from({ length: 200 }, () => ({ stream: fresh(), expectedRevision: NO_STREAM, events: [anEvent()] })));
      await other.close();
      for (const answer of await pending) expect(answer.ok).toBe(true);
    });
    it('is StoreUnavailable where nobody listens', async () => {
      await expect(openEventStoreDb({ connectionString: 'esdb://127.0.0.1:1?tls=false', deadlineMs: 300, giveUpAfterMs: 600 })).rejects.toBeInstanceOf(StoreUnavailable);
    });
  });
}
