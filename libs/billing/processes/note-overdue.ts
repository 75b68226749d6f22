import type { Pool } from 'pg';
import type { Calendar } from '#energy';
import { type Clock, type EventStore, handle } from '#kernel';
import { forMany } from '../commands/streams.js';
import { invoiceStream } from '../domain/events.js';
import { invoice } from '../domain/invoice.js';
import { becameOverdue } from '../views/invoice-list.js';

export type OverdueParts = Readonly<{ store: EventStore; pool: Pool; calendar: Calendar; clock: Clock }>;

/** Few enough that whoever ends the process need not wait long for the ones in hand. */
const TOGETHER = 50;

/** Notes every document that is still owed after its last day, by the local day of the clock, until the signal aborts. @returns how many were looked at */
export const noteOverdue = async ({ store, pool, calendar, clock }: OverdueParts, signal?: AbortSignal): Promise<number> => {
  const today = calendar.dayOf(Date.parse(clock.now()));
  let seen = 0;
  for (let after = ''; !signal?.aborted;) {
    const ids = await becameOverdue(pool, today, after, TOGETHER);
    await forMany(ids, (invoiceId) => handle(store, invoice, { stream: invoiceStream(invoiceId), command: { type: 'NoteOverdue', today }, context: { commandId: `overdue/${invoiceId}/${today}`, actor: 'billing-note-overdue' } }));
    seen += ids.length;
    if (ids.length < TOGETHER) return seen;
    after = ids.at(-1)!;
  }
  return seen;
};
