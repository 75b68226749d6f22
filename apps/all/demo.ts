import type { ApiKeys } from '#platform';
import type { Parts } from '../composition/parts.js';
import { demoPoints, shownPoint } from '../load/demo/demo-points.js';
import { DemoDoor } from './demo/demo-door.js';
import { loadDemo } from './demo/load-demo.js';
import { say } from './demo/say.js';
import { billedSoFar, settleDemo } from './demo/settle-demo.js';
import { showDemo } from './demo/show-demo.js';

const KEY_NAME = 'demo';

/**
 * Tells the main story with made-up data: from messages by the usual HTTP doors to an explained invoice and its credit note. What an earlier start has
 * loaded is used again; what it was ended in the middle of is done again, which changes nothing.
 */
export const runDemo = async ({ keys }: Parts, url: string, signal: AbortSignal): Promise<void> => {
  const startedAt = performance.now();
  const door = new DemoDoor(url, await demoKey(keys), signal);
  const points = demoPoints();
  const shown = shownPoint(points);
  try {
    if ((await billedSoFar(door, shown)).note?.number) {
      say('The demo data are there already: loaded, settled, invoiced and corrected by an earlier start.');
    } else {
      await loadDemo(door, points);
      await settleDemo(door, points);
      say(`\nAll of that took ${Math.round((performance.now() - startedAt) / 1_000)} s.`);
    }
    await showDemo(door, shown);
  } catch (error) {
    if (!signal.aborted) throw error; // whoever ends the demo does not want to hear what it could not do
  }
};

/** The key of an earlier start is unknown to us (only its hash is kept), so it is ended and another is made. */
const demoKey = async (keys: ApiKeys): Promise<string> => {
  for (const { prefix, name, revokedAt } of await keys.list()) if (name === KEY_NAME && revokedAt === undefined) await keys.revoke(prefix);
  return (await keys.create({ name: KEY_NAME, roles: ['admin', 'back-office', 'auditor', 'upstream'] })).key;
};
