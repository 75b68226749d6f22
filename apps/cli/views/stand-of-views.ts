import { type Build, Builds } from '#projections';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { readableSeconds } from '../readable.js';
import { textTable } from '../text-table.js';
import type { ViewStand } from './view-stand.js';

export type ViewLag = Readonly<{ view: string; state: Build['state']; lagSeconds: number; caughtUp: boolean }>;

/** Every build of every view, also of those that no projector has begun yet: they are simply not there. */
export const standOfViews = async (run: Run): Promise<readonly ViewStand[]> => {
  const { pool, freshness } = await openCommandParts(run);
  await new Builds(pool).ensure();
  return freshness.all();
};

/** Of each view the build that queries see: the live one, or the first while none is. */
export const visibleLag = (stand: readonly ViewStand[]): readonly ViewLag[] => {
  const visible = new Map<string, ViewStand>();
  for (const one of stand) {
    const other = visible.get(one.view);
    if (!other || (other.state !== 'live' && (one.state === 'live' || one.build < other.build))) visible.set(one.view, one);
  }
  return [...visible.values()].map(({ view, state, lagSeconds, caughtUp }) => ({ view, state, lagSeconds, caughtUp }));
};

const NONE = 'No view has been built yet: the projector makes them when it starts (npm start).';

export const viewsText = (stand: readonly ViewStand[]): string => textTable(stand, [
  { title: 'view', of: ({ view }) => view },
  { title: 'version', of: ({ version }) => version, right: true },
  { title: 'build', of: ({ build }) => build, right: true },
  { title: 'state', of: ({ state }) => state },
  { title: 'behind', of: lagOf, right: true },
  { title: 'moved', of: ({ updatedAt }) => updatedAt },
  { title: 'trouble', of: ({ error }) => error?.split('\n')[0] },
], NONE);

export const lagText = (lag: readonly ViewLag[]): string => textTable(lag, [
  { title: 'view', of: ({ view }) => view },
  { title: 'behind', of: lagOf, right: true },
], NONE);

const lagOf = ({ caughtUp, lagSeconds }: Pick<ViewStand, 'caughtUp' | 'lagSeconds'>): string => (caughtUp ? 'no' : readableSeconds(lagSeconds));
