import type { Pool } from 'pg';
import type { Calendar } from '#energy';
import type { Clock, EventStore } from '#kernel';
import type { Freshnesses } from '#projections';
import type { NumberSeries } from './commands/number-series.js';
import type { ExplainSettlement } from './views/explain-invoice.js';

/** What the HTTP door of billing works with, as the app has opened it. `numbers` is the one of this program's processes as well. */
export type BillingParts = Readonly<{
  store: EventStore; pool: Pool; calendar: Calendar; freshness: Freshnesses; numbers: NumberSeries; clock: Clock;
  /** Absent: explanations show which settlement an amount comes from, and not why that is so. */
  explainSettlement?: ExplainSettlement;
}>;

/** Name under which the app provides them. */
export const BILLING = Symbol('Billing');
