import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { systemClock } from '#kernel';
import { eventually, messagingContract } from '../contract.js';
import type { MessageHandler } from '../message.js';
import { MemoryParkedMessages } from '../parked/memory.js';
import { done } from '../samples.js';
import { TOPICS } from '../topics.js';
import { anyBroker, freshTopic } from './broker-for-specs.js';
import type { KafkaConnection } from './connection.js';
import { createTopics } from './create-topics.js';
import { KafkaSink, MessageTooLarge } from './kafka-sink.js';
import { KafkaSource, type KafkaSourceOptions } from './kafka-source.js';
import { UnknownTopic } from './connection.js';

const QUICK = { backoff: { firstMs: 20, mostMs: 200 }, sessionTimeoutMs: 10_000 };

messagingContract('Kafka', async () => {
  const { connection, close } = await anyBroker();
  const sink = new KafkaSink({ connection });
  return {
    freshTopic: () => freshTopic(connection),
    source: (parked) => new KafkaSource({ connection, parked, clock: systemClock, ...QUICK }),
    publish: (topic, messages) => sink.publish(topic, messages),
    close: async () => {
      await sink.close();
      await close();
    },
  };
});

describe('Kafka', () => {
  let connection: KafkaConnection;
  let close: () => Promise<void>;
  let sink: KafkaSink;
  let topic: string;
  let group: string;
  beforeAll(async () => {
    ({ connection, close } = await anyBroker());
    sink = new KafkaSink({ connection });
  }, 300_000);
  afterAll(async () => {
    await sink.close();
    await close();
  }, 60_000);
  beforeEach(async () => {
    topic = await freshTopic(connection);
    group = `g-${randomUUID()}`;
  }, 60_000);

  const parked = () => new MemoryParkedMessages(systemClock);
  const sourceWith = (over: Partial<KafkaSourceOptions> = {}) => new KafkaSource({ connection, parked: parked(), clock: systemClock, ...QUICK, ...over });
  const messages = (count: number, prefix = 'm') => Array.from({ length: count }, (_, n) => ({ id: `${prefix}-${n}`, key: `key-${n}`, body: Buffer.from(`${n}`) }));
  const into = (seen: string[]): MessageHandler => async (batch) => {
    seen.push(...batch.map(({ id }) => id));
    return batch.map(() => done);
  };

  it('shares partitions between two consumers, and one takes over what the other leaves', async () => {
    const [seenA, seenB]: [string[], string[]] = [[], []];
    const [a, b] = [sourceWith(), sourceWith()];
    await Promise.all([a.start({ topic, group, handler: into(seenA) }), b.start({ topic, group, handler: into(seenB) })]);
    await eventually('both get messages', async () => {
      await sink.publish(topic, messages(40, `warm-${randomUUID()}`));
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      return seenA.length > 0 && seenB.length > 0;
    });
    await b.stop();
    const beforeLeaving = seenB.length;
    await sink.publish(topic, messages(40, 'late'));
    await eventually('one gets all that came later', () => new Set(seenA.filter((id) => id.startsWith('late'))).size === 40);
    expect(seenB).toHaveLength(beforeLeaving);
    await a.stop();
  }, 120_000);

  it('brings every topic of a group its messages, in one process and in two', async () => {
    const other = await freshTopic(connection);
    const seen: Record<string, string[]> = { [topic]: [], [other]: [] };
    const sources = [sourceWith(), sourceWith()];
    for (const source of sources) for (const one of [topic, other]) await source.start({ topic: one, group, handler: into(seen[one]!) });
    await sink.publish(topic, messages(12, 'a'));
    await sink.publish(other, messages(12, 'b'));
    await eventually('both topics are heard', () => seen[topic]!.length >= 12 && seen[other]!.length >= 12);
    await Promise.all(sources.map((source) => source.stop()));
    expect([new Set(seen[topic]), new Set(seen[other])]).toEqual([new Set(messages(12, 'a').map(({ id }) => id)), new Set(messages(12, 'b').map(({ id }) => id))]);
  }, 120_000);

  it('brings what was not acknowledged to the next consumer, and what was not again', async () => {
    const first: string[] = [];
    const a = sourceWith({ mostMessages: 10, partitionsAtOnce: 1 });
    await sink.publish(topic, messages(200).map((message) => ({ ...message, key: 'same' })));
    await a.start({
      topic, group, handler: async (batch) => {
        if (first.length >= 50) throw new Error('the store is away');
        return into(first)(batch);
      },
    });
    await eventually('some were handled', () => first.length >= 50);
    await a.stop();
    const second: string[] = [];
    const b = sourceWith();
    await b.start({ topic, group, handler: into(second) });
    await eventually('the rest came', () => first.length + second.length >= 200);
    await b.stop();
    expect([...first, ...second]).toEqual(messages(200).map(({ id }) => id));
  }, 90_000);

  it('stays in its group while a handler takes longer than the session', async () => {
    const calls: string[] = [];
    const source = sourceWith({ sessionTimeoutMs: 6_000 });
    await source.start({
      topic, group, handler: async (batch) => {
        calls.push(...batch.map(({ id }) => id));
        await new Promise((resolve) => { setTimeout(resolve, 9_000); });
        return batch.map(() => done);
      },
    });
    await sink.publish(topic, messages(3).map((message) => ({ ...message, key: 'same' })));
    await eventually('they were begun', () => calls.length >= 3);
    await new Promise((resolve) => { setTimeout(resolve, 11_000); });
    await source.stop();
    const again: string[] = [];
    const next = sourceWith();
    await next.start({ topic, group, handler: into(again) });
    await sink.publish(topic, messages(1, 'next'));
    await eventually('the next came', () => again.length > 0);
    await next.stop();
    expect({ calls, again }).toEqual({ calls: ['m-0', 'm-1', 'm-2'], again: ['next-0'] });
  }, 90_000);

  it('loses nothing when a consumer joins while handlers work', async () => {
    const seen: string[] = [];
    const slow: MessageHandler = async (batch) => {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      return into(seen)(batch);
    };
    const sources = [sourceWith({ mostMessages: 20 }), sourceWith({ mostMessages: 20 }), sourceWith({ mostMessages: 20 })];
    await sink.publish(topic, messages(1_500));
    for (const source of sources) {
      await source.start({ topic, group, handler: slow });
      await new Promise((resolve) => { setTimeout(resolve, 500); });
    }
    await eventually('all were seen', () => new Set(seen).size === 1_500);
    await Promise.all(sources.map((source) => source.stop()));
  }, 120_000);

  it('names a message without a message-id header by its place', async () => {
    const producer = new kafkajs.Kafka({ brokers: [...connection.brokers], logLevel: kafkajs.logLevel.NOTHING }).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'x', partition: 2 }, { value: null, partition: 2 }] });
    await producer.disconnect();
    const seen: string[] = [];
    const source = sourceWith();
    await source.start({ topic, group, handler: into(seen) });
    await eventually('both were seen', () => seen.length >= 2);
    await source.stop();
    expect(seen).toEqual([`${topic}/2@0`, `${topic}/2@1`]);
  }, 60_000);

  it('reads what others have compressed with gzip', async () => {
    const producer = new kafkajs.Kafka({ brokers: [...connection.brokers], logLevel: kafkajs.logLevel.NOTHING }).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, compression: kafkajs.CompressionTypes.GZIP, messages: messages(300).map(({ id, body }) => ({ key: 'same', value: body, headers: { 'message-id': id } })) });
    await producer.disconnect();
    const seen: string[] = [];
    const source = sourceWith();
    await source.start({ topic, group, handler: into(seen) });
    await eventually('all were seen', () => seen.length >= 300);
    await source.stop();
    expect(seen).toEqual(messages(300).map(({ id }) => id));
  }, 60_000);

  it('carries a message of 100 MB, and parks unseen what is above its own limit', async () => {
    const store = parked();
    const sizes: number[] = [];
    const source = sourceWith({ parked: store, largestMessageBytes: 50 * 1024 * 1024 });
    const other = sourceWith();
    const count: MessageHandler = async (batch) => {
      sizes.push(...batch.map(({ body }) => body.length));
      return batch.map(() => done);
    };
    await sink.publish(topic, [{ id: 'large', key: 'same', body: Buffer.alloc(100 * 1024 * 1024, 'x') }, { id: 'small', key: 'same', body: Buffer.from('x') }]);
    await other.start({ topic, group: `${group}-other`, handler: count });
    await eventually('both arrived', () => sizes.length >= 2);
    await other.stop();
    expect(sizes).toEqual([100 * 1024 * 1024, 1]);
    sizes.length = 0;
    await source.start({ topic, group, handler: count });
    await eventually('the small one arrived', () => sizes.length >= 1);
    await source.stop();
    expect(sizes).toEqual([1]);
    expect((await store.list()).messages).toEqual([expect.objectContaining({ bodyBytes: 100 * 1024 * 1024, reasons: [expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' })] })]);
  }, 120_000);

  it('refuses to send what is too large, by our limit or the topic\'s, and says which', async () => {
    await expect(new KafkaSink({ connection, largestMessageBytes: 10 }).publish(topic, [{ id: 'm', body: Buffer.alloc(11) }])).rejects.toThrow('has 11 bytes; at most 10 are sent');
    const narrow = await freshTopic(connection, { largestMessageBytes: 2_000 });
    await expect(sink.publish(narrow, [{ id: 'm', body: Buffer.alloc(5_000) }])).rejects.toBeInstanceOf(MessageTooLarge);
  }, 60_000);

  it('waits for a topic that does not exist, says so, and refuses to publish to it', async () => {
    const missing = `later-${randomUUID()}`;
    await expect(sink.publish(missing, messages(1))).rejects.toBeInstanceOf(UnknownTopic);
    const said: string[] = [];
    const note = (_: unknown, sentence: string) => { said.push(sentence); };
    const seen: string[] = [];
    const source = sourceWith({ log: { info: note, warn: note, error: note } });
    await source.start({ topic: missing, group, handler: into(seen) });
    await expect(source.ping()).rejects.toThrow(`There is no topic ${missing}`);
    expect(said.join('\n')).toContain('gridtally topics create');
    await createTopics(connection, { topics: [{ ...TOPICS[0]!, name: missing }] });
    await sink.publish(missing, messages(5));
    await eventually('they came', () => seen.length >= 5);
    await source.ping();
    await source.stop();
  }, 120_000);

  it('creates topics with partitions and retention, leaves existing ones alone and tells how they differ', async () => {
    const wanted = { ...TOPICS[0]!, name: `made-${randomUUID()}` };
    expect(await createTopics(connection, { topics: [wanted] })).toEqual([{ topic: wanted.name, result: 'created' }]);
    expect(await createTopics(connection, { topics: [wanted] })).toEqual([{ topic: wanted.name, result: 'exists' }]);
    expect(await createTopics(connection, { topics: [{ ...wanted, partitions: 24, retentionDays: 7 }] })).toEqual([{
      topic: wanted.name, result: 'differs', differences: ['it has 12 partitions, we would create 24', 'retention.ms is 2592000000, we would set 604800000'],
    }]);
  }, 60_000);
});
