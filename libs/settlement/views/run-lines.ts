import type { Totals } from '../published.js';

/** What a run brought about for one period of one point. Amounts in DKK; of a correction or reversal, what it adds to all that was said before. */
export type RunLine = Readonly<{
  gsrn: string;
  from: string;
  to: string;
  outcome: 'settled' | 'corrected' | 'reversed';
  settlementId: string;
  customerId: string;
  totals: Totals;
  lines: readonly Readonly<{ id: string; name: string; unit: string; quantity: string; amountDkk: string }>[];
  knownAt: string;
}>;

export type RunLinesPage = Readonly<{ lines: readonly RunLine[]; next?: string }>;

/** What a run brought about, in the order of the log, page by page. `cursor` is `next` of the page before. */
export type RunLines = (question: Readonly<{ runId: string; cursor?: string; limit: number }>) => Promise<RunLinesPage>;
