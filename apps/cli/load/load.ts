import { OperatorError } from '#platform';
import { countDocuments } from '../../load/generated-documents.js';
import { type LoadSummary, sendPlan } from '../../load/send-plan.js';
import type { Run } from '../cli.js';
import { problemLines } from '../problem-lines.js';
import { Progress } from '../progress.js';
import { readableBytes, readableSeconds } from '../readable.js';
import { type LoadOptions, openTarget, readLoadOptions } from './read-load-options.js';

/** Sends a plan and tells how it went. @throws OperatorError when documents were refused or it was ended early */
export const load = async (run: Run, options: LoadOptions): Promise<void> => {
  const { plan, patienceMs, masterData, destination } = readLoadOptions(options, run.around);
  const target = openTarget(destination);
  run.life.defer('the way to the documents', () => target.close());
  const screen = run.around.stderr;
  run.out.say(`${plan.points} points, ${plan.days} days from ${plan.firstDay} to ${target.place}`);
  let progress: Progress | undefined;
  const sending = sendPlan(plan, target, {
    masterData, patienceMs, signal: run.life.signal,
    onPhase: (what) => {
      progress?.finish();
      progress = new Progress({ screen, what, total: what === 'points' ? plan.points : countDocuments(plan) });
    },
    onPoints: (count) => progress?.add(count),
    onDocuments: (count) => progress?.add(count),
    onPause: (why, pauseMs) => progress?.say(`${why} Again in ${readableSeconds(pauseMs / 1000)}.`),
  });
  const told = sending.then(async (summary) => {
    progress?.finish();
    await run.out.answer(summary, () => summaryText(summary));
    return summary;
  });
  // Ctrl-C: what is under way comes to rest and is told before anything is closed. Whatever goes wrong in it is thrown below.
  run.life.defer('the documents under way', () => told.then(() => undefined, () => undefined));
  const summary = await told;
  if (summary.refused > 0) throw new OperatorError(`${summary.refused} of ${summary.documents} documents were refused. They are parked: gridtally parked list`);
};

export const summaryText = ({ place, points, documents, series, bytes, refused, refusals, seconds, documentsPerSecond, complete }: LoadSummary): string => [
  `${documents} documents with ${series} series (${readableBytes(bytes)}) sent to ${place} in ${readableSeconds(seconds)}: ${documentsPerSecond}/s`,
  ...(points > 0 ? [`Master data of ${points} points`] : []),
  ...(complete ? [] : ['Ended early. Run the same command again for the rest: sending twice changes nothing.']),
  ...(refused > 0 ? [`Refused: ${refused}. The first of them:`, ...refusals.map(({ id, reasons }) => `${id}: ${problemLines(reasons)}`)] : []),
].join('\n');
