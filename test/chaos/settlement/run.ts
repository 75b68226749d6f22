import { StoreUnavailable } from '#kernel';
import { inParallel } from '../../../apps/load/in-parallel.js';
import { type SettlementRunEvent, settlementRunStream } from '../../../libs/settlement/domain/run/settlement-run.js';
import { eventually } from '../../e2e/eventually.js';
import { leftOvers, readBooks } from './books.js';
import { settleInCalm } from './calm.js';
import { disturbances } from './disturb.js';
import { draftsAt, issueAll } from './doors.js';
import { type Expected, judge, type Judged, named } from './judge.js';
import { MONTH } from './market.js';
import { phaseInWords, phasesOf, type ServerName, sizesFor, SMALL_POINTS } from './phases.js';
import { portfolioOf } from './portfolio.js';
import { publishDocuments } from './publish.js';
import { type Ground, onGround, openStage, type Stage, type Variant } from './stage.js';
import { untilTold } from './told.js';
import { compareWithRebuild } from './views.js';

export type SettlementOptions = Readonly<{ variant: Variant; points: number; seed: number; say: (line: string) => void }>;
export type SettlementSummary = Readonly<{
  variant: Variant; seed: number; points: number; kills: number; /** Kills that came while the work of their phase was in hand. */ killsInWork: number; starts: Readonly<Record<string, number>>; askedAgain: number;
  clients: number; issuedByClients: number; views: number; rows: number; seconds: number;
} & Judged>;

const CLIENTS = 64;
const ISSUED_ON = '2025-11-10';
const [LOADED_MS, RUN_MS, NOTES_MS, SETTLED_MS] = [120_000, 240_000, 120_000, 180_000];
/** Nothing happened for so long: then nothing more will. */
const QUIET_MS = 3_000;
/** Longer than a projector takes to come back. */
const NOTES_QUIET_MS = 8_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const never = new AbortController().signal;

/** One run from empty stores to the verdict. @throws Error when it could not come to a verdict */
export const settlementChaos = (options: SettlementOptions): Promise<SettlementSummary> => onGround(options.variant, options.say, (ground) => onServers(options, ground));

const onServers = async ({ variant, points, seed, say }: SettlementOptions, ground: Ground): Promise<SettlementSummary> => {
  const begun = performance.now();
  const seconds = (): number => Math.round((performance.now() - begun) / 100) / 10;
  const tell = (line: string): void => say(`${seconds().toFixed(1).padStart(6)} s  ${line}`);
  const portfolio = portfolioOf(points, seed);
  const { planned, statements, first, meanwhile, afterwards } = portfolio;
  const expected: Expected = { planned, settled: await settleInCalm(ground.calmUrl, ground.folder, portfolio) };
  tell(`undisturbed, ${points} points are ${expected.settled.length} settled periods`);

  const sizes = sizesFor(points);
  const phases = phasesOf(seed, sizes, Object.keys(ground.servers) as ServerName[]);
  for (const phase of Object.values(phases)) say(`         seed ${seed}, ${phaseInWords(phase)}`);
  const stage = await openStage(ground);
  const { doors, pool, store, roles } = stage;
  const { during, counts, note } = disturbances(stage, tell);
  await Promise.all([
    inParallel(statements, 32, never, async ({ gsrn, masterData }) => { await doors.ask('PUT', `/api/metering-points/${gsrn}`, { json: masterData, once: `state-${gsrn}` }); }),
    publishDocuments(ground.brokers, first, 0),
  ]);
  await untilTold(pool, portfolio.told, LOADED_MS);
  tell(`${statements.length} metering points and ${first.length} documents are in the views`);

  const settle = (once: string): Promise<void> => runToItsEnd(stage, '/api/settlement/runs', { period: MONTH, batchSize: Math.max(1, Math.round(points / 100)) }, once, async (runId) => {
    const { batches, settled } = await batchesOf(stage, runId);
    note(`${settled} of ${batches} batches settled`, batches === 0 ? 0 : settled / batches);
  });
  const invoice = (once: string): Promise<void> => runToItsEnd(stage, '/api/invoices/runs', { period: MONTH, issuedOn: ISSUED_ON }, once, (_, { issued }) => note(`${Number(issued ?? 0)} documents issued`, Number(issued ?? 0) / points));

  await during(phases.settling, () => Promise.all([settle('run-1'), publishDocuments(ground.brokers, meanwhile, sizes.windowMs)]));
  await during(phases.invoicing, () => Promise.all([invoice('invoices-1'), settle('run-2')]));
  let drafts: readonly string[] = [];
  await during(phases.correcting, async () => {
    await publishDocuments(ground.brokers, afterwards, sizes.windowMs / 2);
    drafts = await settledDown(async () => { const now = await draftsAt(doors); note(`${now.length} notes drafted`, now.length / points); return now; }, (now) => now.length >= Math.min(CLIENTS, points / 4), NOTES_MS, NOTES_QUIET_MS);
  });
  tell(`${drafts.length} notes are drafted; ${CLIENTS} clients issue them one by one over two doors`);
  const told = new Map<string, string>();
  await during(phases.issuing, async () => {
    const toldNow = await issueAll(doors, {
      drafts, issuedOn: ISSUED_ON, clients: CLIENTS, withKeys: points > SMALL_POINTS, onIssued: () => note(`${++counts.issued} of ${drafts.length} issued`, counts.issued / drafts.length),
    });
    for (const [invoiceId, number] of toldNow) told.set(invoiceId, number);
  });

  const good = async (): Promise<Judged> => judge(await readBooks(store), expected, told);
  for (const until = performance.now() + SETTLED_MS, rounds = { at: 2 }; performance.now() < until; rounds.at++) {
    await invoice(`invoices-${rounds.at}`); // what settled late, and notes that were drafted since
    if ((await good()).differences.length === 0) break;
    await pause(QUIET_MS);
  }
  await pause(QUIET_MS); // what is doubled may come a little later
  const judged = await good();
  tell(`${judged.settlements} settlements, ${judged.corrections} corrections, ${judged.numbers} numbers; now every view is built anew`);
  const left = await leftOvers(pool);
  const rebuilt = await compareWithRebuild(pool);
  for (const role of Object.values(roles)) await role.stop();
  return {
    variant, seed, points, kills: counts.kills, killsInWork: counts.inWork, starts: Object.fromEntries(Object.values(roles).map(({ name, starts }) => [name, starts])), askedAgain: doors.again,
    clients: CLIENTS, issuedByClients: told.size, views: rebuilt.views, rows: rebuilt.rows, seconds: seconds(), ...judged,
    differences: [
      ...judged.differences, ...rebuilt.differences, ...named('PARKED: messages', left.parked), ...named('OPEN: issues', left.issues), ...named('CLAIMED: parts for documents that are none', left.claims),
      ...doors.faults, ...Object.values(roles).flatMap(({ faults }) => faults),
    ],
  };
};

