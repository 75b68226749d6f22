import { setTimeout as sleep } from 'node:timers/promises';
import type kafkajs from 'kafkajs';
import { backoffMs, pause } from '../backoff.js';
import type { Subscription } from '../message.js';
import { isUnknownTopic, UnknownTopic, whatWentWrong } from './connection.js';
import { watchForBreakdown } from './breakdown.js';
import { type BatchInHand, consumeBatch, type ConsumeOptions } from './consume-batch.js';

export type ListenerOptions = Omit<ConsumeOptions, 'stopping'> & Readonly<{
  kafka: kafkajs.Kafka;
  partitionsAtOnce: number;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  fetchBytesPerPartition: number;
  fetchBytes: number;
}>;

/** The group is asked for messages at least every half second, so this is far beyond slow. */
const SILENT_MS = 120_000;
const GOODBYE_MS = 20_000;
const FIRST_ATTEMPT_MS = 10_000;

/**
 * One subscription on one consumer of a group, for as long as we live: when the consumer breaks (broker away, topic missing, group lost), a new one is
 * made after a pause, again and again.
 */
export class Listener {
  private readonly stopping = new AbortController();
  private readonly life: Promise<void>;
  private batchesInHand = 0;
  private trouble: string | undefined = 'has not joined its group yet';
  private firstAttempt: () => void = () => undefined;
  /** Resolves when the group was joined, when the first attempt has failed, or after 10 s. */
  readonly started = new Promise<void>((resolve) => { this.firstAttempt = resolve; });

  constructor(private readonly subscription: Subscription, private readonly options: ListenerOptions) {
    setTimeout(this.firstAttempt, FIRST_ATTEMPT_MS).unref();
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

  /**
   * One consumer, from connecting until it breaks (throws) or we are told to stop (returns). Each topic has a Kafka group of its own: whoever leads a group
   * hands out only the partitions of topics it listens to itself, so consumers of other topics in the same group would get nothing.
   */
  private async consume(onJoined: () => void): Promise<void> {
    const { topic, group } = this.subscription;
    const { kafka, log, sessionTimeoutMs, rebalanceTimeoutMs, heartbeatMs, fetchBytes, fetchBytesPerPartition } = this.options;
    const consumer = kafka.consumer({
      groupId: `${group}.${topic}`, sessionTimeout: sessionTimeoutMs, rebalanceTimeout: rebalanceTimeoutMs, heartbeatInterval: heartbeatMs,
      maxBytes: fetchBytes, maxBytesPerPartition: fetchBytesPerPartition, maxWaitTimeInMs: 500, allowAutoTopicCreation: false,
      retry: { retries: 4, initialRetryTime: 200, maxRetryTime: 3_000, restartOnFailure: async () => false },
    });
    const watch = watchForBreakdown(consumer, { silentMs: Math.max(SILENT_MS, 3 * sessionTimeoutMs), isBusy: () => this.batchesInHand > 0 });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      this.trouble = undefined;
      onJoined();
      log.info({ topic, group, partitions: memberAssignment[topic] ?? [] }, `Listening to ${topic} as ${group}.`);
      this.firstAttempt();
    });
    try {
      await Promise.race([watch.broken, this.begin(consumer)]);
      await Promise.race([watch.broken, aborted(this.stopping.signal)]);
    } finally {
      watch.end();
      await this.leave(consumer);
    }
  }

  private async begin(consumer: kafkajs.Consumer): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [this.subscription.topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: this.options.partitionsAtOnce, eachBatch: (payload) => this.work(payload),
    });
  }

  private async work(payload: kafkajs.EachBatchPayload): Promise<void> {
    this.batchesInHand++;
    try {
      await consumeBatch(this.inHand(payload), this.subscription, { ...this.options, stopping: this.stopping.signal });
    } finally {
      this.batchesInHand--;
    }
  }

  /** Waits for the batches in hand, however long they take, and for the goodbye to the group, but not for ever. */
  private async leave(consumer: kafkajs.Consumer): Promise<void> {
    let hasLeft = false;
    const left = consumer.disconnect().then(() => { hasLeft = true; });
    do await Promise.race([left, sleep(GOODBYE_MS, undefined, { ref: false })]);
    while (!hasLeft && this.batchesInHand > 0);
    if (hasLeft) return;
    left.catch((err: unknown) => this.options.log.warn({ err }, 'A consumer that was given up did not close well.'));
    this.options.log.warn({ topic: this.subscription.topic, group: this.subscription.group }, `A consumer did not leave its group within ${GOODBYE_MS / 1000} s and was given up.`);
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
