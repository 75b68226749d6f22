import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startKafka } from '../../../infra/engines/kafka/broker.mjs';
import { type TopicDefinition, TOPICS } from '../topics.js';
import type { KafkaConnection } from './connection.js';
import { createTopics } from './create-topics.js';

/** A broker of our own in a folder of its own, which is gone after `remove`. */
export const ownBroker = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gridtally-kafka-'));
  const first = await startKafka({ dataDir });
  return {
    first,
    /** The same broker with the same messages on the same port, after it was stopped or killed. */
    again: () => startKafka({ dataDir, port: first.port }),
    remove: () => rm(dataDir, { recursive: true }),
  };
};

/** The broker of KAFKA_BROKERS, or else one of our own. */
export const anyBroker = async (): Promise<Readonly<{ connection: KafkaConnection; close(): Promise<void> }>> => {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return { connection: { brokers: given.split(',') }, close: async () => undefined };
  const { first, remove } = await ownBroker();
  return {
    connection: { brokers: [first.brokers] },
    close: async () => {
      await first.stop();
      await remove();
    },
  };
};

/** A topic that nobody has used, in everything but its name like the first of ours. */
export const freshTopic = async (connection: KafkaConnection, over: Partial<TopicDefinition> = {}): Promise<string> => {
  const topic = { ...TOPICS[0]!, name: `t-${randomUUID()}`, partitions: 4, ...over };
  await createTopics(connection, { topics: [topic] });
  return topic.name;
};
