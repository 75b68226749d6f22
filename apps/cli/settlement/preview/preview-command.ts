import { StoreUnavailable } from '#kernel';
import { EXIT, OperatorError } from '#platform';
import { asOfViews, previewSettlement, rulesOf, SettlementQuestions } from '#settlement';
import type { Run } from '../../cli.js';
import { noViewYet } from '../../no-view-yet.js';
import { openCommandParts } from '../../open-command-parts.js';
import { type PreviewOptions, readPreviewOptions } from './preview-options.js';
import { previewText } from './preview-text.js';

/** What a settlement would say, and the difference line by line; nothing is written. @throws OperatorError when points cannot be settled; the answer lists what they lack */
export const previewCommand = async (run: Run, options: PreviewOptions): Promise<void> => {
  const asked = await readPreviewOptions(options);
  const { pool, calendar, freshness, facts } = await openCommandParts(run);
  const parts = { questions: new SettlementQuestions(pool), facts, rules: rulesOf(calendar), asOfNow: asOfViews(freshness) };
  const preview = await previewSettlement(parts, asked).catch((error: unknown) => {
    if (error instanceof StoreUnavailable) throw new OperatorError(`${error.message}. The views are filled by a server: npm start. See: gridtally views lag`, { exitCode: EXIT.unavailable, cause: error });
    throw noViewYet(error, 'settlements');
  });
  await run.out.answer(preview, () => previewText(preview));
  const blocked = preview.periods.filter(({ status }) => status === 'blocked').length;
  if (blocked > 0) throw new OperatorError(`${blocked} of ${preview.periods.length} periods cannot be settled: inputs are missing, and missing is never zero.`);
};
