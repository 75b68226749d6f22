import kafkajs from 'kafkajs';
import { topicConfig, type TopicDefinition, TOPICS } from '../topics.js';
import { BrokerUnavailable, type KafkaConnection, kafkaClient } from './connection.js';

/** What became of one topic. `differs`: it was there, with other settings, and was left as it is. */
export type TopicCreation = Readonly<{ topic: string; result: 'created' | 'exists' }> | Readonly<{ topic: string; result: 'differs'; differences: readonly string[] }>;

/**
 * Creates the topics that are missing. One that exists is never changed: more partitions would break the order of a key.
 * @param replicas copies of each partition, 1 to the number of brokers; 1 unless told
 * @throws BrokerUnavailable
 */
export const createTopics = async (connection: KafkaConnection, { replicas = 1, topics = TOPICS }: Readonly<{ replicas?: number; topics?: readonly TopicDefinition[] }> = {}): Promise<readonly TopicCreation[]> => {
  const admin = kafkaClient(connection).admin();
  try {
    await admin.connect();
    const known = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !known.has(name));
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({ topic: topic.name, numPartitions: topic.partitions, replicationFactor: replicas, configEntries: entries(topicConfig(topic)) })),
    });
    const results: TopicCreation[] = [];
    for (const topic of topics) results.push(missing.includes(topic) ? { topic: topic.name, result: 'created' } : await compare(admin, topic));
    return results;
  } catch (error) {
    throw new BrokerUnavailable(connection, { cause: error });
  } finally {
    await admin.disconnect();
  }
};

const entries = (config: Readonly<Record<string, string>>) => Object.entries(config).map(([name, value]) => ({ name, value }));

const compare = async (admin: kafkajs.Admin, topic: TopicDefinition): Promise<TopicCreation> => {
  const { topics: [metadata] } = await admin.fetchTopicMetadata({ topics: [topic.name] });
  const { resources: [resource] } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic.name }] });
  const actual = new Map(resource!.configEntries.map(({ configName, configValue }) => [configName, configValue]));
  const differences = Object.entries(topicConfig(topic)).flatMap(([name, value]) => (actual.get(name) === value ? [] : [`${name} is ${actual.get(name)}, we would set ${value}`]));
  const partitions = metadata!.partitions.length;
  if (partitions !== topic.partitions) differences.unshift(`it has ${partitions} partitions, we would create ${topic.partitions}`);
  return differences.length === 0 ? { topic: topic.name, result: 'exists' } : { topic: topic.name, result: 'differs', differences };
};
