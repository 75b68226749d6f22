import { describe, expect, it } from '@jest/globals';
import { NO_STREAM } from '#kernel';
import { anEvent } from './contract.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import { withUpcasters } from './upcasting.js';

const upcasters = [
  { type: 'Priced', fromVersion: 1, upcast: (data: unknown) => ({ ...(data as object), currency: 'DKK' }) },
  { type: 'Priced', fromVersion: 2, upcast: (data: unknown) => ({ price: data }) },
];

describe('Upcasting', () => {
  const given = async () => {
    const bare = new MemoryEventStore();
    const v1 = anEvent({ amount: '1.00' }, 'Priced');
    const v2 = { ...anEvent({ amount: '2.00', currency: 'EUR' }, 'Priced'), metadata: { schemaVersion: '2' } };
    const v3 = { ...anEvent({ price: { amount: '3.00' } }, 'Priced'), metadata: { schemaVersion: '3' } };
    await bare.append({ stream: 'price-1', expectedRevision: NO_STREAM, events: [v1, v2, v3, anEvent({ amount: '4.00' }, 'Other')] });
    return withUpcasters(bare, upcasters);
  };
  const expected = [{ price: { amount: '1.00', currency: 'DKK' } }, { price: { amount: '2.00', currency: 'EUR' } }, { price: { amount: '3.00' } }, { amount: '4.00' }];

  it('lifts every stored version to the latest shape, through all doors of the store', async () => {
    const store = await given();
    const fromStream: unknown[] = [];
    for await (const { data } of store.readStream('price-1')) fromStream.push(data);
    const fromAll: unknown[] = [];
    for await (const page of store.readAll()) fromAll.push(...page.events.map(({ data }) => data));
    const live: unknown[] = [];
    const stop = new AbortController();
    for await (const page of store.subscribe({ signal: stop.signal })) { live.push(...page.events.map(({ data }) => data)); stop.abort(); }
    expect([fromStream, fromAll, live]).toEqual([expected, expected, expected]);
  });

  it('refuses two ways for one step', () => {
    expect(() => withUpcasters(new MemoryEventStore(), [upcasters[0]!, upcasters[0]!])).toThrow('Two upcasters for Priced@1');
  });
});
