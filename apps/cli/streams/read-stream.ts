import { OperatorError } from '#platform';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wholeNumber } from '../whole-number.js';

export type ReadOptions = Readonly<{ fromRevision: string; limit?: string }>;

const MOST = 2 ** 31 - 1;

/** Writes the events of a stream. @throws OperatorError when there is no such stream */
export const readStream = async (run: Run, stream: string, options: ReadOptions): Promise<void> => {
  const fromRevision = wholeNumber('--from-revision', options.fromRevision, 0, MOST);
  const limit = options.limit === undefined ? undefined : wholeNumber('--limit', options.limit, 1, MOST);
  const { store } = await openCommandParts(run);
  let written = 0;
  for await (const event of store.readStream(stream, { fromRevision, ...(limit !== undefined && { limit }) })) {
    await run.out.line(event);
    written++;
    if (run.life.signal.aborted) return;
  }
  if (written === 0 && fromRevision === 0) throw new OperatorError(`There is no stream ${stream}. Names look like readings-571313900000000016-2025-10-26; gridtally streams tail --from-start --limit 10 shows some.`);
};
