import { BrokerUnavailable, KafkaSink, type MessageToSend } from '#messaging';

const TOPIC = 'datahub.timeseries';
const EVERY_MS = 100;
const MOST_TOGETHER = 500;

export type Publishing = Readonly<{ /** How many Kafka has acknowledged. */ acknowledged(): number; refusals(): number; done: Promise<void>; end(): void }>;

/** Sends all messages evenly over the time, each again until Kafka has acknowledged it, as a sender that loses nothing does. */
export const publishOver = (brokers: string, messages: readonly MessageToSend[], overMs: number): Publishing => {
  const sink = new KafkaSink({ connection: { brokers: [brokers] } });
  let [at, refusals, ended] = [0, 0, false];
  const begun = performance.now();
  const run = async (): Promise<void> => {
    while (at < messages.length && !ended) {
      const due = Math.min(messages.length, Math.ceil(messages.length * (performance.now() - begun) / overMs));
      const bundle = messages.slice(at, Math.min(due, at + MOST_TOGETHER));
      if (bundle.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
        continue;
      }
      try {
        await sink.publish(TOPIC, bundle);
        at += bundle.length;
      } catch (error) {
        if (!(error instanceof BrokerUnavailable)) throw error;
        refusals++;
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      }
    }
  };
  return { acknowledged: () => at, refusals: () => refusals, done: run().finally(() => sink.close()), end: () => { ended = true; } };
};
