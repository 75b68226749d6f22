import type { Reason } from '#kernel';
import { generatedDocuments, generatedPoints } from './generated-documents.js';
import { inGroups, inParallel } from './in-parallel.js';
import type { LoadPlan } from './load-plan.js';
import type { LoadTarget } from './load-target.js';
import { tryAgain, type TryAgain } from './try-again.js';

export type SendOptions = Pick<TryAgain, 'patienceMs' | 'signal' | 'onPause'> & Readonly<{
  masterData: boolean;
  /** Told when the points, and then the documents, begin. */
  onPhase?: (phase: 'points' | 'documents') => void;
  onPoints?: (count: number) => void;
  onDocuments?: (count: number) => void;
}>;

/** What was sent. `complete` is false when it was ended before everything was. */
export type LoadSummary = Readonly<{
  place: string; points: number; documents: number; series: number; bytes: number; refused: number;
  /** The first few that were refused. */
  refusals: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[];
  seconds: number; documentsPerSecond: number; complete: boolean;
}>;

const MOST_REFUSALS_SHOWN = 5;

/** Sends everything a plan gives to a target: master data first, then the documents day by day, then the corrections. */
export const sendPlan = async (plan: LoadPlan, target: LoadTarget, { masterData, signal, onPhase, onPoints, onDocuments, ...trying }: SendOptions): Promise<LoadSummary> => {
  const sum = { points: 0, documents: 0, series: 0, bytes: 0, refused: 0 };
  const refusals: LoadSummary['refusals'][number][] = [];
  if (masterData && target.put) {
    onPhase?.('points');
    await inParallel(generatedPoints(plan), target.pointsAtOnce ?? target.atOnce, signal, async (point, stop) => {
      await tryAgain(() => target.put!(point, stop), { ...trying, signal: stop });
      sum.points++;
      onPoints?.(1);
    });
  }
  onPhase?.('documents');
  const startedAt = performance.now();
  await inParallel(inGroups(generatedDocuments(plan), target.parcel), target.atOnce, signal, async (documents, stop) => {
    const { refused } = await tryAgain(() => target.send(documents, stop), { ...trying, signal: stop });
    sum.documents += documents.length;
    sum.refused += refused.length;
    for (const one of refused) if (refusals.length < MOST_REFUSALS_SHOWN) refusals.push(one);
    for (const { series, body } of documents) {
      sum.series += series;
      sum.bytes += body.length;
    }
    onDocuments?.(documents.length);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return { place: target.place, ...sum, refusals, seconds: Number(seconds.toFixed(3)), documentsPerSecond: Math.round(sum.documents / Math.max(seconds, 0.001)), complete: !signal.aborted };
};
