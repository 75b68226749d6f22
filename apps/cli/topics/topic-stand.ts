import { BrokerUnavailable, createTopics, type KafkaConnection, TOPICS } from '#messaging';
import { kafkaClient } from '../../../libs/messaging/kafka/connection.js';

/** A topic as we want it, and how it stands in Kafka. */
export type TopicStand = Readonly<{ topic: string; partitions: number; retentionDays: number; state: 'missing' | 'exists' | 'differs'; differences: readonly string[] }>;

/** How our topics stand; changes nothing. @throws BrokerUnavailable */
export const topicStand = async (connection: KafkaConnection): Promise<readonly TopicStand[]> => {
  const there = await namesInKafka(connection);
  const present = TOPICS.filter(({ name }) => there.has(name));
  // Asked to create topics that are all there, it only compares.
  const compared = present.length === 0 ? [] : await createTopics(connection, { topics: present });
  return TOPICS.map(({ name, partitions, retentionDays }) => {
    const found = compared.find(({ topic }) => topic === name);
    return {
      topic: name, partitions, retentionDays,
      state: found === undefined ? 'missing' : found.result === 'differs' ? 'differs' : 'exists',
      differences: found?.result === 'differs' ? found.differences : [],
    };
  });
};

const namesInKafka = async (connection: KafkaConnection): Promise<ReadonlySet<string>> => {
  const admin = kafkaClient(connection).admin({ retry: { retries: 1 } });
  try {
    await admin.connect();
    return new Set(await admin.listTopics());
  } catch (error) {
    throw new BrokerUnavailable(connection, { cause: error });
  } finally {
    await admin.disconnect();
  }
};
