import { type Decider, type Event, type EventStore, handleTogether, type Reason, type Request, type TogetherAnswer } from '#kernel';
import { InvalidInput } from '#platform';
import { reasonOfRefusal } from './refusals.js';

/** What became of a request of the API. */
export type Published = Omit<Extract<TogetherAnswer, { outcome: 'done' }>, 'outcome'>;

/**
 * All or nothing.
 * @param pathOf the place in the request that a command came from
 * @throws Rejected for the one refusal, InvalidInput when there are several
 */
export const carryOut = async <State, Command, E extends Event>(store: EventStore, decider: Decider<State, Command, E>, requests: readonly Request<Command>[], pathOf: (at: number) => string): Promise<Published> => {
  const answer = (await handleTogether(store, decider, [requests]))[0]!;
  if (answer.outcome === 'done') return { recorded: answer.recorded, repeated: answer.repeated, ...(answer.position !== undefined && { position: answer.position }) };
  const [first, ...others] = answer.rejections;
  if (others.length === 0) throw first!.rejected;
  throw new InvalidInput(answer.rejections.map(({ at, rejected }) => reasonOfRefusal(rejected, pathOf(at))));
};

/** @throws InvalidInput with all reasons, when there are any */
export const refuseFaults = (reasons: readonly Reason[]): void => {
  if (reasons.length > 0) throw new InvalidInput(reasons);
};
