import type { EventStore, Page, ReadAll } from '#kernel';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';
import { wholeNumber } from '../whole-number.js';

export type TailOptions = Readonly<{ category?: readonly string[]; fromStart?: boolean; after?: string; follow?: boolean; limit?: string }>;

/** Writes the events of all streams, in the order of the log, until its end or, following, until told to end. */
export const tailStreams = async (run: Run, options: TailOptions): Promise<void> => {
  const problems = usageProblems(options);
  if (problems.length > 0) throw wrongUsage(problems);
  const limit = options.limit === undefined ? Infinity : wholeNumber('--limit', options.limit, 1, Number.MAX_SAFE_INTEGER);
  const { store } = await openCommandParts(run);
  const after = options.after ?? (options.fromStart ? undefined : await store.lastPosition());
  let written = 0;
  for await (const { events } of pagesOf(store, options.follow === true, { after, categories: options.category, signal: run.life.signal })) {
    for (const event of events) {
      await run.out.line(event);
      if (++written >= limit || run.life.signal.aborted) return;
    }
  }
};

export const usageProblems = ({ fromStart = false, after, follow = false }: TailOptions): readonly string[] => [
  ...(fromStart && after !== undefined ? ['Give --from-start or --after, not both.'] : []),
  ...(!fromStart && after === undefined && !follow ? ['This would show nothing, because it begins at the end of the log. Add --follow to see what happens from now on, or begin earlier with --from-start or --after.'] : []),
];

const pagesOf = (store: EventStore, follow: boolean, options: ReadAll & { signal: AbortSignal }): AsyncIterable<Page> => (follow ? store.subscribe(options) : store.readAll(options));
