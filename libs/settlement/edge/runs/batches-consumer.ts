import type { Reason } from '#kernel';
import type { Message, MessageHandler, Outcome, Subscription } from '#messaging';
import { BATCHES_TOPIC } from '../../commands/runs/publish-open-batches.js';
import { RunStates } from '../../commands/runs/run-states.js';
import { type BatchOfRun, workBatch, type WorkParts } from '../../commands/runs/work-batch.js';

/** Works batches of settlement runs: as many of these as there are workers, in as many processes as one likes. */
export const settlementBatchesSubscription = (parts: WorkParts): Subscription => ({ topic: BATCHES_TOPIC, group: 'gridtally-settlement', handler: settlementBatchesHandler(parts) });

/** Works one batch after the other. A message that names no batch of ours is poison; a batch that is settled, paused or cancelled is done with nothing to do. */
export const settlementBatchesHandler = (given: WorkParts): MessageHandler => {
  const parts = { runs: new RunStates(given.store), ...given };
  return async (messages) => {
    const outcomes: Outcome[] = [];
    for (const message of messages) {
      const named = batchOf(message);
      if (!named) {
        outcomes.push({ kind: 'poison', reasons: [NOT_A_BATCH] });
        continue;
      }
      const worked = await workBatch(parts, named);
      outcomes.push(worked.outcome === 'unknown' ? { kind: 'poison', reasons: [unknownBatch(named)] } : { kind: 'done', summary: { ...named, ...worked } });
    }
    return outcomes;
  };
};

const MOST_BYTES = 1_000;

/** The batch that a message names; undefined when it names none. */
const batchOf = ({ body }: Message): BatchOfRun | undefined => {
  if (body.length > MOST_BYTES) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  const { runId, batch, ...rest } = read as Record<string, unknown>;
  if (typeof runId !== 'string' || !/^[\w-]{1,100}$/.test(runId) || typeof batch !== 'number' || !Number.isSafeInteger(batch) || batch < 1 || Object.keys(rest).length > 0) return undefined;
  return { runId, batch };
};

const NOT_A_BATCH: Reason = {
  code: 'NOT_A_SETTLEMENT_BATCH', path: '$',
  en: 'The message must be {"runId": text, "batch": whole number from 1} and nothing else. Only our own processes write to this topic',
  da: 'Meddelelsen skal være {"runId": tekst, "batch": helt tal fra 1} og intet andet. Kun vores egne processer skriver til dette emne',
};

const unknownBatch = ({ runId, batch }: BatchOfRun): Reason => ({
  code: 'SETTLEMENT_BATCH_NOT_FOUND', path: '$',
  en: `There is no batch ${batch} of a settlement run ${runId}. If the store was put back to an earlier state, discard the message`,
  da: `Der findes ingen portion ${batch} af en afregningskørsel ${runId}. Er lageret sat tilbage til en tidligere tilstand, så kassér meddelelsen`,
});
