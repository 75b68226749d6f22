import type { Reason } from '#kernel';
import type { FactDocument } from './facts/fact-document.js';
import { type FactKind, generatedFacts } from './facts/generated-facts.js';
import { madeUpPoints } from './facts/made-up-points.js';
import { generatedDocuments } from './generated-documents.js';
import { inGroups, inParallel } from './in-parallel.js';
import type { LoadPlan } from './load-plan.js';
import type { LoadTarget, Sent } from './load-target.js';
import { tryAgain, type TryAgain } from './try-again.js';

/** What is being sent, in this order; what was not asked for is left out. */
export type LoadPhase = 'points' | 'facts' | 'documents';

export type SendOptions = Pick<TryAgain, 'patienceMs' | 'signal' | 'onPause'> & Readonly<{
  masterData: boolean;
  /** What is sent besides readings. */
  facts?: readonly FactKind[];
  /** Told when the points, then prices and contracts, and then the documents begin. */
  onPhase?: (phase: LoadPhase) => void;
  onPoints?: (count: number) => void;
  onFacts?: (count: number) => void;
  onDocuments?: (count: number) => void;
}>;

/** What was sent. `complete` is false when it was ended before everything was. */
export type LoadSummary = Readonly<{
  place: string; points: number;
  /** Documents with prices, supplies, contracts and the like, and the records in them. */
  facts: number; records: number;
  documents: number; series: number; bytes: number; refused: number;
  /** The first few that were refused. */
  refusals: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[];
  seconds: number; documentsPerSecond: number; complete: boolean;
}>;

const MOST_REFUSALS_SHOWN = 5;
/** Few at a time: each is up to a megabyte. */
const FACTS_TOGETHER = 4;

/** Sends everything a plan gives to a target: master data first, then prices and contracts, then the documents day by day, then the corrections. */
export const sendPlan = async (plan: LoadPlan, target: LoadTarget, { masterData, signal, facts = [], onPhase, onPoints, onFacts, onDocuments, ...trying }: SendOptions): Promise<LoadSummary> => {
  const sum = { points: 0, facts: 0, records: 0, documents: 0, series: 0, bytes: 0, refused: 0 };
  const refusals: LoadSummary['refusals'][number][] = [];
  const noteRefused = ({ refused }: Sent) => {
    sum.refused += refused.length;
    refusals.push(...refused.slice(0, MOST_REFUSALS_SHOWN - refusals.length));
  };
  const sendFacts = async (documents: Iterable<FactDocument>, onSent: (documents: number, records: number) => void) => {
    for (const parcel of parcelsOf(documents)) {
      if (signal.aborted) break;
      noteRefused(await tryAgain(() => target.sendFacts(parcel[0]!.topic, parcel, signal), { ...trying, signal }));
      onSent(parcel.length, parcel.reduce((count, { records }) => count + records, 0));
    }
  };
  if (masterData) {
    onPhase?.('points');
    await sendFacts(madeUpPoints(plan), (_, points) => {
      sum.points += points;
      onPoints?.(points);
    });
  }
  if (facts.length > 0) {
    onPhase?.('facts');
    await sendFacts(generatedFacts(plan, facts), (documents, records) => {
      sum.facts += documents;
      sum.records += records;
      onFacts?.(documents);
    });
  }
  onPhase?.('documents');
  const startedAt = performance.now();
  await inParallel(inGroups(generatedDocuments(plan), target.parcel), target.atOnce, signal, async (documents, stop) => {
    noteRefused(await tryAgain(() => target.send(documents, stop), { ...trying, signal: stop }));
    sum.documents += documents.length;
    for (const { series, body } of documents) {
      sum.series += series;
      sum.bytes += body.length;
    }
    onDocuments?.(documents.length);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return { place: target.place, ...sum, refusals, seconds: Number(seconds.toFixed(3)), documentsPerSecond: Math.round(sum.documents / Math.max(seconds, 0.001)), complete: !signal.aborted };
};

/** A few at a time, all of one topic. */
function* parcelsOf(facts: Iterable<FactDocument>): Generator<readonly FactDocument[]> {
  let parcel: FactDocument[] = [];
  for (const one of facts) {
    if (parcel.length === FACTS_TOGETHER || (parcel.length > 0 && parcel[0]!.topic !== one.topic)) {
      yield parcel;
      parcel = [];
    }
    parcel.push(one);
  }
  if (parcel.length > 0) yield parcel;
}
