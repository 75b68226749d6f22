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

type Cost = { seconds: number; cpuSeconds: number };
const cost = async (work: () => Promise<void>): Promise<Cost> => {
  const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpuFrom);
  return { seconds: (performance.now() - from) / 1_000, cpuSeconds: (user + system) / 1_000_000 };
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
type Round = { bareAppend: Cost; ourAppend: Cost; bareRead: Cost; ourRead: Cost };
const rounds: Round[] = [];
for (let round = 0; round < 3; round++) {
  const [bare, ours] = [kinds('bare'), kinds('ours')];
  rounds.push({ bareAppend: await cost(() => bareAppends(bare)), ourAppend: await cost(() => ourAppends(ours)), bareRead: await cost(() => bareRead(bare)), ourRead: await cost(() => ourRead(ours)) });
}
const median = (of: keyof Round, what: keyof Cost): number => rounds.map((round) => round[of][what]).sort((a, b) => a - b)[1]!;
/** `ratio` above 1: the adapter is that much faster, or needs that much less of a core. */
const compare = (bare: keyof Round, ours: keyof Round) => ({
  perSecond: { bareClient: Math.round(streams / median(bare, 'seconds')), adapter: Math.round(streams / median(ours, 'seconds')), ratio: +(median(bare, 'seconds') / median(ours, 'seconds')).toFixed(2) },
  cpuMicrosecondsEach: {
    bareClient: Math.round(median(bare, 'cpuSeconds') / streams * 1_000_000), adapter: Math.round(median(ours, 'cpuSeconds') / streams * 1_000_000),
    ratio: +(median(bare, 'cpuSeconds') / median(ours, 'cpuSeconds')).toFixed(2),
  },
});
console.log(JSON.stringify({ streams, inFlight: IN_FLIGHT, append: compare('bareAppend', 'ourAppend'), read: compare('bareRead', 'ourRead') }));
await store.close();
await bareClient.dispose();
