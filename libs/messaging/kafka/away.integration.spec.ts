import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { systemClock } from '#kernel';
import type { KafkaBroker } from '../../../infra/engines/kafka/broker.mjs';
import { eventually } from '../contract.js';
import { MemoryParkedMessages } from '../parked/memory.js';
import { done } from '../samples.js';
import { freshTopic, ownBroker } from './broker-for-specs.js';
import { BrokerUnavailable, type KafkaConnection } from './connection.js';
import { KafkaSink } from './kafka-sink.js';
import { KafkaSource } from './kafka-source.js';

// The broker is stopped and killed here, so it is always one of our own.
describe('Kafka that goes away', () => {
  let own: Awaited<ReturnType<typeof ownBroker>>;
  let broker: KafkaBroker;
  let connection: KafkaConnection;
  beforeAll(async () => {
    own = await ownBroker();
    broker = own.first;
    connection = { brokers: [broker.brokers] };
  }, 300_000);
  afterAll(async () => {
    await broker.stop();
    await own.remove();
  }, 60_000);

  const said: string[] = [];
  const note = (_: unknown, sentence: string) => { said.push(sentence); };
  const newSource = () => new KafkaSource({
    connection, parked: new MemoryParkedMessages(systemClock), clock: systemClock, log: { info: note, warn: note, error: note }, backoff: { firstMs: 50, mostMs: 500 }, sessionTimeoutMs: 6_000, mostMessages: 10,
  });
  const messages = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => ({ id: `${prefix}-${n}`, key: 'same', body: Buffer.from(`${n}`) }));

  it('is waited for at the start and in the middle, without a hand, and the sender is told the truth', async () => {
    const topic = await freshTopic(connection);
    await broker.stop();

    const sink = new KafkaSink({ connection });
    await expect(sink.publish(topic, messages(1, 'lost'))).rejects.toBeInstanceOf(BrokerUnavailable);
    const seen: string[] = [];
    const source = newSource();
    await source.start({ topic, group: `g-${randomUUID()}`, handler: async (batch) => { seen.push(...batch.map(({ id }) => id)); return batch.map(() => done); } });
    await expect(source.ping()).rejects.toBeInstanceOf(BrokerUnavailable);
    expect(said.some((sentence) => sentence.startsWith(`Not listening to ${topic}:`) && sentence.includes('Trying again in'))).toBe(true);

    broker = await own.again();
    await sink.publish(topic, messages(20, 'first'));
    await eventually('the first came', () => seen.length >= 20);

    await broker.stop();
    await new Promise((resolve) => { setTimeout(resolve, 3_000); });
    broker = await own.again();
    await sink.publish(topic, messages(20, 'second'));
    await eventually('the second came', () => seen.includes('second-19'));
    expect([...new Set(seen)]).toEqual([...messages(20, 'first'), ...messages(20, 'second')].map(({ id }) => id));
    await source.ping();
    await source.stop();
    await sink.close();
  }, 240_000);

  it('is killed between the answer of a handler and its commit, and the consumer ends too: the messages come again, none is missing, the order stands', async () => {
    const topic = await freshTopic(connection);
    const group = `g-${randomUUID()}`;
    const sink = new KafkaSink({ connection });
    await sink.publish(topic, messages(40, 'm'));
    const first: string[][] = [];
    const source = newSource();
    await source.start({
      topic, group, handler: async (batch) => {
        first.push(batch.map(({ id }) => id));
        if (first.length === 2) {
          await broker.kill();
          void source.stop();
        }
        return batch.map(() => done);
      },
    });
    await eventually('the broker was killed', () => first.length === 2);
    await source.stop();
    broker = await own.again();
    const second: string[] = [];
    const next = newSource();
    await next.start({ topic, group, handler: async (batch) => { second.push(...batch.map(({ id }) => id)); return batch.map(() => done); } });
    await eventually('all came', () => second.includes('m-39'));
    await next.stop();
    await sink.close();
    const all = messages(40, 'm').map(({ id }) => id);
    expect(first.flat()).toEqual(all.slice(0, 20));
    expect(second).toEqual(all.slice(10)); // the first ten were committed, the ten in hand were not
  }, 240_000);

  it('is killed between the answer of a handler and its commit: the consumer goes on by itself, none is missing, the order stands', async () => {
    const topic = await freshTopic(connection);
    const sink = new KafkaSink({ connection });
    await sink.publish(topic, messages(40, 'm'));
    const calls: string[][] = [];
    let killed = false;
    const source = newSource();
    await source.start({
      topic, group: `g-${randomUUID()}`, handler: async (batch) => {
        calls.push(batch.map(({ id }) => id));
        if (calls.length === 2) {
          await broker.kill();
          killed = true;
        }
        return batch.map(() => done);
      },
    });
    await eventually('the broker was killed', () => killed);
    broker = await own.again();
    await eventually('all came', () => calls.flat().includes('m-39'));
    await source.stop();
    await sink.close();
    expect([...new Set(calls.flat())]).toEqual(messages(40, 'm').map(({ id }) => id));
  }, 240_000);

  it('hangs for longer than any answer may take, and is used again when it wakes up: none is missing, the order stands', async () => {
    const topic = await freshTopic(connection);
    const sink = new KafkaSink({ connection });
    await sink.publish(topic, messages(20, 'before'));
    const seen: string[] = [];
    const source = newSource();
    await source.start({ topic, group: `g-${randomUUID()}`, handler: async (batch) => { seen.push(...batch.map(({ id }) => id)); return batch.map(() => done); } });
    await eventually('the first came', () => seen.length >= 20);
    process.kill(broker.pid, 'SIGSTOP');
    try {
      await expect(source.ping()).rejects.toBeInstanceOf(BrokerUnavailable);
      await new Promise((resolve) => { setTimeout(resolve, 40_000); });
    } finally {
      process.kill(broker.pid, 'SIGCONT');
    }
    await sink.publish(topic, messages(20, 'after'));
    await eventually('the rest came', () => seen.includes('after-19'), 120_000);
    await source.stop();
    await sink.close();
    expect([...new Set(seen)]).toEqual([...messages(20, 'before'), ...messages(20, 'after')].map(({ id }) => id));
  }, 300_000);

  it('can be left while it is away', async () => {
    const topic = await freshTopic(connection);
    const source = newSource();
    await source.start({ topic, group: `g-${randomUUID()}`, handler: async (batch) => batch.map(() => done) });
    await broker.kill();
    await new Promise((resolve) => { setTimeout(resolve, 1_000); });
    const began = performance.now();
    await source.stop();
    expect(performance.now() - began).toBeLessThan(30_000);
    broker = await own.again();
  }, 120_000);
});
