import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '#platform';
import { type Build, Builds } from '#projections';
import { allViews } from '../../composition/views.js';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';
import { readableSeconds } from '../readable.js';
import { wholeNumber } from '../whole-number.js';

type Options = Readonly<{ wait?: boolean; waitSeconds: string }>;

const LOOK_EVERY_MS = 500;
/** A projector moves the checkpoint many times a second; if nothing moves for so long, none is at work. */
const NOBODY_WORKS_MS = 30_000;

/** Orders a fresh build; with `wait`, returns when it answers. @throws OperatorError when the view is unknown, its build breaks, or nobody fills it */
export const rebuildView = async (run: Run, name: string, { wait = false, waitSeconds }: Options): Promise<void> => {
  const seconds = wholeNumber('--wait-seconds', waitSeconds, 1, 7 * 86_400);
  const { pool, calendar, database } = await openCommandParts(run);
  const views = allViews(calendar);
  const view = views.find((one) => one.name === name);
  if (!view) throw wrongUsage([`There is no view ${name}. The views are: ${views.map((one) => one.name).join(', ')}.`]);
  const builds = new Builds(pool);
  await builds.ensure();
  const ordered = await builds.rebuild(view);
  if (!wait) {
    if (database.kind === 'ours') run.out.say('No server of this data folder runs: the view is filled once npm start does.');
    return run.out.answer(ordered, () => `Build ${ordered.build} of ${name} is ordered; the one before it answers until a projector has filled it. See: gridtally views list`);
  }
  const startedAt = performance.now();
  const live = await untilLive(builds, ordered, seconds, run.life.signal);
  await run.out.answer(live, () => `Build ${ordered.build} of ${name} answers since now; it took ${readableSeconds((performance.now() - startedAt) / 1000)}.`);
};

const untilLive = async (builds: Builds, ordered: Build, seconds: number, signal: AbortSignal): Promise<Build> => {
  let [seen, movedAt] = [ordered.updatedAt, performance.now()];
  for (const until = performance.now() + seconds * 1000; ; await pause(LOOK_EVERY_MS, undefined, { signal })) {
    const now = (await builds.all()).find(({ view, build }) => view === ordered.view && build === ordered.build);
    if (!now) throw new OperatorError(`Build ${ordered.build} of ${ordered.view} is gone: somebody has ordered another one. See: gridtally views list`);
    if (now.state === 'live') return now;
    if (now.state === 'broken') throw new OperatorError(`The view ${ordered.view} cannot be filled: ${now.error ?? 'no reason given'}. The build before it goes on answering.`);
    if (now.updatedAt !== seen) [seen, movedAt] = [now.updatedAt, performance.now()];
    if (performance.now() - movedAt > NOBODY_WORKS_MS) throw new OperatorError(`Nobody fills the view ${ordered.view}: no projector seems to run. Start one (npm start, or the role projector); it takes the order up by itself.`);
    if (performance.now() > until) throw new OperatorError(`The view ${ordered.view} is not filled after ${seconds} s. The projector goes on; see: gridtally views list`);
  }
};
