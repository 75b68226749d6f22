import type { Event, EventMetadata, EventToAppend } from './event.js';
import { eventId } from './ids.js';

/** What a command decided, with ids that derive from the command: sent twice, the same ids. */
export const toAppend = <E extends Event>(events: readonly E[], stream: string, context: EventMetadata & Readonly<{ commandId: string }>): EventToAppend<E>[] => {
  const metadata: EventMetadata = { ...context };
  return events.map((event, ordinal) => ({ ...event, id: eventId(context.commandId, stream, ordinal), metadata }));
};
