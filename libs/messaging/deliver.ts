import type { Message, Outcome, Subscription } from './message.js';
import type { ParkedMessages, ToPark } from './parked/parked-messages.js';

/** A handler did not answer for every message. That is a bug in the handler: nothing it said can be trusted, so nothing is acknowledged. */
export class WrongNumberOfOutcomes extends Error {
  override readonly name = 'WrongNumberOfOutcomes';
  constructor({ topic, group }: Subscription, messages: number, outcomes: number) {
    super(`The handler of ${group} on ${topic} gave ${outcomes} outcomes for ${messages} messages; it has to give one for each, in order.`);
  }
}

/**
 * Hands messages to their handler and parks the ones that no repetition will help. When this returns, every message is either done or parked, durably,
 * and may be acknowledged at its source. Every way in goes through here.
 * @throws WrongNumberOfOutcomes, and whatever the handler or the parking throws while the world is broken; then nothing may be acknowledged and the same messages come again
 */
export const deliver = async (subscription: Subscription, parked: ParkedMessages, messages: readonly Message[]): Promise<readonly Outcome[]> => {
  if (messages.length === 0) return [];
  const outcomes = await answersFor(subscription, messages);
  const poison = messages.flatMap((message, index): ToPark[] => {
    const outcome = outcomes[index]!;
    return outcome.kind === 'poison' ? [{ group: subscription.group, message: outcome.parkInstead ?? message, reasons: outcome.reasons }] : [];
  });
  if (poison.length > 0) await parked.park(poison);
  return outcomes;
};

/** The handler's answers, one for each message. @throws WrongNumberOfOutcomes */
export const answersFor = async (subscription: Subscription, messages: readonly Message[]): Promise<readonly Outcome[]> => {
  const outcomes = await subscription.handler(messages);
  if (outcomes.length !== messages.length) throw new WrongNumberOfOutcomes(subscription, messages.length, outcomes.length);
  return outcomes;
};
