import type { Clock } from '#kernel';
import { deliver } from '../deliver.js';
import type { Message, MessageSource, Outcome, Subscription } from '../message.js';
import type { ParkedMessages } from '../parked/parked-messages.js';

/** A message on its way in or out: what its sender knows of it. */
export type MessageToSend = Readonly<{ id: string; key?: string; body: Buffer; headers?: Readonly<Record<string, string>> }>;

/** Nobody in this process listens to the topic. */
export class NobodyListens extends Error {
  override readonly name = 'NobodyListens';
  constructor(readonly topic: string) {
    super(`Nobody listens to the topic ${topic}.`);
  }
}

/** The process is about to end and takes no more. */
export class SourceStopped extends Error {
  override readonly name = 'SourceStopped';
  constructor() {
    super('No more messages are taken: the process is stopping.');
  }
}

/** Where messages are handed in by a call and answered for: in this thread or in another. */
export interface DirectDoor {
  /** @returns an outcome for each message, in order, all durable. @throws when nothing is known: the caller sends the same messages again later */
  deliver(topic: string, messages: readonly MessageToSend[], origin?: string): Promise<readonly Outcome[]>;
}

/**
 * Messages that come in by a call, such as an HTTP request. The same handlers and the same parking as behind Kafka;
 * whoever calls keeps the message until `deliver` has answered.
 */
export class DirectSource implements MessageSource, DirectDoor {
  private readonly subscriptions = new Map<string, Subscription[]>();
  private readonly underWay = new Set<Promise<unknown>>();
  private stopped = false;

  constructor(private readonly parked: ParkedMessages, private readonly clock: Clock) {}

  /** @throws Error when the group listens to the topic already */
  async start(subscription: Subscription): Promise<void> {
    const others = this.subscriptions.get(subscription.topic) ?? [];
    if (others.some(({ group }) => group === subscription.group)) throw new Error(`The group ${subscription.group} already listens to ${subscription.topic}.`);
    this.subscriptions.set(subscription.topic, [...others, subscription]);
    this.stopped = false;
  }

  /** The topics somebody listens to, in alphabetical order. */
  topics(): readonly string[] {
    return [...this.subscriptions.keys()].sort();
  }

  /**
   * Every group that listens gets the messages, one group after the other. A message is poison when it is for any of them (each parks its own);
   * summaries are merged.
   * @param origin where they came from, for people
   * @returns an outcome for each message, in order, all durable
   * @throws NobodyListens, SourceStopped, or what a handler throws while the world is broken: the caller sends the same messages again later
   */
  async deliver(topic: string, messages: readonly MessageToSend[], origin = 'direct'): Promise<readonly Outcome[]> {
    if (this.stopped) throw new SourceStopped();
    const subscriptions = this.subscriptions.get(topic);
    if (!subscriptions) throw new NobodyListens(topic);
    const receivedAt = this.clock.now();
    const arrived = messages.map((message): Message => ({ headers: {}, ...message, topic, origin, receivedAt }));
    const delivery = this.toEach(subscriptions, arrived);
    this.underWay.add(delivery);
    try {
      return await delivery;
    } finally {
      this.underWay.delete(delivery);
    }
  }

  /** Takes no more and waits for what is under way, however it ends; their callers learn the outcome. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.subscriptions.clear();
    await Promise.allSettled(this.underWay);
  }

  /** There is nothing between the caller and the handler that could be away. */
  async ping(): Promise<void> {
    if (this.stopped) throw new SourceStopped();
  }

  private async toEach(subscriptions: readonly Subscription[], messages: readonly Message[]): Promise<readonly Outcome[]> {
    let together: readonly Outcome[] | undefined;
    for (const subscription of subscriptions) {
      const outcomes = await deliver(subscription, this.parked, messages);
      together = together ? together.map((outcome, index) => both(outcome, outcomes[index]!)) : outcomes;
    }
    return together ?? [];
  }
}

/** What one of two groups says must not be kept is not kept for anybody who goes by the answer. */
const both = (a: Outcome, b: Outcome): Outcome => {
  if (a.kind === 'poison' && b.kind === 'poison') {
    const parkInstead = a.parkInstead ?? b.parkInstead;
    return { kind: 'poison', reasons: [...a.reasons, ...b.reasons], ...(parkInstead && { parkInstead }) };
  }
  if (a.kind === 'poison') return a;
  if (b.kind === 'poison') return b;
  return { kind: 'done', summary: { ...a.summary, ...b.summary } };
};
