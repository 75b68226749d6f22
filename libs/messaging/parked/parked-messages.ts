import { createHash } from 'node:crypto';
import { derivedId, type Reason } from '#kernel';
import type { Message } from '../message.js';

/** A message that its handler cannot take, and why. */
export type ToPark = Readonly<{ group: string; message: Message; reasons: readonly Reason[] }>;

/** `parked`: waits for a person. `released`: delivered again and done. `discarded`: a person decided that nobody needs it. */
export type ParkedState = 'parked' | 'released' | 'discarded';

export type ParkedMessage = Readonly<{
  /** Derived from group, topic, message id and body: the same message is parked once for each group. */
  id: string;
  group: string;
  message: Message;
  reasons: readonly Reason[];
  state: ParkedState;
  /** How often the handler has refused it: 1 when parked, one more for each release that failed. */
  attempts: number;
  /** UTC, when it was parked first. */
  parkedAt: string;
  /** UTC, of the last change of state, reasons or attempts. */
  changedAt: string;
  /** Who released or discarded it. */
  changedBy?: string;
  /** Why it was discarded. */
  why?: string;
}>;

/** Without the body, for lists. */
export type ParkedSummary = Omit<ParkedMessage, 'message'> & Readonly<{ message: Omit<Message, 'body'>; bodyBytes: number }>;

export type ParkedFilter = Readonly<{
  state?: ParkedState;
  topic?: string;
  group?: string;
  /** Only those with a reason of this code. */
  code?: string;
  /** 100 unless told, 1,000 at most. */
  limit?: number;
  /** `next` of the page before. */
  after?: string;
}>;

/** Oldest first. `next` is absent on the last page. */
export type ParkedPage = Readonly<{ messages: readonly ParkedSummary[]; next?: string }>;

/**
 * Messages that wait for a person. Keeps them byte for byte. All adapters pass `parkedMessagesContract`.
 */
export interface ParkedMessages {
  /**
   * Durable when it resolves. Parking again what is parked or discarded changes nothing, so that repeated deliveries are harmless;
   * what had been released is parked again, with one attempt more.
   */
  park(messages: readonly ToPark[]): Promise<void>;
  list(filter?: ParkedFilter): Promise<ParkedPage>;
  /** How many wait, by topic and group. */
  waiting(): Promise<readonly Readonly<{ topic: string; group: string; count: number }>[]>;
  show(id: string): Promise<ParkedMessage | undefined>;
  /** Delivered again with success. Only what is parked changes. */
  released(ids: readonly string[], by: string): Promise<void>;
  /** Delivered again and refused again. Only what is parked changes. */
  refusedAgain(refused: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[], by: string): Promise<void>;
  /** Only what is parked changes. False when there is no such message or it is not parked. */
  discard(id: string, why: string, by: string): Promise<boolean>;
}

export const parkedId = ({ group, message }: Pick<ToPark, 'group' | 'message'>): string =>
  derivedId('parked', group, message.topic, message.id, createHash('sha256').update(message.body).digest('hex'));

export const DEFAULT_PAGE = 100;
export const LARGEST_PAGE = 1_000;

/** @throws RangeError */
export const pageSizeOf = ({ limit = DEFAULT_PAGE }: ParkedFilter): number => {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LARGEST_PAGE) return limit;
  throw new RangeError(`limit must be a whole number from 1 to ${LARGEST_PAGE}`);
};

/** Where a page ended, as opaque text. */
export const cursorOf = ({ parkedAt, id }: Pick<ParkedMessage, 'parkedAt' | 'id'>): string => Buffer.from(`${parkedAt}|${id}`).toString('base64url');

/** @throws RangeError when the text is not a cursor */
export const fromCursor = (cursor: string): Readonly<{ parkedAt: string; id: string }> => {
  const found = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\|([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!found) throw new RangeError('after must be the `next` of an earlier page');
  return { parkedAt: found[1]!, id: found[2]! };
};