/** Asks for a run and waits for its end, telling how far it is. */
const runToItsEnd = async ({ doors }: Stage, path: string, json: object, once: string, onLook: (runId: string, run: Readonly<Record<string, unknown>>) => Promise<void> | void): Promise<void> => {
  const { body: { runId } } = await doors.ask('POST', path, { json, once });
  let shown: Readonly<Record<string, unknown>> = {};
  const over = (): boolean => shown['status'] === 'completed';
  const asking = eventually(`the run ${once} of ${path} is complete`, async () => {
    ({ body: shown } = await doors.ask('GET', `${path}/${String(runId)}`, { missing: 'wait' }));
    if (!over()) throw new Error(`so far ${JSON.stringify(shown).slice(0, 600)}`);
    return true;
  }, RUN_MS, 200);
  let asked = false;
  const done = asking.finally(() => { asked = true; });
  done.catch(() => undefined); // awaited below
  while (!asked) {
    await onLook(String(runId), shown);
    await pause(50);
  }
  await done;
};

/** How far a settlement run is by its own stream: the view stands still while the projector is dead. */
const batchesOf = async ({ store }: Stage, runId: string): Promise<Readonly<{ batches: number; settled: number }>> => {
  let [batches, settled] = [0, 0];
  try {
    for await (const { type, data } of store.readStream<SettlementRunEvent>(settlementRunStream(runId))) {
      if (type === 'SettlementRunPlanned') batches = data.batches;
      else if (type === 'SettlementBatchSettled') settled++;
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error; // it was killed just now; the next look tells
  }
  return { batches, settled };
};

/** Asks until the answer is enough and has stayed the same for a while. */
const settledDown = async <T extends readonly unknown[]>(look: () => Promise<T>, enough: (found: T) => boolean, withinMs: number, quietMs: number): Promise<T> => {
  let [found, since] = [await look(), performance.now()];
  for (const until = performance.now() + withinMs; performance.now() < until;) {
    await pause(300);
    const now = await look();
    if (now.length !== found.length) since = performance.now();
    found = now;
    if (enough(found) && performance.now() - since > quietMs) break;
  }
  return found;
};
