import type { Decider } from './decider.js';
import { fold } from './decider.js';
import type { Event } from './event.js';
import { Rejected } from './rejected.js';

/**
 * Given/when/then for a decider, on plain data:
 * `given(issued).when(issueInvoice).thenNothing()`. `thenEvents` also proves
 * that deciding the same command again on the outcome gives `[]`.
 */
export const spec = <State, Command, E extends Event>(decider: Decider<State, Command, E>) => (...given: readonly E[]) => ({
  when: (command: Command) => {
    const decide = () => decider.decide(command, fold(decider, given));
    return {
      thenEvents(...expected: readonly E[]) {
        const events = decide();
        assertSame(events, expected);
        assertSame(decider.decide(command, fold(decider, [...given, ...events])), [], 'deciding the same command twice');
      },
      thenNothing() { assertSame(decide(), []); },
      thenRejected(code: string, details?: Readonly<Record<string, unknown>>) {
        try {
          decide();
        } catch (error) {
          if (!(error instanceof Rejected)) throw error;
          assertSame(error.code, code);
          if (details) assertSame(error.details, details);
          return;
        }
        throw new Error(`Expected a rejection ${code}, but the command was accepted`);
      },
    };
  },
});

const assertSame = (actual: unknown, expected: unknown, what = 'the outcome'): void => {
  const [a, e] = [JSON.stringify(actual, null, 2), JSON.stringify(expected, null, 2)];
  if (a !== e) throw new Error(`Expected ${what} to be\n${e}\nbut it was\n${a}`);
};
