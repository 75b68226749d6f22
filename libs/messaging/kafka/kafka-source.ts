import type { Clock } from '#kernel';
import { type MessagingLog, silentLog } from '../log.js';
import type { MessageSource, Subscription } from '../message.js';
import type { ParkedMessages } from '../parked/parked-messages.js';
import { LARGEST_MESSAGE_BYTES, withSizeLimit } from '../size-limit.js';
import { type KafkaConnection, kafkaClient, pingKafka } from './connection.js';
import type { Delivered } from './consume-batch.js';
import { Listener } from './listener.js';

export type KafkaSourceOptions = Readonly<{
  connection: KafkaConnection;
  parked: ParkedMessages;
  clock: Clock;
  log?: MessagingLog;
  /** Called after each durable delivery, for metrics. */
  onDelivered?: (delivered: Delivered) => void;
  /** Most messages in one call of a handler; 1,000 unless told. */
  mostMessages?: number;
  /** Most bytes in one call of a handler, and of a partition in one fetch; 4 MB unless told. A single message may be larger. */
  mostBytes?: number;
  /** A message above this is parked unseen; 100 MB unless told. */
  largestMessageBytes?: number;
  /** Partitions whose batches are worked on at the same time; 3 unless told. */
  partitionsAtOnce?: number;
  /** First and longest pause while the world is broken; 200 ms and 30 s unless told. */
  backoff?: Readonly<{ firstMs: number; mostMs: number }>;
  /** After so long without a sign of life the group gives our partitions to others; 10 s unless told. */
  sessionTimeoutMs?: number;
}>;

/**
 * Messages from Kafka, at least once, in order within a partition. Offsets are committed after the handler's answer (or the parking) is durable.
 * A broker that is away, at the start or later, is waited for.
 */
export class KafkaSource implements MessageSource {
  private listeners: Listener[] = [];

  constructor(private readonly options: KafkaSourceOptions) {}

  /** Resolves once the group was joined, when the first attempt has failed, or after 10 s; then it goes on trying by itself, and `ping` tells. */
  async start(subscription: Subscription): Promise<void> {
    const { connection, parked, clock, log = silentLog, onDelivered = () => undefined, mostMessages = 1_000, mostBytes = 4 * 1024 * 1024, largestMessageBytes = LARGEST_MESSAGE_BYTES,
      partitionsAtOnce = 3, backoff = { firstMs: 200, mostMs: 30_000 }, sessionTimeoutMs = 10_000 } = this.options;
    const listener = new Listener(withSizeLimit(subscription, largestMessageBytes), {
      kafka: kafkaClient(connection), parked, clock, log, onDelivered, limits: { mostMessages, mostBytes }, backoff, partitionsAtOnce, sessionTimeoutMs,
      rebalanceTimeoutMs: Math.max(60_000, sessionTimeoutMs), heartbeatMs: Math.min(3_000, Math.floor(sessionTimeoutMs / 3)),
      fetchBytesPerPartition: mostBytes, fetchBytes: mostBytes * Math.max(3, partitionsAtOnce),
    });
    this.listeners.push(listener);
    await listener.started;
  }

  async stop(): Promise<void> {
    const listeners = this.listeners;
    this.listeners = [];
    await Promise.all(listeners.map((listener) => listener.stop()));
  }

  /** @throws BrokerUnavailable, or Error when the broker answers but a subscription does not get its messages */
  async ping(): Promise<void> {
    await pingKafka(this.options.connection);
    const wrong = this.listeners.flatMap((listener) => listener.whatIsWrong() ?? []);
    if (wrong.length > 0) throw new Error(wrong.join('; '));
  }
}
