import type { Event, Position, RecordedEvent } from '#kernel';

/**
 * Whenever … then …: hears events in the order of the log, at least once, one runner at a time in the whole installation.
 * The ids of what it asks for derive from what it heard, so that hearing twice changes nothing. Throwing means the world is broken for
 * the moment: the same events come again after a pause.
 */
export type Process<E extends Event = Event> = Readonly<{
  /** Kebab case, the context first: `settlement-correct-periods`. */
  name: string;
  /** The kinds of streams it listens to. */
  from: readonly string[];
  /** Views that must show an event before it is heard, because the process asks them. */
  after?: readonly string[];
  /** Heard from where the log ends when the process is first run; absent = from the beginning, which its derived ids make harmless. */
  fromNow?: boolean;
  /** `after`: everything up to there was heard before, perhaps in an earlier life; undefined = nothing. */
  hear(events: readonly RecordedEvent<E>[], signal: AbortSignal, after?: Position): Promise<void>;
}>;
