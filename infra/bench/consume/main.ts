// npm run bench -- consume [--messages 20000] [--bytes 3000]: our Kafka source with a handler that does nothing, beside bare kafkajs.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { systemClock } from '#kernel';
import { createTopics, KafkaSink, KafkaSource, MemoryParkedMessages, TOPICS } from '#messaging';
import { ownKafka } from '../common/engines.js';
import { measure } from '../common/measure.js';
import { progress } from '../common/programs.js';

const { values } = parseArgs({ options: { messages: { type: 'string', default: '20000' }, bytes: { type: 'string', default: '3000' } } });
const messages = Number(values.messages);
const topic = TOPICS[0]!.name;

/** From the first message to the last, in seconds. */
const stopwatch = () => {
  const seen = { first: 0, last: 0, count: 0 };
  return {
    saw(count: number): void {
      if (seen.count === 0) seen.first = performance.now();
      seen.count += count;
      seen.last = performance.now();
    },
    async all(): Promise<number> {
      while (seen.count < messages) await new Promise((resolve) => setTimeout(resolve, 20));
      return (seen.last - seen.first) / 1_000;
    },
  };
};

const bare = async (brokers: string): Promise<number> => {
  const consumer = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING }).consumer({ groupId: `bare-${randomUUID()}` });
  const watch = stopwatch();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ eachBatch: async ({ batch }) => watch.saw(batch.messages.length) });
  const seconds = await watch.all();
  await consumer.disconnect();
  return seconds;
};

const ours = async (brokers: string): Promise<number> => {
  const source = new KafkaSource({ connection: { brokers: [brokers] }, parked: new MemoryParkedMessages(systemClock), clock: systemClock });
  const watch = stopwatch();
  await source.start({ topic, group: `ours-${randomUUID()}`, handler: async (taken) => { watch.saw(taken.length); return taken.map(() => ({ kind: 'done' as const })); } });
  const seconds = await watch.all();
  await source.stop();
  return seconds;
};

await measure(async ({ folder, atEnd }) => {
  const kafka = await ownKafka(folder);
  atEnd(() => kafka.stop());
  const connection = { brokers: [kafka.brokers] };
  await createTopics(connection);
  const sink = new KafkaSink({ connection });
  const body = Buffer.alloc(Number(values.bytes), '{"position":1,"quantity":0.123}');
  await sink.publish(topic, Array.from({ length: messages }, (_, n) => ({ id: `m-${n}`, key: `key-${n}`, body })));
  await sink.close();
  await bare(kafka.brokers); // warms the broker and the compiler
  const rounds: { bare: number; ours: number }[] = [];
  for (let round = 1; round <= 3; round++) {
    rounds.push({ bare: await bare(kafka.brokers), ours: await ours(kafka.brokers) });
    progress(`  round ${round}: bare ${rounds.at(-1)!.bare.toFixed(2)} s, ours ${rounds.at(-1)!.ours.toFixed(2)} s`);
  }
  const best = (of: 'bare' | 'ours') => Math.min(...rounds.map((round) => round[of]));
  return { bench: 'consume', messages, bytesEach: body.length, barePerSecond: Math.round(messages / best('bare')), oursPerSecond: Math.round(messages / best('ours')), ratioToFloor: Math.round((best('ours') / best('bare')) * 100) / 100 };
});
