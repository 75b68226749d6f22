import { settlePoints, type SettlePointsParts } from '../settle-points.js';
import type { SettleBatch } from './settle-batch.js';

/** What a worker does with a batch: settles its points. Periods taken back because they are not planned any more count as settled anew. */
export const settleBatchPoints = (parts: SettlePointsParts): SettleBatch => async ({ gsrns, period, askedBy, commandIdPrefix }) => {
  const { settled, reversed, blocked, unchanged } = await settlePoints(parts, { gsrns, run: period, askedBy, commandIdPrefix });
  return { settled: settled + reversed, blocked, unchanged };
};
