import { OperatorError } from '#platform';
import { countFacts } from '../../load/facts/generated-facts.js';
import { countDocuments } from '../../load/generated-documents.js';
import { type LoadPhase, type LoadSummary, sendPlan } from '../../load/send-plan.js';
import type { Run } from '../cli.js';
import { problemLines } from '../problem-lines.js';
import { Progress } from '../progress.js';
import { readableBytes, readableSeconds } from '../readable.js';
import { type LoadOptions, openTarget, readLoadOptions } from './read-load-options.js';

const PHASES: Readonly<Record<LoadPhase, string>> = { points: 'points', facts: 'documents of prices and contracts', documents: 'documents' };

/** Sends a plan and tells how it went. @throws OperatorError when documents were refused or it was ended early */
export const load = async (run: Run, options: LoadOptions): Promise<void> => {
  const { plan, patienceMs, masterData, facts, destination } = readLoadOptions(options, run.around);
  const target = openTarget(destination);
  run.life.defer('the way to the documents', () => target.close());
  const screen = run.around.stderr;
  run.out.say(`${plan.points} points, ${plan.days} days from ${plan.firstDay} to ${target.place}`);
  let progress: Progress | undefined;
  const sending = sendPlan(plan, target, {
    masterData, facts, patienceMs, signal: run.life.signal,
    onPhase: (what) => {
      progress?.finish();
      progress = new Progress({ screen, what: PHASES[what], total: what === 'points' ? plan.points : what === 'facts' ? countFacts(plan, facts) : countDocuments(plan) });
    },
    onPoints: (count) => progress?.add(count),
    onFacts: (count) => progress?.add(count),
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
  if (summary.refused > 0) throw new OperatorError(`${summary.refused} documents were refused. They are parked: gridtally parked list`);
};

export const summaryText = ({ place, points, facts, records, documents, series, bytes, refused, refusals, seconds, documentsPerSecond, complete }: LoadSummary): string => [
  `${documents} documents with ${series} series (${readableBytes(bytes)}) sent to ${place} in ${readableSeconds(seconds)}: ${documentsPerSecond}/s`,
  ...(points > 0 ? [`Master data of ${points} points`] : []),
  ...(facts > 0 ? [`Prices and portfolio: ${facts} documents with ${records} records`] : []),
  ...(complete ? [] : ['Ended early. Run the same command again for the rest: sending twice changes nothing.']),
  ...(refused > 0 ? [`Refused: ${refused}. The first of them:`, ...refusals.map(({ id, reasons }) => `${id}: ${problemLines(reasons)}`)] : []),
].join('\n');
