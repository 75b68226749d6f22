import type { Event } from './event.js';

/**
 * What a noun with a life decides. `decide` returns the events that follow, `[]` when it is already so, and throws `Rejected` when the caller may not.
 * `evolve` copies facts; it never decides and never throws. Neither sees a clock, chance, network or other stream.
 */
export type Decider<State, Command, E extends Event> = Readonly<{
  initial: State;
  evolve(state: State, event: E): State;
  decide(command: Command, state: State): readonly E[];
}>;

/** The state after these events. */
export const fold = <State, E extends Event>(decider: Pick<Decider<State, never, E>, 'initial' | 'evolve'>, events: Iterable<E>, from = decider.initial): State => {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};
