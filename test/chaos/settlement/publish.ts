import { BrokerUnavailable, KafkaSink } from '#messaging';
import type { Document } from './market.js';

const AGAIN_AFTER_MS = 100;
const MOST_TOGETHER = 50;

/** Sends documents in their order, evenly over the time (0 = as fast as it goes), each again until Kafka has acknowledged it. @returns how often Kafka refused */
export const publishDocuments = async (brokers: string, documents: readonly Document[], overMs: number): Promise<number> => {
  const sink = new KafkaSink({ connection: { brokers: [brokers] } });
  const begun = performance.now();
  let refusals = 0;
  try {
    for (let at = 0; at < documents.length;) {
      const due = overMs === 0 ? documents.length : Math.min(documents.length, Math.ceil(documents.length * (performance.now() - begun) / overMs));
      const bundle = sameTopic(documents.slice(at, Math.min(due, at + MOST_TOGETHER)));
      if (bundle.length > 0) {
        try {
          await sink.publish(bundle[0]!.topic, bundle.map(({ id, key, body }) => ({ id, key, body })));
          at += bundle.length;
          continue;
        } catch (error) {
          if (!(error instanceof BrokerUnavailable)) throw error;
          refusals++;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
    return refusals;
  } finally {
    await sink.close();
  }
};

/** The first of them that go to one topic. */
const sameTopic = (documents: readonly Document[]): readonly Document[] => {
  const other = documents.findIndex(({ topic }) => topic !== documents[0]!.topic);
  return other === -1 ? documents : documents.slice(0, other);
};
