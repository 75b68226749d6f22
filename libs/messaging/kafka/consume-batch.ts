import type { KafkaMessage } from 'kafkajs';
import type { Clock } from '#kernel';
import { type Backoff, backoffMs, pause } from '../backoff.js';
import { deliver, WrongNumberOfOutcomes } from '../deliver.js';
import type { MessagingLog } from '../log.js';
import type { Subscription } from '../message.js';
import type { ParkedMessages } from '../parked/parked-messages.js';
import { fromKafka } from './from-kafka.js';
import { keepBeating } from './heartbeat.js';
import { type SliceLimits, slices } from './slices.js';

/** Messages of one partition, in order, and what can be done about them. */
export type BatchInHand = Readonly<{
  topic: string;
  partition: number;
  messages: readonly KafkaMessage[];
  /** Throws when the group has moved on without us or the broker is away. */
  heartbeat(): Promise<void>;
  /** Everything up to and with this offset is dealt with. Durable when it resolves. */
  commit(offset: string): Promise<void>;
  /** False once the partition is somebody else's or we are about to leave. */
  isWanted(): boolean;
}>;

export type Delivered = Readonly<{ topic: string; group: string; messages: number; parked: number; seconds: number }>;

export type ConsumeOptions = Readonly<{
  parked: ParkedMessages;
  clock: Clock;
  log: MessagingLog;
  limits: SliceLimits;
  backoff: Backoff;
  heartbeatMs: number;
  /** Aborted when we are told to stop: no more waiting. */
  stopping: AbortSignal;
  onDelivered: (delivered: Delivered) => void;
}>;

/**
 * Works off one batch: slice by slice to the handler, each acknowledged after its answer (or its parking) is durable. While the world is broken the same
 * slice is tried again, ever more slowly, and the partition stays ours and waits. Returns early, without acknowledging the rest, when we are told to stop.
 * @throws what the group answers when it has moved on without us or is away; what was not acknowledged comes again
 */
export const consumeBatch = async (batch: BatchInHand, subscription: Subscription, options: ConsumeOptions): Promise<void> => {
  const beating = keepBeating(() => batch.heartbeat(), options.heartbeatMs);
  try {
    for (const slice of slices(batch.messages, options.limits)) {
      if (!batch.isWanted()) return;
      if (!await deliverUntilDone(batch, slice, subscription, options, beating)) return;
      await batch.commit(slice.at(-1)!.offset);
      beating.check();
    }
  } finally {
    beating.stop();
  }
};

/** @returns false when we are told to stop before it was done */
const deliverUntilDone = async (
  batch: BatchInHand, slice: readonly KafkaMessage[], subscription: Subscription,
  { parked, clock, log, backoff, stopping, onDelivered }: ConsumeOptions, beating: ReturnType<typeof keepBeating>,
): Promise<boolean> => {
  const { topic, partition } = batch;
  const receivedAt = clock.now();
  const messages = slice.map((message) => fromKafka(message, { topic, partition, receivedAt }));
  for (let failures = 1; ; failures++) {
    try {
      const began = performance.now();
      const outcomes = await deliver(subscription, parked, messages);
      const poison = outcomes.filter(({ kind }) => kind === 'poison').length;
      onDelivered({ topic, group: subscription.group, messages: messages.length, parked: poison, seconds: (performance.now() - began) / 1000 });
      if (poison > 0) log.warn({ topic, partition, group: subscription.group, parked: poison }, `${poison} of ${messages.length} messages were parked; see: gridtally parked list`);
      return true;
    } catch (error) {
      const waitMs = Math.round(backoffMs(failures, backoff));
      const where = { topic, partition, group: subscription.group, from: messages[0]!.origin, messages: messages.length, failures, waitMs, err: error };
      if (error instanceof WrongNumberOfOutcomes) log.error(where, `${error.message} Nothing was acknowledged; trying again in ${waitMs} ms.`);
      else log.warn(where, `The messages could not be handled (${error instanceof Error ? error.message : String(error)}); the partition waits, trying again in ${waitMs} ms.`);
      await pause(waitMs, AbortSignal.any([stopping, beating.lost]));
      if (!batch.isWanted()) return false;
      beating.check();
    }
  }
};
