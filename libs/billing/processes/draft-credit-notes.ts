import type { RecordedEvent } from '#kernel';
import type { Process } from '#projections';
import type { SettlementEvent } from '#settlement/published';
import type { BilledPeriodEvent } from '../domain/billed-period.js';
import { draftNotes, type NoteParts } from '../commands/draft-notes.js';

type Heard = SettlementEvent | BilledPeriodEvent;

/**
 * Whenever a settlement that stands on a document is corrected or reversed, a credit or debit note is drafted. It hears claims as well: a correction that came
 * while the settlement was on its way to a document is found when the claim is heard.
 */
export const draftCreditNotes = (parts: NoteParts): Process<Heard> => ({
  name: 'billing-draft-credit-notes', from: ['settlement', 'billed'], after: ['billing_parts', 'billing_claims', 'billing_invoices'],
  async hear(events) {
    const settlements = new Set(events.flatMap(settlementOf));
    if (settlements.size > 0) await draftNotes(parts, [...settlements], { actor: 'billing-draft-credit-notes', ...(events.length === 1 && events[0]!.metadata.correlationId !== undefined && { correlationId: events[0]!.metadata.correlationId }) });
  },
});

const settlementOf = (event: RecordedEvent<Heard>): string[] => {
  if (event.type === 'SettlementCorrected' || event.type === 'SettlementReversed') return [event.stream];
  return event.type === 'PartsClaimed' ? [event.data.settlement] : [];
};
