import { randomUUID } from 'node:crypto';
import { derivedId, type Position, systemClock } from '#kernel';
import { type Caller, logContext } from '#platform';
import type { Freshness, Freshnesses } from '#projections';
import type { Published } from '../commands/carry-out.js';
import type { Origin } from '../commands/requests.js';

/** How long a publication waits until the views show it, so that whoever asks next finds it. */
const READ_YOUR_WRITES_MS = 3_000;

/** Where a statement of the API comes from. With an idempotency key the same request is carried out once. */
export const originOfRequest = (what: readonly string[], body: unknown, caller: Caller, key: string | undefined): Origin => {
  const { correlationId } = logContext();
  const id = [...what, key ?? randomUUID(), JSON.stringify(body)];
  return { saidAt: systemClock.now(), context: (part) => ({ commandId: derivedId(...id, part), actor: caller.name, ...(correlationId !== undefined && { correlationId }) }) };
};

/** The answer to a publication, once the views show it or after a while. */
export const answerTo = async (published: Published, freshness: Freshnesses, views: readonly string[]): Promise<Published & Readonly<{ visible: boolean }>> => {
  const { position } = published;
  const shown = position === undefined ? [] : await Promise.all(views.map((view) => freshness.waitFor(view, position, READ_YOUR_WRITES_MS)));
  return { ...published, visible: shown.every(Boolean) };
};

/** How new an answer from several views is: as new as the oldest of them. */
export const freshnessOf = async (freshness: Freshnesses, views: readonly string[]): Promise<Freshness> => {
  const all = await Promise.all(views.map((view) => freshness.of(view)));
  return all.reduce((oldest, one) => (isBefore(one.position, oldest.position) ? one : oldest));
};

const isBefore = (a: Position | null, b: Position | null): boolean => b !== null && (a === null || a < b);
