import { BrokerUnavailable, type KafkaConnection, KafkaSink, type MessageSink } from '#messaging';
import type { FactDocument } from './facts/fact-document.js';
import type { GeneratedDocument } from './generated-documents.js';
import { type LoadTarget, NotNow, type Sent } from './load-target.js';

type Options = Readonly<{ connection: KafkaConnection; topic: string; atOnce?: number; sink?: MessageSink }>;

const PARCEL = 500;

/** Publishes to Kafka: the key is the GSRN, so that a point keeps its order; the message id is the document's. Refusals are found later, among the parked messages. */
export class KafkaTarget implements LoadTarget {
  readonly place: string;
  readonly parcel = PARCEL;
  readonly atOnce: number;
  private readonly sink: MessageSink;

  constructor(private readonly options: Options) {
    this.place = `Kafka ${options.connection.brokers.join(', ')}`;
    this.atOnce = options.atOnce ?? 1; // one after the other keeps the order of a point
    this.sink = options.sink ?? new KafkaSink({ connection: options.connection });
  }

  send(documents: readonly GeneratedDocument[]): Promise<Sent> {
    return this.#publish(this.options.topic, documents.map(({ id, gsrn, body }) => ({ id, key: gsrn, body })));
  }

  sendFacts(topic: string, facts: readonly FactDocument[]): Promise<Sent> {
    return this.#publish(topic, facts.map(({ id, key, body }) => ({ id, key, body })));
  }

  async #publish(topic: string, messages: Parameters<MessageSink['publish']>[1]): Promise<Sent> {
    try {
      await this.sink.publish(topic, messages);
    } catch (error) {
      if (error instanceof BrokerUnavailable) throw new NotNow(`${error.message}.`, 0, { cause: error });
      throw error;
    }
    return { refused: [] };
  }

  close(): Promise<void> {
    return this.sink.close();
  }
}
