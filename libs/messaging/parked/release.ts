import type { Reason } from '#kernel';
import { answersFor } from '../deliver.js';
import type { Subscription } from '../message.js';
import type { ParkedMessage, ParkedMessages, ParkedState } from './parked-messages.js';

/** What became of one parked message that somebody wanted delivered again. */
export type Release =
  | Readonly<{ id: string; result: 'released' }>
  | Readonly<{ id: string; result: 'refused-again'; reasons: readonly Reason[] }>
  | Readonly<{ id: string; result: 'not-parked'; state: ParkedState }>
  | Readonly<{ id: string; result: 'not-found' }>
  | Readonly<{ id: string; result: 'nobody-listens'; topic: string; group: string }>;

/**
 * Delivers parked messages again, to the same handler that refused them. What is refused again stays parked, with one attempt more.
 * Answers for each id once, in the order given; an id given twice counts once.
 * @param by who asked: an API key's name, a user of the command line
 * @throws whatever the handler throws while the world is broken; then the messages of that handler are parked as before and may be released again
 */
export const release = async (parked: ParkedMessages, subscriptions: readonly Subscription[], ids: readonly string[], by: string): Promise<readonly Release[]> => {
  const releases: Release[] = [];
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += AT_ONCE) releases.push(...await releaseSome(parked, subscriptions, distinct.slice(from, from + AT_ONCE), by));
  return releases;
};

/** Bodies may be large; so many are held in memory at a time. */
const AT_ONCE = 50;

const releaseSome = async (parked: ParkedMessages, subscriptions: readonly Subscription[], ids: readonly string[], by: string): Promise<readonly Release[]> => {
  const results = new Map<string, Release>();
  const waiting = new Map<Subscription, ParkedMessage[]>();
  for (const id of ids) {
    const found = await parked.show(id);
    const subscription = found && subscriptions.find(({ topic, group }) => topic === found.message.topic && group === found.group);
    results.set(id, { id, result: 'not-found' });
    if (!found) continue;
    if (found.state !== 'parked') results.set(id, { id, result: 'not-parked', state: found.state });
    else if (!subscription) results.set(id, { id, result: 'nobody-listens', topic: found.message.topic, group: found.group });
    else waiting.set(subscription, [...waiting.get(subscription) ?? [], found]);
  }
  for (const [subscription, messages] of waiting) {
    for (const one of await releaseTo(subscription, parked, messages, by)) results.set(one.id, one);
  }
  return [...results.values()];
};

const releaseTo = async (subscription: Subscription, parked: ParkedMessages, messages: readonly ParkedMessage[], by: string): Promise<readonly Release[]> => {
  const outcomes = await answersFor(subscription, messages.map(({ message }) => message));
  const releases = messages.map(({ id }, index): Extract<Release, { result: 'released' | 'refused-again' }> => {
    const outcome = outcomes[index]!;
    return outcome.kind === 'done' ? { id, result: 'released' } : { id, result: 'refused-again', reasons: outcome.reasons };
  });
  await parked.released(releases.filter(({ result }) => result === 'released').map(({ id }) => id), by);
  await parked.refusedAgain(releases.flatMap((one) => (one.result === 'refused-again' ? [one] : [])), by);
  return releases;
};
