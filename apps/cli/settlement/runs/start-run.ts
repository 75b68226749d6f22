import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '#kernel';
import { OperatorError } from '#platform';
import { type KnownRun, readRun, requestSettlementRun, statusOfRun } from '#settlement';
import type { Run } from '../../cli.js';
import { configOf, openCommandParts } from '../../open-command-parts.js';
import { Progress } from '../../progress.js';
import { who } from '../../who.js';
import { readRunOptions, type RunCommandOptions } from './run-options.js';
import { standOf, standText } from './run-stand.js';

const LOOK_EVERY_MS = 250;
/** A batch takes seconds; if nothing happens for so long, nobody is at work. */
const NOBODY_WORKS_MS = 60_000;

/** Asks for a run and waits until it is complete. @throws OperatorError when it was halted, or nobody works at it; the run stays recorded */
export const startRun = async (run: Run, options: RunCommandOptions): Promise<void> => {
  const asked = readRunOptions(options, configOf(run.around).strictIds);
  const { store, database } = await openCommandParts(run);
  const [actor, startedAt] = [who(), performance.now()];
  const { runId } = await requestSettlementRun(store, { ...asked, requestedBy: actor }, { commandId: randomUUID(), actor });
  if (database.kind === 'ours') run.out.say('No server of this data folder runs: the run is recorded and is worked once npm start does.');
  if (!options.wait || database.kind === 'ours') {
    const stand = standOf(await known(store, runId));
    return run.out.answer(stand, () => `${standText(stand)}\nSee: gridtally settle status ${runId}`);
  }
  run.out.say(`Settlement run ${runId}`);
  const stand = standOf(await untilEnded(run, store, runId));
  const seconds = (performance.now() - startedAt) / 1000;
  await run.out.answer({ ...stand, seconds: Number(seconds.toFixed(3)) }, () => standText(stand, seconds));
  if (stand.status !== 'completed') throw new OperatorError(`The run was ${stand.status} by somebody before it was complete. See: gridtally settle status ${runId}`);
};

const untilEnded = async ({ around, life, out }: Run, store: EventStore, runId: string): Promise<KnownRun> => {
  let progress: Progress | undefined;
  let [seen, movedAt, shown] = ['', performance.now(), 0];
  let ended = false;
  life.defer('watching the run', () => {
    progress?.finish();
    if (!ended) out.say(`The run goes on without us. See: gridtally settle status ${runId}`);
  });
  for (; ; await pause(LOOK_EVERY_MS, undefined, { signal: life.signal })) {
    const run = await known(store, runId);
    if (run.plan && run.plan.batches > 0) {
      progress ??= new Progress({ screen: around.stderr, what: 'batches', total: run.plan.batches });
      progress.add(run.doneCount - shown);
      shown = run.doneCount;
    }
    const status = statusOfRun(run);
    if (status !== 'requested' && status !== 'running' && status !== 'paused') {
      ended = true;
      return run;
    }
    const mark = `${status} ${run.doneCount}`;
    if (mark !== seen) [seen, movedAt] = [mark, performance.now()];
    if (status !== 'paused' && performance.now() - movedAt > NOBODY_WORKS_MS) {
      ended = true;
      throw new OperatorError(`Nothing has happened to the run for ${NOBODY_WORKS_MS / 1000} s. It stays recorded and goes on by itself once a process with the role processes runs (npm start). See: gridtally settle status ${runId}, gridtally views lag`);
    }
  }
};

const known = async (store: EventStore, runId: string): Promise<KnownRun> => {
  const run = await readRun(store, runId);
  if (!run.known) throw new OperatorError(`There is no settlement run ${runId}. See: gridtally settle status`);
  return run;
};
