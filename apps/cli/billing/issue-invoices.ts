import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { knownRun, type KnownInvoiceRun, requestRun } from '#billing';
import { systemClock } from '#kernel';
import { OperatorError } from '#platform';
import type { Run } from '../cli.js';
import { configOf, openCommandParts } from '../open-command-parts.js';
import { readableSeconds } from '../readable.js';
import { who } from '../who.js';
import { type IssueOptions, readIssueOptions } from './issue-options.js';

export type { IssueOptions } from './issue-options.js';

const LOOK_EVERY_MS = 250;
const TELL_EVERY_MS = 5_000;
/** A batch takes seconds; if nothing happens for so long, nobody is at work. */
const NOBODY_WORKS_MS = 60_000;

/** Asks for a run and waits until it is complete. @throws OperatorError when it was halted, or nobody works at it; the run stays recorded */
export const issueInvoices = async (run: Run, options: IssueOptions): Promise<void> => {
  const { issuedOn, ...asked } = readIssueOptions(options, configOf(run.around).strictIds);
  const { store, database, calendar } = await openCommandParts(run);
  const [actor, startedAt] = [who(), performance.now()];
  const { runId } = await requestRun(store, { ...asked, issuedOn: issuedOn ?? calendar.dayOf(Date.parse(systemClock.now())), requestedBy: actor }, { commandId: randomUUID(), actor });
  if (database.kind === 'ours') run.out.say('No server of this data folder runs: the run is recorded and is done once npm start does.');
  const wait = options.wait && database.kind !== 'ours';
  const stand = wait ? await untilEnded(run, () => knownRun(store, runId), runId) : await knownRun(store, runId);
  const seconds = (performance.now() - startedAt) / 1_000;
  await run.out.answer({ runId, ...stand, ...(wait && { seconds: Number(seconds.toFixed(3)) }) }, () => runText(runId, stand, wait ? seconds : undefined));
  if (wait && stand.status !== 'completed') throw new OperatorError(`The run was ${stand.status} by somebody before it was complete.`);
};

/** How a run stands, for people. */
export const runText = (runId: string, { status, issued, nothing, notDrafted }: KnownInvoiceRun, seconds?: number): string => [
  `Invoice run ${runId}: ${status}${seconds === undefined ? '' : `, in ${readableSeconds(seconds)}`}`,
  `  issued       ${issued} documents${nothing > 0 ? `; ${nothing} payers had nothing to pay or were invoiced elsewhere` : ''}`,
  ...(notDrafted > 0 ? [`  not invoiced ${notDrafted}; whom and why: GET /api/invoices/runs/${runId}`] : []),
].join('\n');

const untilEnded = async ({ life, out }: Run, look: () => Promise<KnownInvoiceRun>, runId: string): Promise<KnownInvoiceRun> => {
  let ended = false;
  life.defer('watching the run', () => { if (!ended) out.say(`The run ${runId} goes on without us.`); });
  let [seen, movedAt, toldAt] = ['', performance.now(), 0];
  for (; ; await pause(LOOK_EVERY_MS, undefined, { signal: life.signal })) {
    const stand = await look();
    const now = performance.now();
    if (stand.status === 'completed' || stand.status === 'cancelled') {
      ended = true;
      return stand;
    }
    if (now - toldAt > TELL_EVERY_MS) {
      out.say(`${stand.status}: ${stand.issued} documents issued, batch ${stand.batches} in hand`);
      toldAt = now;
    }
    const mark = `${stand.status} ${stand.batches} ${stand.issued}`;
    if (mark !== seen) [seen, movedAt] = [mark, now];
    if (stand.status !== 'paused' && now - movedAt > NOBODY_WORKS_MS) {
      ended = true;
      throw new OperatorError(`Nothing has happened to the run ${runId} for ${NOBODY_WORKS_MS / 1_000} s. It stays recorded and goes on by itself once a process with the role processes runs (npm start). See: gridtally views lag`);
    }
  }
};
