import type { Lifecycle } from '#platform';
import { kafkaOf, openKafkaSource, type Parts } from '../composition/parts.js';

/** How often the number of parked messages is counted for /metrics. */
const COUNT_EVERY_MS = 10_000;

/** Takes messages from Kafka when there is one. Without brokers messages come over HTTP, through the api role. */
export const startIngest = async (parts: Parts, life: Lifecycle): Promise<void> => {
  const connection = kafkaOf(parts.config);
  if (connection) await openKafkaSource(parts, connection, life, parts.subscriptions);
  const count = setInterval(() => {
    parts.parked.waiting()
      .then((waiting) => { for (const { topic, count: parked } of waiting) parts.metrics.messagesParked(topic, parked); })
      .catch((err: unknown) => parts.log.warn({ err }, 'The parked messages could not be counted'));
  }, COUNT_EVERY_MS);
  life.defer('counting parked messages', () => clearInterval(count));
};
