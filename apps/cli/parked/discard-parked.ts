import { OperatorError } from '#platform';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';
import { findParked } from './find-parked.js';
import { who } from '../who.js';

const SHORTEST_REASON = 3;
const LONGEST_REASON = 1_000;

/** Notes that nobody needs a message. Twice is the same as once. @throws OperatorError when it was released meanwhile */
export const discardParked = async (run: Run, id: string, why: string): Promise<void> => {
  const reason = why.trim();
  if (reason.length < SHORTEST_REASON || reason.length > LONGEST_REASON) throw wrongUsage([`--why must say in ${SHORTEST_REASON} to ${LONGEST_REASON} characters why nobody needs the message.`]);
  const { parked } = await openCommandParts(run);
  const found = await findParked(parked, id);
  if (!(await parked.discard(found.id, reason, who())) && found.state !== 'discarded') throw new OperatorError(`The message ${found.id} is ${found.state}, not parked: there is nothing to discard.`);
  await run.out.answer({ id: found.id, state: 'discarded' }, () => `Message ${found.id} is discarded; it stays readable: gridtally parked show ${found.id}`);
};
