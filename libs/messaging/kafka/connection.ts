import kafkajs from 'kafkajs';

/** How to reach a Kafka cluster. */
export type KafkaConnection = Readonly<{
  /** `host:port`, at least one. */
  brokers: readonly string[];
  /** Shown in the broker's logs; `gridtally` unless told. */
  clientId?: string;
  /** Encrypted when given; PEM texts. `{}` trusts the system's authorities. */
  tls?: Readonly<{ ca?: string; cert?: string; key?: string }>;
  sasl?: Readonly<{ mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }>;
}>;

/** The brokers did not answer in time, or not at all. Nobody knows whether what was sent is stored; it may be sent again with the same ids. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable';
  constructor({ brokers }: KafkaConnection, options: { cause: unknown }) {
    super(`Kafka does not work at ${brokers.join(', ')}: ${whatWentWrong(options.cause)}`, options);
  }
}

/** The topic is not there, and we never let a broker create one by accident. */
export class UnknownTopic extends Error {
  override readonly name = 'UnknownTopic';
  constructor(topic: string, options: { cause: unknown }) {
    super(`There is no topic ${topic} in Kafka. Create the topics with: gridtally topics create`, options);
  }
}

/** A client of ours. Silent: what matters is logged by whoever uses it, once and in our words. */
export const kafkaClient = ({ brokers, clientId = 'gridtally', tls, sasl }: KafkaConnection): kafkajs.Kafka => new kafkajs.Kafka({
  brokers: [...brokers], clientId, logLevel: kafkajs.logLevel.NOTHING, connectionTimeout: 5_000, requestTimeout: 30_000,
  ...(tls && { ssl: tls }),
  ...(sasl && { sasl: { ...sasl } as kafkajs.SASLOptions }),
});

/** The innermost sentence of an error of kafkajs, which wraps the cause in general ones. */
export const whatWentWrong = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return whatWentWrong(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? whatWentWrong(error.cause) : error.message || error.name;
};

const typeOf = (error: unknown): unknown => (error instanceof Error ? (error as Error & { type?: unknown }).type ?? typeOf(error.cause) : undefined);

export const isUnknownTopic = (error: unknown): boolean => typeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION';

export const isTooLarge = (error: unknown): boolean => typeOf(error) === 'MESSAGE_TOO_LARGE';

/** Asks for the cluster's metadata. @throws BrokerUnavailable */
export const pingKafka = async (connection: KafkaConnection): Promise<void> => {
  const admin = kafkaClient(connection).admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    await admin.describeCluster();
  } catch (error) {
    throw new BrokerUnavailable(connection, { cause: error });
  } finally {
    await admin.disconnect();
  }
};
