import { LARGEST_PAGE, type ParkedMessages, type Release, release, type Subscription } from '#messaging';
import { OperatorError } from '#platform';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';
import { who } from '../who.js';

export type ReleaseOptions = Readonly<{ all?: boolean; topic?: string; code?: string }>;

/** Delivers messages again. @throws OperatorError when some could not be released: the answer says which and why */
export const releaseParked = async (run: Run, ids: readonly string[], options: ReleaseOptions): Promise<void> => {
  const problems = usageProblems(ids, options);
  if (problems.length > 0) throw wrongUsage(problems);
  const { parked, subscriptions } = await openCommandParts(run);
  const releases = options.all ? await releaseAll(parked, subscriptions, options, run.life.signal) : await release(parked, subscriptions, ids.map((id) => id.toLowerCase()), who());
  await run.out.answer({ releases, ...summaryOf(releases) }, () => releasesText(releases));
  const { failed } = summaryOf(releases);
  if (failed > 0) throw new OperatorError(`${failed} of ${releases.length} messages could not be released.`);
};

export const usageProblems = (ids: readonly string[], { all = false, topic, code }: ReleaseOptions): readonly string[] => [
  ...(all && ids.length > 0 ? ['Give ids or --all, not both.'] : []),
  ...(!all && ids.length === 0 ? ['Give the ids of parked messages (gridtally parked list), or --all.'] : []),
  ...(!all && (topic !== undefined || code !== undefined) ? ['--topic and --code go with --all.'] : []),
];

/** Page by page, each message once: what is refused again stays where it was, behind the cursor. */
const releaseAll = async (parked: ParkedMessages, subscriptions: readonly Subscription[], { topic, code }: ReleaseOptions, signal: AbortSignal): Promise<readonly Release[]> => {
  const releases: Release[] = [];
  let after: string | undefined;
  do {
    const { messages, next } = await parked.list({ state: 'parked', topic, code, limit: LARGEST_PAGE, after });
    releases.push(...await release(parked, subscriptions, messages.map(({ id }) => id), who()));
    after = next;
  } while (after !== undefined && !signal.aborted);
  return releases;
};

const summaryOf = (releases: readonly Release[]): Readonly<{ released: number; failed: number }> => {
  const released = releases.filter(({ result }) => result === 'released').length;
  return { released, failed: releases.length - released };
};

export const releasesText = (releases: readonly Release[]): string => {
  if (releases.length === 0) return 'Nothing is parked.';
  return [...releases.filter(({ result }) => result !== 'released').map((one) => `${one.id}  ${sentenceOf(one)}`), `${summaryOf(releases).released} of ${releases.length} messages were released.`].join('\n');
};

const sentenceOf = (one: Release): string => {
  switch (one.result) {
    case 'released': return 'released';
    case 'refused-again': return `refused again: ${one.reasons.map(({ code, path }) => (path === undefined ? code : `${code} at ${path}`)).join(', ')}`;
    case 'not-parked': return `not parked any more: it is ${one.state}`;
    case 'not-found': return 'never parked: the ids are in gridtally parked list';
    case 'nobody-listens': return `nobody listens to ${one.topic} as ${one.group}: a newer or older program parked it`;
  }
};
