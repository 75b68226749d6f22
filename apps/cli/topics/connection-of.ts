import type { KafkaConnection } from '#messaging';
import { kafkaOf } from '../../composition/parts.js';
import type { Surroundings } from '../cli.js';
import { configOf } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';

export type TopicsOptions = Readonly<{ brokers?: string; replicas?: string }>;

/** The brokers an option names, else those of the configuration. @throws OperatorError when there are none, ConfigError when they cannot be read */
export const connectionOf = (around: Surroundings, brokers: string | undefined): KafkaConnection => {
  const connection = kafkaOf(configOf(brokers === undefined ? around : { ...around, env: { ...around.env, KAFKA_BROKERS: brokers } }));
  if (!connection) throw wrongUsage(['No Kafka is configured. Give --brokers host:port or set KAFKA_BROKERS; without Kafka, messages come over HTTP and there are no topics.']);
  return connection;
};
