import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Event, type EventStore, type EventToAppend, InvalidAppend, NO_STREAM, type Page, type Position, type RecordedEvent, type StreamAppend, WrongExpectedRevision } from '#kernel';
import { MAX_APPEND_BYTES } from './stored-form.js';

const event = (data: unknown = {}, type = 'Happened', id: string = randomUUID()): EventToAppend => ({ id, type, data, metadata: { commandId: 'c-1', correlationId: 'k-1' } });
const many = (n: number, of = (i: number): unknown => ({ i })) => Array.from({ length: n }, (_, i) => event(of(i)));

/**
 * What every adapter of `EventStore` owes its callers. `open` gives a store on a log that others may be using too: each case writes to streams
 * and categories of its own.
 */
export const eventStoreContract = (name: string, open: () => Promise<EventStore>): void => {
  describe(`${name} keeps the event store contract`, () => {
    let store: EventStore;
    beforeAll(async () => { store = await open(); }, 120_000);
    afterAll(async () => { await store?.close(); });

    let category: string;
    const fresh = (): string => `${(category = `c${randomUUID().replaceAll('-', '')}`)}-${randomUUID()}`;
    const readAllEvents = async (after?: Position, categories = [category], pageSize?: number): Promise<RecordedEvent[]> => {
      const events: RecordedEvent[] = [];
      for await (const page of store.readAll({ after, categories, pageSize })) events.push(...page.events);
      return events;
    };
    const stream = async (of: string, options?: { fromRevision?: number; limit?: number }): Promise<RecordedEvent[]> => {
      const events: RecordedEvent[] = [];
      for await (const one of store.readStream(of, options)) events.push(one);
      return events;
    };
    const appendTo = (of: string, expectedRevision: number, ...events: EventToAppend[]) => store.append({ stream: of, expectedRevision, events });

    describe('a stream', () => {
      it('gives back what was appended, in order, with ids, revisions, metadata and the time of recording', async () => {
        const of = fresh();
        const events = many(3);
        const appended = await appendTo(of, NO_STREAM, ...events);
        const read = await stream(of);
        expect(appended.revision).toBe(2);
        expect(read.map(({ id, type, data, metadata, revision, stream: s }) => ({ id, type, data, metadata, revision, s })))
          .toEqual(events.map(({ id, type, data, metadata }, revision) => ({ id, type, data, metadata, revision, s: of })));
        expect(appended.position >= read[2]!.position).toBe(true); // whoever waits for the append's position has the event
        for (const { recordedAt } of read) expect(Math.abs(Date.parse(recordedAt) - Date.now())).toBeLessThan(600_000);
        for (const { recordedAt } of read) expect(recordedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,6}Z$/);
      });
      it('is empty when it does not exist, and past its end', async () => {
        const of = fresh();
        expect(await stream(of)).toEqual([]);
        await appendTo(of, NO_STREAM, event());
        expect(await stream(of, { fromRevision: 1 })).toEqual([]);
      });
      it('is read from a revision and up to a limit', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, ...many(10));
        expect((await stream(of, { fromRevision: 3, limit: 4 })).map(({ revision }) => revision)).toEqual([3, 4, 5, 6]);
      });
      it('holds 1,000 events of one append and reads them all', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, ...many(1_000));
        const read = await stream(of);
        expect(read.map(({ data }) => (data as { i: number }).i)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
      });
      it('goes on at its last revision, event by event', async () => {
        const of = fresh();
        for (let revision = NO_STREAM; revision < 20; revision++) expect((await appendTo(of, revision, event())).revision).toBe(revision + 1);
      });
      it('keeps text as it is: unicode, surrogates, NUL, quotes, whole numbers beyond 2^53 written as text, big fractions', async () => {
        const of = fresh();
        const data = {
          text: 'Målepunkt Ærø – 電力 🔌 \u0000 \u2028 " \\ \n', big: '123456789012345678901234567890', edge: Number.MAX_SAFE_INTEGER, small: 5e-324, minus: -0.1,
          nested: [[], {}, null, true, false, ''], 'key with "quotes" and ø': 1,
        };
        await appendTo(of, NO_STREAM, event(data, 'Målt'));
        const [read] = await stream(of);
        expect(read!.data).toEqual(data);
        expect(read!.type).toBe('Målt');
      });
    });

    describe('the expected revision', () => {
      it('refuses a stream that exists as new, telling where it stands', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, ...many(2));
        await expect(appendTo(of, NO_STREAM, event())).rejects.toMatchObject({ name: 'WrongExpectedRevision', stream: of, expected: NO_STREAM, actual: 1 });
      });
      it('refuses a revision that the stream has not reached', async () => {
        const of = fresh();
        await expect(appendTo(of, 0, event())).rejects.toMatchObject({ name: 'WrongExpectedRevision', actual: NO_STREAM });
        await appendTo(of, NO_STREAM, event());
        await expect(appendTo(of, 4, event())).rejects.toMatchObject({ name: 'WrongExpectedRevision', expected: 4, actual: 0 });
        expect(await stream(of)).toHaveLength(1);
      });
      it('stores nothing of an append that is refused, however long', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, ...many(2));
        await expect(appendTo(of, 0, ...many(5))).rejects.toBeInstanceOf(WrongExpectedRevision);
        expect(await stream(of)).toHaveLength(2);
      });
      it('lets exactly one of 8 racing writers create a stream', async () => {
        for (let round = 0; round < 5; round++) {
          const of = fresh();
          const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, writer) => appendTo(of, NO_STREAM, event({ writer }), event({ writer }))));
          expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
          for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(WrongExpectedRevision);
          const read = await stream(of);
          expect(new Set(read.map(({ data }) => (data as { writer: number }).writer)).size).toBe(1);
          expect(read).toHaveLength(2);
        }
      });
      it('lets exactly one of 8 racing writers continue a stream, also with appends of different length', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, event());
        const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, writer) => appendTo(of, 0, ...many(1 + (writer % 3), () => ({ writer })))));
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(new Set((await stream(of, { fromRevision: 1 })).map(({ data }) => (data as { writer: number }).writer)).size).toBe(1);
      });
    });

    describe('the same append again', () => {
      it('changes nothing and answers as the first time, also after later writes', async () => {
        const of = fresh();
        const append: StreamAppend = { stream: of, expectedRevision: NO_STREAM, events: many(2) };
        const first = await store.append(append);
        expect(await store.append(append)).toEqual(first);
        await appendTo(of, 1, event());
        expect(await store.append(append)).toEqual(first);
        expect(await stream(of)).toHaveLength(3);
      });
      it('is recognised in the middle of a stream', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, ...many(2));
        const append: StreamAppend = { stream: of, expectedRevision: 1, events: many(3) };
        const first = await store.append(append);
        await appendTo(of, 4, event());
        expect(await store.append(append)).toEqual(first);
        expect(await stream(of)).toHaveLength(6);
      });
      it('is recognised by its ids when it is only the beginning of what was stored, and refused when it is more', async () => {
        const of = fresh();
        const [one, two, three] = many(3) as [EventToAppend, EventToAppend, EventToAppend];
        await appendTo(of, NO_STREAM, one, two);
        expect((await appendTo(of, NO_STREAM, one)).revision).toBe(0);
        await expect(appendTo(of, NO_STREAM, one, two, three)).rejects.toBeInstanceOf(WrongExpectedRevision);
        await expect(appendTo(of, NO_STREAM, two, one)).rejects.toBeInstanceOf(WrongExpectedRevision);
        expect(await stream(of)).toHaveLength(2);
      });
      it('is stored once when eight send it at the same time', async () => {
        const of = fresh();
        const append: StreamAppend = { stream: of, expectedRevision: NO_STREAM, events: many(2) };
        const answers = await Promise.all(Array.from({ length: 8 }, () => store.append(append)));
        for (const answer of answers) expect(answer).toEqual(answers[0]);
        expect(await stream(of)).toHaveLength(2);
      });
    });

    describe('a batch', () => {
      it('stores many streams, each with its own answer in the order given', async () => {
        const streams = Array.from({ length: 300 }, fresh);
        const answers = await store.appendBatch(streams.map((of, i) => ({ stream: of, expectedRevision: NO_STREAM, events: many(1 + (i % 3)) })));
        expect(answers.map((answer) => answer.ok && [answer.stream, answer.revision])).toEqual(streams.map((of, i) => [of, i % 3]));
        expect(await stream(streams[299]!)).toHaveLength(3);
      });
      it('leaves the others stored when one stream is in conflict', async () => {
        const [taken, free, late] = [fresh(), fresh(), fresh()];
        await appendTo(taken, NO_STREAM, event());
        const answers = await store.appendBatch([
          { stream: taken, expectedRevision: NO_STREAM, events: many(2) }, { stream: free, expectedRevision: NO_STREAM, events: many(2) }, { stream: late, expectedRevision: 3, events: many(1) },
        ]);
        expect(answers.map(({ ok }) => ok)).toEqual([false, true, false]);
        expect(answers[0]).toMatchObject({ stream: taken, conflict: { expected: NO_STREAM, actual: 0 } });
        expect([await stream(taken), await stream(free), await stream(late)].map(({ length }) => length)).toEqual([1, 2, 0]);
      });
      it('changes nothing when it comes again', async () => {
        const streams = Array.from({ length: 20 }, fresh);
        const batch = streams.map((of): StreamAppend => ({ stream: of, expectedRevision: NO_STREAM, events: many(2) }));
        const first = await store.appendBatch(batch);
        expect(await store.appendBatch(batch)).toEqual(first);
        expect(await store.appendBatch(batch.slice(5, 9))).toEqual(first.slice(5, 9));
        for (const of of streams) expect(await stream(of)).toHaveLength(2);
      });
      it('may hold a stream more than once, and keeps its order', async () => {
        const [twice, other] = [fresh(), fresh()];
        const answers = await store.appendBatch([
          { stream: twice, expectedRevision: NO_STREAM, events: [event({ n: 0 })] }, { stream: other, expectedRevision: NO_STREAM, events: many(1) },
          { stream: twice, expectedRevision: 0, events: [event({ n: 1 }), event({ n: 2 })] },
        ]);
        expect(answers.map((answer) => answer.ok && answer.revision)).toEqual([0, 0, 2]);
        expect((await stream(twice)).map(({ data }) => (data as { n: number }).n)).toEqual([0, 1, 2]);
      });
      it('of nothing is nothing', async () => {
        expect(await store.appendBatch([])).toEqual([]);
      });
      it('survives two batches that take the same streams in opposite order', async () => {
        const streams = Array.from({ length: 50 }, fresh);
        const batch = (of: readonly string[]): StreamAppend[] => of.map((s) => ({ stream: s, expectedRevision: NO_STREAM, events: many(1) }));
        const [one, two] = await Promise.all([store.appendBatch(batch(streams)), store.appendBatch(batch([...streams].reverse()))]);
        const winners = [...one!, ...two!].filter(({ ok }) => ok);
        expect(new Set(winners.map(({ stream: s }) => s)).size).toBe(50);
        expect(winners).toHaveLength(50);
      });
    });

    describe('what can never be stored', () => {
      const refuses = async (code: InvalidAppend['code'], append: StreamAppend) => {
        await expect(store.append(append)).rejects.toMatchObject({ name: 'InvalidAppend', code });
        await expect(store.appendBatch([append])).rejects.toMatchObject({ name: 'InvalidAppend', code });
        if (/^[a-z0-9]+-\S+$/.test(append.stream)) expect(await stream(append.stream)).toEqual([]);
      };
      it('is an append without events', () => refuses('NO_EVENTS', { stream: fresh(), expectedRevision: NO_STREAM, events: [] }));
      it('is an event id that is no UUID', () => refuses('ID_NOT_UUID', { stream: fresh(), expectedRevision: NO_STREAM, events: [event({}, 'A', 'not-a-uuid')] }));
      it('is an event id twice in one append', () => {
        const id = randomUUID();
        return refuses('DUPLICATE_ID', { stream: fresh(), expectedRevision: NO_STREAM, events: [event({}, 'A', id), event({}, 'B', id)] });
      });
      it('is data that is not JSON', async () => {
        const loop: Record<string, unknown> = {};
        loop['self'] = loop;
        for (const data of [{ n: 1n }, undefined, loop]) await refuses('NOT_JSON', { stream: fresh(), expectedRevision: NO_STREAM, events: [{ ...event(), data }] });
      });
      it('is a name without a kind', () => refuses('BAD_STREAM_NAME', { stream: '$all', expectedRevision: NO_STREAM, events: many(1) }));
      it('is an expected revision below "no stream"', () => refuses('BAD_EXPECTED_REVISION', { stream: fresh(), expectedRevision: -2, events: many(1) }));
      it('is more than 1 MiB of data; 1 MiB exactly is stored', async () => {
        const exactly = event('x'.repeat(MAX_APPEND_BYTES - 2));
        const of = fresh();
        await appendTo(of, NO_STREAM, exactly);
        expect(((await stream(of))[0]!.data as string).length).toBe(MAX_APPEND_BYTES - 2);
        await refuses('TOO_LARGE', { stream: fresh(), expectedRevision: NO_STREAM, events: [event('x'.repeat(MAX_APPEND_BYTES / 2)), event('æ'.repeat(MAX_APPEND_BYTES / 4))] });
      });
    });

    describe('the order of all events', () => {
      it('is read page by page from any position, each event once, positions rising as text', async () => {
        const streams = Array.from({ length: 7 }, fresh);
        const kinds = streams.map((s) => s.split('-')[0]!);
        for (const of of streams) await appendTo(of, NO_STREAM, ...many(13));
        const events = await readAllEvents(undefined, kinds, 10);
        expect(events).toHaveLength(91);
        expect(new Set(events.map(({ id }) => id)).size).toBe(91);
        for (let i = 1; i < events.length; i++) expect(events[i]!.position > events[i - 1]!.position).toBe(true);
        const rest = await readAllEvents(events[40]!.position, kinds, 10);
        expect(rest.map(({ id }) => id)).toEqual(events.slice(41).map(({ id }) => id));
      });
      it('shows only the categories asked for, and moves on where nothing matches', async () => {
        const mine = fresh();
        const kind = category;
        await appendTo(mine, NO_STREAM, event());
        for (let i = 0; i < 3; i++) await appendTo(fresh(), NO_STREAM, ...many(5));
        const last = await store.lastPosition();
        let end: Position | undefined;
        const seen: RecordedEvent[] = [];
        for await (const page of store.readAll({ categories: [kind] })) { seen.push(...page.events); end = page.position; }
        expect(seen.map(({ stream: s }) => s)).toEqual([mine]);
        expect(end! >= last!).toBe(true);
        expect(await readAllEvents(end, [kind])).toEqual([]);
      });
      it('does not take a category for another that begins alike', async () => {
        const of = fresh();
        const kind = category;
        await appendTo(`${kind}x-1`, NO_STREAM, event());
        await appendTo(of, NO_STREAM, event());
        expect((await readAllEvents(undefined, [kind])).map(({ stream: s }) => s)).toEqual([of]);
      });
      it('ends with one page that says it caught up, also when there is nothing', async () => {
        fresh();
        const pages: Page[] = [];
        for await (const page of store.readAll({ categories: [category] })) pages.push(page);
        expect(pages.at(-1)).toMatchObject({ events: [], caughtUp: true });
        expect(pages.filter(({ caughtUp }) => caughtUp)).toHaveLength(1);
      });
      it('includes everything acknowledged before the call: the last position is reached', async () => {
        const of = fresh();
        const { position } = await appendTo(of, NO_STREAM, event());
        expect((await store.lastPosition())! >= position).toBe(true);
        expect((await readAllEvents()).map(({ position: p }) => p)).toContain(position);
      });
      it('skips no event of a slow writer: 8 writers, 4,000 events, a reader following all along', async () => {
        const kind = (fresh(), category);
        const stop = new AbortController();
        const seen: string[] = [];
        const reading = (async () => {
          for await (const page of store.subscribe({ categories: [kind], signal: stop.signal, pageSize: 100 })) {
            seen.push(...page.events.map(({ id }) => id));
            if (seen.length >= 4_000) stop.abort();
          }
        })();
        const timer = setTimeout(() => stop.abort(), 50_000);
        const written: string[] = [];
        await Promise.all(Array.from({ length: 8 }, async (_, writer) => {
          for (let batch = 0; batch < 25; batch++) {
            const appends = Array.from({ length: 10 }, (_u, i): StreamAppend => ({ stream: `${kind}-${writer}-${batch}-${i}`, expectedRevision: NO_STREAM, events: many(2) }));
            for (const answer of await store.appendBatch(appends)) expect(answer.ok).toBe(true);
            written.push(...appends.flatMap(({ events }) => events.map(({ id }) => id)));
            if (writer % 3 === 0) await new Promise((resolve) => setTimeout(resolve, writer));
          }
        }));
        await reading;
        clearTimeout(timer);
        expect(written).toHaveLength(4_000);
        expect(seen).toHaveLength(4_000);
        expect(new Set(seen)).toEqual(new Set(written));
      }, 60_000);
    });

    describe('a subscription', () => {
      const follow = (options: { after?: Position; categories: string[]; pageSize?: number }, until: (pages: Page[]) => boolean) => {
        const stop = new AbortController();
        const pages: Page[] = [];
        const done = (async () => {
          for await (const page of store.subscribe({ ...options, signal: stop.signal })) {
            pages.push(page);
            if (until(pages)) stop.abort();
          }
          return pages;
        })();
        return { done, pages, stop: () => stop.abort() };
      };
      const count = (pages: Page[]) => pages.reduce((sum, { events }) => sum + events.length, 0);

      it('catches up and turns live without a gap and without a repetition', async () => {
        const of = fresh();
        await appendTo(of, NO_STREAM, ...many(250));
        const following = follow({ categories: [category], pageSize: 20 }, (pages) => count(pages) >= 500);
        for (let revision = 249; revision < 499; revision++) await appendTo(of, revision, event());
        const pages = await following.done;
        expect(pages.flatMap(({ events }) => events.map(({ revision }) => revision))).toEqual(Array.from({ length: 500 }, (_, i) => i));
      }, 60_000);
      it('says when it has caught up, also on a log without such events', async () => {
        fresh();
        const pages = await follow({ categories: [category] }, (all) => all.some(({ caughtUp }) => caughtUp)).done;
        expect(pages.at(-1)!.caughtUp).toBe(true);
      });
      it('goes on after the position it is given', async () => {
        const of = fresh();
        const { position } = await appendTo(of, NO_STREAM, ...many(3));
        await appendTo(of, 2, event({ last: true }));
        const pages = await follow({ categories: [category], after: position }, (all) => count(all) >= 1).done;
        expect(pages.flatMap(({ events }) => events.map(({ data }) => data))).toEqual([{ last: true }]);
      });
      it('moves its position on when only other categories are written', async () => {
        const kind = (fresh(), category);
        const reached: { position?: Position } = {};
        const following = follow({ categories: [kind] }, (pages) => reached.position !== undefined && pages.at(-1)!.position >= reached.position);
        reached.position = (await appendTo(fresh(), NO_STREAM, event())).position;
        const guard = setTimeout(following.stop, 15_000);
        const pages = await following.done;
        clearTimeout(guard);
        expect(count(pages)).toBe(0);
        expect(pages.at(-1)!.position >= reached.position).toBe(true);
      }, 30_000);
      it('ends when told, without an error, also while nothing happens', async () => {
        fresh();
        const following = follow({ categories: [category] }, () => false);
        await new Promise((resolve) => setTimeout(resolve, 100));
        following.stop();
        await expect(following.done).resolves.toBeDefined();
      });
      it('serves several readers, each at its own pace', async () => {
        const of = fresh();
        const readers = [1, 7, 50].map((pageSize) => follow({ categories: [category], pageSize }, (pages) => count(pages) >= 60));
        await appendTo(of, NO_STREAM, ...many(60));
        for (const pages of await Promise.all(readers.map(({ done }) => done))) {
          expect(pages.flatMap(({ events }) => events.map(({ revision }) => revision))).toEqual(Array.from({ length: 60 }, (_, i) => i));
        }
      }, 30_000);
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
};

/** An event for specs outside the contract. */
export const anEvent = event as (data?: unknown, type?: string, id?: string) => EventToAppend<Event>;
