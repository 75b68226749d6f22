import { describe, expect, it } from '@jest/globals';
import { type EventStore, StoreUnavailable, WrongExpectedRevision } from '#kernel';
import type { InvoiceNumberAssigned } from '../domain/series.js';
import { memoryStore } from '../testing.js';
import { NumberSeries, type WantsNumber } from './number-series.js';

const wants = (invoiceId: string, afterRevision = -1, issuedOn = '2025-02-03'): WantsNumber => ({ invoiceId, series: 'main', issuedOn, afterRevision });
const many = (count: number, prefix = 'i') => Array.from({ length: count }, (_, at) => wants(`${prefix}${at}`));
const numbersIn = async (store: EventStore, stream = 'invoiceseries-main.2025') => {
  const found: [string, string][] = [];
  for await (const { data } of store.readStream<InvoiceNumberAssigned>(stream)) found.push([data.number, data.invoiceId]);
  return found;
};
const upTo = (count: number) => Array.from({ length: count }, (_, at) => `2025-${String(at + 1).padStart(5, '0')}`);
/** The store with another way to append. */
const storeWith = (store: EventStore, append: EventStore['append']): EventStore => Object.assign(Object.create(store) as EventStore, { append, readStream: store.readStream.bind(store) });

describe('Numbers', () => {
  it('begin at 1 each year and have no gap', async () => {
    expect(await new NumberSeries(memoryStore()).numbersFor([wants('a'), wants('b'), wants('c', -1, '2026-01-02')])).toEqual(['2025-00001', '2025-00002', '2026-00001']);
  });
  it('that are wanted together are taken in one append', async () => {
    const store = memoryStore();
    let appends = 0;
    const counted = storeWith(store, (append) => { appends++; return store.append(append); });
    await new NumberSeries(counted).numbersFor(many(300));
    expect(appends).toBe(1);
    expect((await numbersIn(store)).map(([number]) => number)).toEqual(upTo(300));
  });
  it('stay with their document, however often and by whomever they are asked for', async () => {
    const store = memoryStore();
    const first = await new NumberSeries(store).numbersFor([wants('a'), wants('b')]);
    expect(await new NumberSeries(store).numbersFor([wants('b'), wants('a'), wants('b')])).toEqual([first[1], first[0], first[1]]);
    expect(await numbersIn(store)).toHaveLength(2);
  });
  it('are found again by a process that began after the crash, behind the place that the approval names', async () => {
    const store = memoryStore();
    const before = new NumberSeries(store);
    await before.numbersFor(many(70));
    const reached = await before.reached('main', '2025-02-03');
    await before.numbersFor([wants('lost', reached)]);
    await before.numbersFor(many(10, 'later'));
    expect(await new NumberSeries(store).numbersFor([wants('lost', reached), wants('new', reached)])).toEqual(['2025-00071', '2025-00082']);
  });
  it('have no gap and no double with 64 issuers in 8 processes at once', async () => {
    const store = memoryStore();
    const processes = Array.from({ length: 8 }, () => new NumberSeries(store));
    const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => processes[at % 8]!.numbersFor(many(5, `issuer-${at}-`))));
    expect(answers.flat().sort()).toEqual(upTo(320));
    expect((await numbersIn(store)).map(([number]) => number)).toEqual(upTo(320));
  });
  it('are not doubled when nobody knows whether an append was stored', async () => {
    for (const stored of [true, false]) {
      const store = memoryStore();
      let first = true;
      const shaky = storeWith(store, async (append) => {
        if (!first) return store.append(append);
        first = false;
        if (stored) await store.append(append);
        throw new StoreUnavailable('the connection broke');
      });
      expect(await new NumberSeries(shaky).numbersFor(many(3))).toEqual(upTo(3));
      expect(await numbersIn(store)).toHaveLength(3);
    }
  });
  it('are given up after the time that was set, not after a count of tries, and can be asked for again', async () => {
    const store = memoryStore();
    let unlucky = true;
    let tries = 0;
    const contended = storeWith(store, (append) => (unlucky ? (tries++, Promise.reject(new WrongExpectedRevision(append.stream, append.expectedRevision))) : store.append(append)));
    const numbers = new NumberSeries(contended, { withinMs: 1_500 });
    await expect(numbers.numbersFor([wants('a')])).rejects.toBeInstanceOf(StoreUnavailable);
    expect(tries).toBeGreaterThan(5);
    unlucky = false;
    expect(await numbers.numbersFor([wants('a')])).toEqual(['2025-00001']);
  });
});
