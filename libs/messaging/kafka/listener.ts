import type kafkajs from 'kafkajs';
import { backoffMs, pause } from '../backoff.js';
import type { Subscription } from '../message.js';
import { isUnknownTopic, UnknownTopic, whatWentWrong } from './connection.js';
import { type BatchInHand, consumeBatch, type ConsumeOptions } from './consume-batch.js';

export type ListenerOptions = Omit<ConsumeOptions, 'stopping'> & Readonly<{
  kafka: kafkajs.Kafka;
  partitionsAtOnce: number;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  fetchBytesPerPartition: number;
  fetchBytes: number;
}>;

/**
 * One subscription on one consumer of a group, for as long as we live: when the consumer breaks (broker away, topic missing, group lost), a new one is
 * made after a pause, again and again.
 */
export class Listener {
  private readonly stopping = new AbortController();
  private readonly life: Promise<void>;
  private trouble: string | undefined = 'has not joined its group yet';
  private firstAttempt: () => void = () => undefined;
  /** Resolves when the group was joined, or when the first attempt has failed. */
  readonly started = new Promise<void>((resolve) => { this.firstAttempt = resolve; });

  constructor(private readonly subscription: Subscription, private readonly options: ListenerOptions) {
    this.life = this.live();
  }

  /** Why it does not get messages at the moment; undefined when it does. */
  whatIsWrong(): string | undefined {
    return this.trouble && `${this.subscription.group} on ${this.subscription.topic}: ${this.trouble}`;
  }

  /** Lets the batch in hand finish and be acknowledged, then leaves the group. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.life;
  }

  private async live(): Promise<void> {
    const { topic, group } = this.subscription;
    const { log, backoff } = this.options;
    for (let failures = 1; !this.stopping.signal.aborted; failures++) {
      try {
        await this.consume(() => { failures = 0; });
      } catch (error) {
        const told = isUnknownTopic(error) ? new UnknownTopic(topic, { cause: error }).message : whatWentWrong(error);
        const waitMs = Math.round(backoffMs(Math.max(failures, 1), backoff));
        this.trouble = told;
        log.warn({ topic, group, waitMs }, `Not listening to ${topic}: ${told} Trying again in ${waitMs} ms.`);
        this.firstAttempt();
        await pause(waitMs, this.stopping.signal);
      }
    }
    this.trouble = 'it was stopped';
  }

  /** One consumer, from connecting until it breaks (throws) or we are told to stop (returns). */
  private async consume(onJoined: () => void): Promise<void> {
    const { topic, group } = this.subscription;
    const { kafka, log, sessionTimeoutMs, rebalanceTimeoutMs, heartbeatMs, fetchBytes, fetchBytesPerPartition } = this.options;
    const consumer = kafka.consumer({
      groupId: group, sessionTimeout: sessionTimeoutMs, rebalanceTimeout: rebalanceTimeoutMs, heartbeatInterval: heartbeatMs,
      maxBytes: fetchBytes, maxBytesPerPartition: fetchBytesPerPartition, maxWaitTimeInMs: 500, allowAutoTopicCreation: false,
      retry: { retries: 4, initialRetryTime: 200, maxRetryTime: 3_000, restartOnFailure: async () => false },
    });
    const crashed = new Promise<never>((_, reject) => { consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error)); });
    crashed.catch(() => undefined); // it is raced below; while nobody races yet it must not count as unhandled
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      this.trouble = undefined;
      onJoined();
      log.info({ topic, group, partitions: memberAssignment[topic] ?? [] }, `Listening to ${topic} as ${group}.`);
      this.firstAttempt();
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: this.options.partitionsAtOnce,
        eachBatch: (payload) => consumeBatch(this.inHand(payload), this.subscription, { ...this.options, stopping: this.stopping.signal }),
      });
      await Promise.race([crashed, aborted(this.stopping.signal)]);
    } finally {
      await consumer.disconnect(); // stops first, which waits for the batches in hand
    }
  }

  private inHand({ batch: { topic, partition, messages }, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale }: kafkajs.EachBatchPayload): BatchInHand {
    return {
      topic, partition, messages, heartbeat,
      commit: async (offset) => {
        resolveOffset(offset);
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(BigInt(offset) + 1n) }] }] });
      },
      isWanted: () => isRunning() && !isStale() && !this.stopping.signal.aborted,
    };
  }
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
});
