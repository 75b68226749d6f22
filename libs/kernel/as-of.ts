import type { Position, RecordedEvent } from './event.js';

/**
 * Which part of all we know counts. Empty = everything. `position`: what stood in the log up to there (exact: the same rows for ever).
 * `knownAt`: what was recorded by that instant, for people who ask with a clock in mind.
 */
export type AsOf = Readonly<{ position?: Position; knownAt?: string }>;

/** The message a fact came in, as `GET /api/messages/{sender}/{documentId}` finds it; `seriesId` and `index` say where in it. */
export type MessageRef = Readonly<{ sender: string; documentId: string; seriesId?: string; index?: number }>;

/** How we know a fact: its event in the log, and the message of the outside world it came in, where there was one. */
export type Heard = Readonly<{ stream: string; revision: number; position: Position; knownAt: string; source?: MessageRef }>;

/** How the fact of an event is known. */
export const heardOf = ({ stream, revision, position, recordedAt }: Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'recordedAt'>, source?: MessageRef): Heard =>
  ({ stream, revision, position, knownAt: recordedAt, ...(source && { source }) });
