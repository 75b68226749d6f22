import { runMain } from '#platform';
import type { Run, Surroundings } from './cli.js';
import { operatorErrorOf } from './operator-error-of.js';
import { type Output, OutputClosed } from './output.js';

/** Does the work of a command inside the frame of all our programs; ends the process. */
export const runCommand = (work: (run: Run) => Promise<void>, out: Output, around: Surroundings): Promise<void> => runMain(async (life) => {
  try {
    await work({ life, out, around });
  } catch (error) {
    if (error instanceof OutputClosed) return;
    throw operatorErrorOf(error);
  }
}, { once: true });
