import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { systemClock } from '#kernel';
import { eventually } from '../contract.js';
import { MemoryParkedMessages } from '../parked/memory.js';
import { done } from '../samples.js';
import { anyBroker, freshTopic } from './broker-for-specs.js';
import type { KafkaConnection } from './connection.js';
import { KafkaSink } from './kafka-sink.js';
import { KafkaSource } from './kafka-source.js';

const MESSAGES = 20_000;
const BODY = Buffer.alloc(3_000, '{"position":1,"quantity":0.123}');

describe('Throughput of Kafka', () => {
  let connection: KafkaConnection;
  let close: () => Promise<void>;
  let topic: string;
  beforeAll(async () => {
    ({ connection, close } = await anyBroker());
    topic = await freshTopic(connection, { partitions: 12 });
    const sink = new KafkaSink({ connection });
    await sink.publish(topic, Array.from({ length: MESSAGES }, (_, n) => ({ id: `m-${n}`, key: `key-${n}`, body: BODY })));
    await sink.close();
  }, 300_000);
  afterAll(async () => { await close(); }, 60_000);

  /** From the first message to the last, in seconds. */
  const stopwatch = () => {
    let first = 0;
    let last = 0;
    let count = 0;
    return {
      saw: (n: number) => {
        if (count === 0) first = performance.now();
        count += n;
        last = performance.now();
      },
      count: () => count,
      seconds: () => (last - first) / 1000,
    };
  };

  /** Nothing but what kafkajs does by itself, with its own settings, committing each batch. */
  const bare = async (): Promise<number> => {
    const consumer = new kafkajs.Kafka({ brokers: [...connection.brokers], logLevel: kafkajs.logLevel.NOTHING }).consumer({ groupId: `bare-${randomUUID()}` });
    const watch = stopwatch();
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachBatch: async ({ batch }) => watch.saw(batch.messages.length) });
    await eventually('all were seen', () => watch.count() >= MESSAGES, 120_000);
    await consumer.disconnect();
    return watch.seconds();
  };

  const ours = async (): Promise<number> => {
    const source = new KafkaSource({ connection, parked: new MemoryParkedMessages(systemClock), clock: systemClock });
    const watch = stopwatch();
    await source.start({
      topic, group: `ours-${randomUUID()}`, handler: async (messages) => {
        watch.saw(messages.length);
        return messages.map(() => done);
      },
    });
    await eventually('all were seen', () => watch.count() >= MESSAGES, 120_000);
    await source.stop();
    return watch.seconds();
  };

  it('of our source with a handler that does nothing is not far from bare kafkajs', async () => {
    await bare(); // warms the broker and the compiler
    const rounds = [];
    for (let round = 0; round < 2; round++) rounds.push({ bare: await bare(), ours: await ours() });
    const best = { bare: Math.min(...rounds.map((round) => round.bare)), ours: Math.min(...rounds.map((round) => round.ours)) };
    const perSecond = (seconds: number) => Math.round(MESSAGES / seconds);
    const line = JSON.stringify({ measured: 'kafka consume', messages: MESSAGES, bytesEach: BODY.length, barePerSecond: perSecond(best.bare), oursPerSecond: perSecond(best.ours), ratio: Number((best.ours / best.bare).toFixed(2)) });
    writeSync(1, `${line}\n`);
    expect(best.ours / best.bare).toBeLessThan(3);
  }, 600_000);
});
