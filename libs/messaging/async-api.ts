import { TOPICS, type TopicDefinition } from './topics.js';
import { toYaml, type YamlValue } from './yaml.js';

/** The AsyncAPI 3.0 description of everything that comes in by messages, as YAML text; the file docs/asyncapi.yaml holds it. */
export const asyncApiDocument = (topics: readonly TopicDefinition[] = TOPICS): string => `# Generated from libs/messaging/topics.ts. Change it there.\n${toYaml({
  asyncapi: '3.0.0',
  info: {
    title: 'Gridtally messages', version: '1.0.0',
    description: 'The topics Gridtally listens to. Delivery is at least once; a message that cannot be taken is parked with its reasons and the partition goes on.',
  },
  defaultContentType: 'application/json',
  channels: Object.fromEntries(topics.map((topic) => [idOf(topic), channel(topic)])),
  operations: Object.fromEntries(topics.map((topic) => [`receive_${idOf(topic)}`, {
    action: 'receive', title: topic.title,
    channel: { $ref: `#/channels/${idOf(topic)}` },
    messages: [{ $ref: `#/channels/${idOf(topic)}/messages/document` }],
  }])),
})}`;

const idOf = ({ name }: TopicDefinition): string => name.replaceAll('.', '_');

const channel = (topic: TopicDefinition): YamlValue => ({
  address: topic.name,
  description: topic.description,
  messages: { document: message(topic) },
  bindings: {
    kafka: {
      topic: topic.name, partitions: topic.partitions,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': topic.retentionDays * 24 * 60 * 60 * 1000, 'max.message.bytes': topic.largestMessageBytes },
    },
  },
});

const message = ({ title, contentType, key }: TopicDefinition): YamlValue => ({
  title, contentType,
  headers: {
    type: 'object',
    properties: { 'message-id': { type: 'string', description: 'The same message has the same id, however often it is sent. Absent: topic, partition and offset.' } },
  },
  payload: { type: 'object' },
  bindings: { kafka: { key: { type: 'string', title: key.name, description: key.description, pattern: key.pattern }, bindingVersion: '0.5.0' } },
});
