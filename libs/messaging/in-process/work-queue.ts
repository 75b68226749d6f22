import type { Clock } from '#kernel';
import { type Backoff, backoffMs, pause } from '../backoff.js';
import { deliver } from '../deliver.js';
import { type MessageToSend, NobodyListens, SourceStopped } from '../direct/direct-source.js';
import type { Delivered } from '../kafka/consume-batch.js';
import { type MessagingLog, silentLog } from '../log.js';
import type { Message, MessageSink, MessageSource, Subscription } from '../message.js';
import type { ParkedMessages } from '../parked/parked-messages.js';

export type WorkQueueOptions = Readonly<{
  parked: ParkedMessages;
  clock: Clock;
  log?: MessagingLog;
  /** Called after each delivery, for metrics. */
  onDelivered?: (delivered: Pick<Delivered, 'topic' | 'messages' | 'parked'>) => void;
  /** Calls of a handler under way at the same time, for each subscription; 2 unless told. */
  atOnce?: number;
  /** Most messages in one call of a handler; 1 unless told: each is a piece of work. */
  mostMessages?: number;
  /** First and longest pause while the world is broken; 200 ms and 30 s unless told. */
  backoff?: Backoff;
}>;

/** Messages for one call of a handler, and how often it has failed with them. */
type Parcel = Readonly<{ messages: readonly Message[]; failures: number }>;
type Line = { readonly subscription: Subscription; waiting: Message[]; readonly again: Parcel[]; readonly busyKeys: Set<string>; underWay: number };

/**
 * Work handed on inside one process: published messages wait in memory until one of a bounded number of calls takes them. Nobody looks for work: publishing wakes.
 * It keeps nothing when the process ends, so it is for work only that can be published again from facts (unlike the promise of `MessageSink`).
 * A message whose id waits already is not taken a second time. Messages of a key stay in order and are never in two calls at once.
 */
export class WorkQueue implements MessageSink, MessageSource {
  private readonly lines: Line[] = [];
  private readonly calls = new Set<Promise<void>>();
  private readonly leaving = new AbortController();

  constructor(private readonly options: WorkQueueOptions) {}

  /** @throws Error when the group listens to the topic already, SourceStopped */
  async start(subscription: Subscription): Promise<void> {
    if (this.leaving.signal.aborted) throw new SourceStopped();
    const { topic, group } = subscription;
    if (this.lines.some(({ subscription: other }) => other.topic === topic && other.group === group)) throw new Error(`The group ${group} already listens to ${topic}.`);
    this.lines.push({ subscription, waiting: [], again: [], busyKeys: new Set(), underWay: 0 });
  }

  /** Resolved means that it waits in this process, no more. @throws NobodyListens, SourceStopped */
  async publish(topic: string, messages: readonly MessageToSend[]): Promise<void> {
    if (this.leaving.signal.aborted) throw new SourceStopped();
    const lines = this.lines.filter(({ subscription }) => subscription.topic === topic);
    if (lines.length === 0) throw new NobodyListens(topic);
    const receivedAt = this.options.clock.now();
    const arrived = messages.map((message): Message => ({ headers: {}, ...message, topic, origin: 'in-process', receivedAt }));
    for (const line of lines) {
      const waiting = new Set(line.waiting.map(({ id }) => id));
      for (const message of arrived) {
        if (waiting.has(message.id)) continue;
        waiting.add(message.id);
        line.waiting.push(message);
      }
      this.wake(line);
    }
  }

  /** Messages that wait or are worked, for metrics. */
  depth(topic: string): number {
    return this.lines.filter(({ subscription }) => subscription.topic === topic)
      .reduce((sum, { waiting, again, underWay }) => sum + waiting.length + again.reduce((inner, { messages }) => inner + messages.length, 0) + underWay, 0);
  }

  /** Lets the calls under way finish; what waits is forgotten. */
  async stop(): Promise<void> {
    this.leaving.abort();
    await Promise.all(this.calls);
    this.lines.length = 0;
  }

  /** As a sink it holds nothing of its own: `stop` ends it. */
  async close(): Promise<void> {
    await this.stop();
  }

  /** @throws SourceStopped */
  async ping(): Promise<void> {
    if (this.leaving.signal.aborted) throw new SourceStopped();
  }

  private wake(line: Line): void {
    const { atOnce = 2, mostMessages = 1 } = this.options;
    while (line.underWay < atOnce && !this.leaving.signal.aborted) {
      const parcel = line.again.shift() ?? this.next(line, mostMessages);
      if (!parcel) return;
      line.underWay++;
      const call = this.work(line, parcel).finally(() => {
        this.calls.delete(call);
        this.wake(line);
      });
      this.calls.add(call);
    }
  }

  /** The first that wait and whose keys are free, in order; undefined when there are none. */
  private next(line: Line, mostMessages: number): Parcel | undefined {
    const messages: Message[] = [];
    const left: Message[] = [];
    const passedOver = new Set<string>();
    let at = 0;
    for (; at < line.waiting.length && messages.length < mostMessages; at++) {
      const message = line.waiting[at]!;
      if (message.key !== undefined && (line.busyKeys.has(message.key) || passedOver.has(message.key))) {
        passedOver.add(message.key);
        left.push(message);
      } else messages.push(message);
    }
    if (messages.length === 0) return undefined;
    line.waiting = [...left, ...line.waiting.slice(at)];
    for (const { key } of messages) if (key !== undefined) line.busyKeys.add(key);
    return { messages, failures: 0 };
  }

  /** Never rejects. While the world is broken the same messages come again after a pause, and others get their turn. */
  private async work(line: Line, { messages, failures }: Parcel): Promise<void> {
    const { parked, log = silentLog, onDelivered = () => undefined, backoff = { firstMs: 200, mostMs: 30_000 } } = this.options;
    const { topic, group } = line.subscription;
    try {
      const outcomes = await deliver(line.subscription, parked, messages);
      for (const { key } of messages) if (key !== undefined) line.busyKeys.delete(key);
      onDelivered({ topic, messages: messages.length, parked: outcomes.filter(({ kind }) => kind === 'poison').length });
      line.underWay--;
    } catch (err) {
      const pauseMs = backoffMs(failures + 1, backoff);
      log.error({ err, topic, group, messages: messages.length, attempt: failures + 1, pauseMs: Math.round(pauseMs) }, 'The work could not be done; it comes again after a pause');
      line.underWay--;
      const later = pause(pauseMs, this.leaving.signal).then(() => {
        this.calls.delete(later);
        line.again.push({ messages, failures: failures + 1 });
        this.wake(line);
      });
      this.calls.add(later);
    }
  }
}
