import { EventStoreDBClient, jsonEvent, NO_STREAM as NEW, streamNameFilter } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { NO_STREAM, type StreamAppend } from '#kernel';
import { openEventStoreDb } from '../../libs/event-store/eventstoredb/event-store-db.js';

/**
 * How fast the adapter is beside the bare client, in the same run, against the server whose connection string is the first argument: one event of some 270 bytes
 * for each of many new streams, 128 under way on both sides; then all of them read back through a filtered subscription. Prints JSON.
 */
const [connectionString, count = '20000'] = process.argv.slice(2);
if (!connectionString) throw new Error('Usage: measure.ts <connection string> [streams]');
const streams = Number(count);
const IN_FLIGHT = 128;
const data = { gsrn: '571313180000000005', resolution: 'PT1H', values: Array.from({ length: 24 }, (_, hour) => hour * 1_000), quality: 'E01'.repeat(24) };

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
};

const bareClient = EventStoreDBClient.connectionString(connectionString);
const bareAppends = async (kind: string): Promise<void> => {
  let next = 0;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    for (let i = next++; i < streams; i = next++) {
      await bareClient.appendToStream(`${kind}-${i}`, jsonEvent({ id: randomUUID(), type: 'ReadingsReceived', data, metadata: { commandId: 'measured' } }), { expectedRevision: NEW });
    }
  }));
};
const bareRead = async (kind: string): Promise<void> => {
  let seen = 0;
  const subscription = bareClient.subscribeToAll({ filter: streamNameFilter({ prefixes: [`${kind}-`] }) });
  for await (const { event } of subscription) {
    if (event && ++seen === streams) break;
  }
  await subscription.unsubscribe();
};

const store = await openEventStoreDb({ connectionString });
const ourAppends = async (kind: string): Promise<void> => {
  for (let from = 0; from < streams; from += 2_000) {
    const batch = Array.from({ length: Math.min(2_000, streams - from) }, (_, i): StreamAppend => ({
      stream: `${kind}-${from + i}`, expectedRevision: NO_STREAM, events: [{ id: randomUUID(), type: 'ReadingsReceived', data, metadata: { commandId: 'measured' } }],
    }));
    for (const answer of await store.appendBatch(batch)) if (!answer.ok) throw answer.conflict;
  }
};
const ourRead = async (kind: string): Promise<void> => {
  let seen = 0;
  for await (const { events } of store.readAll({ categories: [kind] })) seen += events.length;
  if (seen !== streams) throw new Error(`${seen} events read of ${streams}`);
};

const kinds = (of: string): string => `${of}${randomUUID().replaceAll('-', '')}`;
await bareAppends(kinds('warm'));
await ourAppends(kinds('warm'));
type Round = { bareAppend: number; ourAppend: number; bareRead: number; ourRead: number };
const rounds: Round[] = [];
for (let round = 0; round < 3; round++) {
  const [bare, ours] = [kinds('bare'), kinds('ours')];
  rounds.push({ bareAppend: await seconds(() => bareAppends(bare)), ourAppend: await seconds(() => ourAppends(ours)), bareRead: await seconds(() => bareRead(bare)), ourRead: await seconds(() => ourRead(ours)) });
}
const median = (of: keyof Round): number => rounds.map((round) => round[of]).sort((a, b) => a - b)[1]!;
const rate = (of: keyof Round): number => Math.round(streams / median(of));
console.log(JSON.stringify({
  streams, inFlight: IN_FLIGHT,
  appendsPerSecond: { bareClient: rate('bareAppend'), adapter: rate('ourAppend'), ratio: +(median('bareAppend') / median('ourAppend')).toFixed(2) },
  eventsReadPerSecond: { bareClient: rate('bareRead'), adapter: rate('ourRead'), ratio: +(median('bareRead') / median('ourRead')).toFixed(2) },
}));
await store.close();
await bareClient.dispose();
