import type { EventStore } from '#kernel';
import type { MessageSink } from '#messaging';
import { openBatches } from '../../domain/run/settlement-run.js';
import { readRun } from './read-run.js';
import type { BatchOfRun } from './work-batch.js';

/** Work for any number of workers: one message for each batch. Nothing rests on a message: what is lost is published again. */
export const BATCHES_TOPIC = 'settlement.batches';

export type PublishParts = Readonly<{ store: Pick<EventStore, 'readStream'>; sink: MessageSink }>;

/** Hands out every batch of a run that is not settled yet; none while the run is not running. @returns how many */
export const publishOpenBatches = async ({ store, sink }: PublishParts, runId: string): Promise<number> => {
  const open = openBatches(await readRun(store, runId));
  if (open.length > 0) await sink.publish(BATCHES_TOPIC, open.map((batch) => toMessage({ runId, batch })));
  return open.length;
};

/** The same batch is the same message: id and key name it. */
export const toMessage = ({ runId, batch }: BatchOfRun) => ({ id: `${runId}.${batch}`, key: `${runId}.${batch}`, body: Buffer.from(JSON.stringify({ runId, batch })) });
