import type { MessageSink } from '../message.js';
import type { DirectSource, MessageToSend } from './direct-source.js';

/** Publishes to the listeners of this very process. Resolved means handled or parked. */
export class DirectSink implements MessageSink {
  constructor(private readonly source: DirectSource) {}

  /** @throws NobodyListens, SourceStopped, or what a handler throws; then the same messages may be published again */
  async publish(topic: string, messages: readonly MessageToSend[]): Promise<void> {
    await this.source.deliver(topic, messages);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }
}
