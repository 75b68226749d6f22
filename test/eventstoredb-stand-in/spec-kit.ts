import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import type { Event, EventStore, EventToAppend, RecordedEvent, StreamAppend } from '#kernel';
import { NO_STREAM } from '#kernel';

/** Helpers of the specs in this folder. */
export const freshKind = (): string => `k${randomUUID().replaceAll('-', '')}`;
export const freshStream = (): string => `${freshKind()}-1`;

export const ourEvent = (data: unknown = {}, id: string = randomUUID()): EventToAppend => ({ id, type: 'Happened', data, metadata: { commandId: 'c-1' } });
export const bareEvent = (data: Record<string, unknown> = {}, id: string = randomUUID()) => jsonEvent({ id, type: 'Happened', data });
export const newStream = (stream: string, ...events: EventToAppend<Event>[]): StreamAppend => ({ stream, expectedRevision: NO_STREAM, events });

export const readStream = async (store: EventStore, stream: string): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(event);
  return events;
};

/** The client as its makers ship it, without any care of ours. */
export const bareClient = (connectionString: string): EventStoreDBClient => EventStoreDBClient.connectionString(connectionString);

/** What a promise came to, as something to look at. */
export const outcome = (work: Promise<unknown>): Promise<{ value?: unknown; error?: Error & { code?: number; type?: string } }> =>
  work.then((value) => ({ value }), (error: Error) => ({ error }));

export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

export const eventually = async (condition: () => boolean, ms = 10_000): Promise<void> => {
  for (const until = Date.now() + ms; !condition();) {
    if (Date.now() > until) throw new Error(`Still not so after ${ms} ms: ${condition.toString()}`);
    await pause(10);
  }
};

/** Runs a script in a process of its own. `$URL` in it is the connection string. */
export const inItsOwnProcess = (script: string, connectionString: string): Promise<{ code: number | null; out: string; err: string }> => new Promise((resolve) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script.replaceAll('$URL', connectionString)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  child.on('close', (code) => resolve({ code, out, err }));
});

/** Reads a subscription in the background until `enough`, or until stopped. */
export const following = (store: EventStore, categories: readonly string[], enough: (events: readonly RecordedEvent[]) => boolean = () => false) => {
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  let caughtUp = 0;
  const done = (async () => {
    for await (const page of store.subscribe({ categories, signal: stop.signal })) {
      events.push(...page.events);
      if (page.caughtUp) caughtUp++;
      if (enough(events)) stop.abort();
    }
  })();
  return { events, done, caughtUp: () => caughtUp, stop: () => stop.abort() };
};
