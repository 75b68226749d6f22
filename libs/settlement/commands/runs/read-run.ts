import { type EventStore, fold } from '#kernel';
import { type SettlementBatchPlanned, settlementBatchStream } from '../../domain/run/settlement-batch.js';
import { type SettlementRun, settlementRun, type SettlementRunEvent, settlementRunStream } from '../../domain/run/settlement-run.js';

/** How a run stands, from its own stream: no view is asked, so it is never behind. */
export const readRun = async (store: Pick<EventStore, 'readStream'>, runId: string): Promise<SettlementRun> => {
  const events: SettlementRunEvent[] = [];
  for await (const event of store.readStream<SettlementRunEvent>(settlementRunStream(runId))) events.push(event);
  return fold(settlementRun, events);
};

/** The points of a batch in order; undefined when it is not planned. */
export const readBatch = async (store: Pick<EventStore, 'readStream'>, runId: string, batch: number): Promise<readonly string[] | undefined> => {
  for await (const { data } of store.readStream<SettlementBatchPlanned>(settlementBatchStream(runId, batch), { limit: 1 })) return data.gsrns;
  return undefined;
};
