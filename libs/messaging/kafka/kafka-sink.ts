import kafkajs from 'kafkajs';
import type { MessageToSend } from '../direct/direct-source.js';
import type { MessageSink } from '../message.js';
import { LARGEST_MESSAGE_BYTES } from '../size-limit.js';
import { BrokerUnavailable, isTooLarge, isUnknownTopic, type KafkaConnection, kafkaClient, UnknownTopic } from './connection.js';
import { MESSAGE_ID_HEADER } from './from-kafka.js';
import { slices } from './slices.js';

/** The message is larger than we send or than the topic takes. Nothing of this call that stands after it was sent. */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge';
  constructor(readonly topic: string, readonly bytes: number, largestBytes: number | undefined, options?: { cause: unknown }) {
    super(largestBytes === undefined
      ? `Kafka refused a message of ${bytes} bytes for ${topic} as too large. Raise max.message.bytes of the topic, or send smaller messages.`
      : `A message for ${topic} has ${bytes} bytes; at most ${largestBytes} are sent. Send smaller messages.`, options);
  }
}

/** A request has to fit into what brokers take unless told (1 MB for all messages of a partition). */
const REQUEST_LIMITS = { mostMessages: 1_000, mostBytes: 900_000 };

export type KafkaSinkOptions = Readonly<{ connection: KafkaConnection; largestMessageBytes?: number }>;

/**
 * Publishes to Kafka; resolved means that all replicas that are in step have it. Messages of the same key keep their order.
 * Without Kafka's own idempotence: a lost answer can store a message twice, with the same id, and who handles it is idempotent anyway.
 */
export class KafkaSink implements MessageSink {
  private readonly producer: kafkajs.Producer;
  private connecting: Promise<void> | undefined;

  constructor(private readonly options: KafkaSinkOptions) {
    this.producer = kafkaClient(options.connection).producer({
      allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner, retry: { retries: 6, initialRetryTime: 200, maxRetryTime: 5_000 },
    });
  }

  /** @throws MessageTooLarge, UnknownTopic, BrokerUnavailable (then the same messages may be published again) */
  async publish(topic: string, messages: readonly MessageToSend[]): Promise<void> {
    const { connection, largestMessageBytes = LARGEST_MESSAGE_BYTES } = this.options;
    const tooLarge = messages.find(({ body }) => body.length > largestMessageBytes);
    if (tooLarge) throw new MessageTooLarge(topic, tooLarge.body.length, largestMessageBytes);
    try {
      await this.connect();
      for (const slice of slices(messages.map(toKafka), REQUEST_LIMITS)) await this.send(topic, slice);
    } catch (error) {
      if (error instanceof MessageTooLarge) throw error;
      throw isUnknownTopic(error) ? new UnknownTopic(topic, { cause: error }) : new BrokerUnavailable(connection, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private async send(topic: string, messages: (kafkajs.Message & { value: Buffer })[]): Promise<void> {
    try {
      await this.producer.send({ topic, acks: -1, messages });
    } catch (error) {
      if (isTooLarge(error)) throw new MessageTooLarge(topic, Math.max(...messages.map(({ value }) => value.length)), undefined, { cause: error });
      throw error;
    }
  }

  private connect(): Promise<void> {
    this.connecting ??= this.producer.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}

const toKafka = ({ id, key, body, headers }: MessageToSend): kafkajs.Message & { value: Buffer } =>
  ({ key: key ?? null, value: body, headers: { ...headers, [MESSAGE_ID_HEADER]: id } });
