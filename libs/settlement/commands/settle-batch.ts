import type { SettleBatch } from './runs/settle-batch.js';
import { settlePoints, type SettlePointsParts } from './settle-points.js';

/** How the batches of a run are settled. A period that was taken back counts with the settled: something new was said about it. */
export const settleBatchBy = (parts: SettlePointsParts): SettleBatch => async ({ gsrns, period, askedBy, commandIdPrefix }) => {
  const { settled, reversed, blocked, unchanged } = await settlePoints(parts, { gsrns, run: period, askedBy, commandIdPrefix });
  return { settled: settled + reversed, blocked, unchanged };
};
