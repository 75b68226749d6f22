import { addDays, type Calendar } from '#energy';
import { type Clock, derivedId, type EventStore } from '#kernel';
import { requestSettlementRun } from '../../commands/runs/request-run.js';
import type { BillingFrequency } from '../../domain/customer/billing-period.js';
import { duePeriods } from '../../domain/run/due-periods.js';

export type DueRunsParts = Readonly<{
  store: EventStore;
  clock: Clock;
  calendar: Calendar;
  /** All four unless told. */
  frequencies?: readonly BillingFrequency[];
  /** Days back that are looked at when the process starts, so that nothing is left out while it was down; 10 unless told. */
  catchUpDays?: number;
  batchSize?: number;
}>;

const ASKED_BY = 'due day';

/**
 * Asks for a settlement run when billing periods become due: on the first local day after them, one run for each frequency and period. The ids derive from both,
 * so each is asked for once, however many processes look and however often.
 */
export class StartDueRuns {
  #upTo: string | undefined;

  constructor(private readonly parts: DueRunsParts) {}

  /** One look. @returns the ids of the runs that are due since the last look. @throws StoreUnavailable; the next look does it then */
  async look(): Promise<readonly string[]> {
    const { store, clock, calendar, frequencies, catchUpDays = 10, batchSize } = this.parts;
    const today = calendar.dayOf(Date.parse(clock.now()));
    const after = this.#upTo ?? addDays(today, -catchUpDays);
    if (after >= today) return [];
    const runIds: string[] = [];
    for (const { frequency, period } of duePeriods(after, today, frequencies)) {
      const commandId = derivedId('due-settlement-run', calendar.zone, frequency, period.from, period.to);
      const { runId } = await requestSettlementRun(store, { period, scope: { billingFrequency: frequency }, requestedBy: ASKED_BY, ...(batchSize !== undefined && { batchSize }) }, { commandId, actor: ASKED_BY });
      runIds.push(runId);
    }
    this.#upTo = today;
    return runIds;
  }
}
