import { OperatorError } from '#platform';
import { readRun, type RunOverview, SettlementRuns } from '#settlement';
import type { Run } from '../../cli.js';
import { openCommandParts } from '../../open-command-parts.js';
import { textTable } from '../../text-table.js';
import { wholeNumber } from '../../whole-number.js';
import { scopeText, standOf, standText } from './run-stand.js';

/** One run from its own stream, or the newest runs from the view. @throws OperatorError when there is no such run, or no view yet */
export const showRuns = async (run: Run, runId: string | undefined, { limit }: Readonly<{ limit: string }>): Promise<void> => {
  const most = wholeNumber('--limit', limit, 1, 1_000);
  const { store, pool } = await openCommandParts(run);
  if (runId !== undefined) {
    const found = await readRun(store, runId.toLowerCase());
    if (!found.known) throw new OperatorError(`There is no settlement run ${runId}. See: gridtally settle status`);
    const stand = standOf(found);
    return run.out.answer(stand, () => standText(stand));
  }
  const { runs } = await newest(new SettlementRuns(pool), most);
  await run.out.answer(runs, () => runsText(runs));
};

const newest = async (runs: SettlementRuns, limit: number) => {
  try {
    return await runs.list({ limit });
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    throw new OperatorError('The view of settlement runs has not been built yet: a projector makes it when it starts (npm start).', { cause: error });
  }
};

/** Source: PostgreSQL's table of error codes. */
const UNDEFINED_TABLE = '42P01';

export const runsText = (runs: readonly RunOverview[]): string => textTable(runs, [
  { title: 'run', of: ({ runId }) => runId },
  { title: 'status', of: ({ status }) => status },
  { title: 'from', of: ({ period }) => period.from },
  { title: 'to', of: ({ period }) => period.to },
  { title: 'scope', of: ({ scope }) => scopeText(scope) },
  { title: 'done', of: ({ progress: { percent } }) => (percent === null ? '' : `${percent} %`), right: true },
  { title: 'blocked', of: ({ counts }) => counts.blocked, right: true },
], 'No settlement run has been asked for yet: gridtally settle run --from <day> --to <day>');
