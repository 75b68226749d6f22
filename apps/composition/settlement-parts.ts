import { periodsOlder, type CorrectionParts, settlePointsParts } from '#settlement';
import type { Parts } from './parts.js';

/** What settling and correcting works with. An error of ours is logged with its point, and the point becomes an issue. */
export const settlementPartsOf = ({ store, pool, calendar, freshness, facts, log, metrics }: Pick<Parts, 'store' | 'pool' | 'calendar' | 'freshness' | 'facts' | 'log' | 'metrics'>): CorrectionParts => ({
  ...settlePointsParts({
    store, pool, calendar, freshness, facts, onStage: (stage, seconds) => metrics.settlementStage(stage, seconds),
    onFailed: (err, of) => log.error({ err, ...of }, 'A period could not be calculated; this is a fault of ours'),
  }),
  periodsOlder: (asked, than) => periodsOlder(pool, asked, than),
});
