import { type KnownRun, type RunCounts, type RunPeriod, type RunScope, type RunStatus, statusOfRun } from '#settlement';
import { readableSeconds } from '../../readable.js';

/** How a run stands, for people and scripts; from the run's own stream, so never behind. */
export type RunStand = Readonly<{
  runId: string; status: RunStatus; period: RunPeriod; scope: RunScope; requestedBy: string;
  progress: Readonly<{ batches: number; batchesSettled: number; points: number }>; counts: RunCounts;
}>;

export const standOf = (run: KnownRun): RunStand => ({
  runId: run.requested.runId, status: statusOfRun(run), period: run.requested.period, scope: run.requested.scope, requestedBy: run.requested.requestedBy,
  progress: { batches: run.plan?.batches ?? 0, batchesSettled: run.doneCount, points: run.plan?.points ?? 0 }, counts: run.counts,
});

const MEANING: Readonly<Record<RunStatus, string>> = {
  requested: 'asked for; not planned yet', running: 'running', paused: 'paused', cancelled: 'cancelled: what is settled stays', completed: 'complete',
};

export const standText = ({ runId, status, period, scope, requestedBy, progress, counts }: RunStand, seconds?: number): string => [
  `Settlement run ${runId}: ${MEANING[status]}${seconds === undefined ? '' : `, in ${readableSeconds(seconds)}`}`,
  `  period     ${period.from} to ${period.to} (${scopeText(scope)}), asked for by ${requestedBy}`,
  `  batches    ${progress.batchesSettled} of ${progress.batches} settled, ${progress.points} points`,
  `  periods    ${counts.settled} settled, ${counts.unchanged} unchanged, ${counts.blocked} blocked`,
  ...(counts.blocked > 0 ? [`  blocked    inputs are missing; each settles by itself once they arrive: GET /api/settlement/issues?runId=${runId}`] : []),
].join('\n');

export const scopeText = ({ gsrns, customers, priceArea, billingFrequency }: RunScope): string => {
  const parts = [gsrns && counted(gsrns.length, 'point'), customers && counted(customers.length, 'customer'), priceArea, billingFrequency && `${billingFrequency} contracts`].filter((part) => part !== undefined);
  return parts.length === 0 ? 'all points' : parts.join(', ');
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
