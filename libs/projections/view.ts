import type { Event, RecordedEvent } from '#kernel';
import type { ViewTable } from './view-table.js';

/**
 * A table that can be thrown away: filled from events, never migrated. Another shape or another meaning is another `version`;
 * it is filled beside the old one, which goes on answering until the new one has caught up.
 */
export type View<E extends Event = Event> = Readonly<{
  /** Snake case, the context first: `metering_readings`. Queries read it as `views.<name>`. */
  name: string;
  version: number;
  /** The kinds of streams it is made from. */
  from: readonly string[];
  /** Columns and constraints, as inside `create table (…)`. */
  columns: string;
  /** Column lists of further indexes. */
  indexes?: readonly string[];
  /** Events of one page, in the order of the log. Its only effect is the table. Runs in the transaction that moves the checkpoint: each event counts once. */
  project(events: readonly RecordedEvent<E>[], table: ViewTable): Promise<void>;
}>;

/** The schema in which all views, their builds and their checkpoints lie. */
export const VIEWS_SCHEMA = 'views';
