import { billingProcesses, noteOverdue } from '#billing';
import { lookNowAndThen, systemClock } from '#kernel';
import { KafkaSink, type MessageSink, type Subscription, WorkQueue } from '#messaging';
import type { Lifecycle } from '#platform';
import { type Process, ProcessRunner } from '#projections';
import {
  correctSettledPeriods, priceAreasOf, RepublishOpenBatches, runSettlements, settleBatchBy, settlementBatchesSubscription, SettlementRuns,
  StartDueRuns, VIEWS_READ,
} from '#settlement';
import { kafkaOf, openKafkaSource, type Parts } from '../composition/parts.js';
import { settlementPartsOf } from '../composition/settlement-parts.js';

/** How often open batches are looked for that nobody works at. */
const REPUBLISH_EVERY_MS = 10_000;
/** How often it is looked whether a billing period has ended. */
const DUE_EVERY_MS = 60_000;
/** How often it is looked for invoices that are still owed after their last day. */
const OVERDUE_EVERY_MS = 3_600_000;
/** How often the lag of the processes is measured for /metrics. */
const LAG_EVERY_MS = 5_000;
/** Batches of a run that are worked at in one process at a time: one waits for the database while the other calculates. */
const BATCHES_AT_ONCE = 2;

/** Everything that happens by itself: runs are planned and worked at, periods corrected, notes drafted, overdue invoices noted. */
export const startProcesses = async (parts: Parts, life: Lifecycle): Promise<void> => {
  const { store, pool, calendar, freshness, facts, numbers, metrics, log, readiness, config } = parts;
  const settling = settlementPartsOf(parts);
  const sink = await openBatches(parts, settlementBatchesSubscription({ store, settleBatch: settleBatchBy(settling) }), life);
  const billing = { store, pool, calendar, numbers, portfolio: facts.portfolio };
  const runner = new ProcessRunner({
    store, pool, freshness,
    processes: [
      runSettlements({ store, portfolio: facts.portfolio, priceAreas: priceAreasOf(facts.readings), sink, factViews: VIEWS_READ }) as unknown as Process,
      correctSettledPeriods({ ...settling, onSettledAnew: (counts) => log.info(counts, 'Periods were looked at again') }) as unknown as Process,
      ...billingProcesses(billing),
    ],
    onPage: ({ process, lagSeconds }) => metrics.processLag(process, lagSeconds),
    onTrouble: ({ process, message, pauseMs }) => log.error({ process, pauseMs }, `The process cannot go on: ${message}`),
  });
  await runner.start();
  life.defer('the processes', () => runner.stop());
  readiness.register({
    name: 'processes',
    check: async () => {
      const [trouble] = runner.troubles();
      if (trouble) throw new Error(`${trouble.process}: ${trouble.message}`);
    },
  });

  const nowAndThen = (what: string, everyMs: number, look: (signal: AbortSignal) => Promise<unknown>) => {
    const looking = lookNowAndThen(everyMs, look, (err) => log.warn({ err }, `${what} failed and is tried again`));
    life.defer(what, () => looking.stop());
  };
  const runs = new SettlementRuns(pool);
  const republish = new RepublishOpenBatches({ store, sink, running: () => runs.running() });
  nowAndThen('handing out open batches', REPUBLISH_EVERY_MS, () => republish.look());
  nowAndThen('measuring the lag of processes', LAG_EVERY_MS, async () => { for (const { process, lagSeconds } of await runner.lags()) metrics.processLag(process, lagSeconds); });
  if (config.startDueRuns) {
    const due = new StartDueRuns({ store, clock: systemClock, calendar });
    nowAndThen('starting runs that are due', DUE_EVERY_MS, () => due.look());
  }
  nowAndThen('looking for overdue invoices', OVERDUE_EVERY_MS, (signal) => noteOverdue({ store, pool, calendar, clock: systemClock }, signal));
};

/** Where batches of runs are handed out: the topic when there is Kafka, so that any number of workers share them; otherwise within this process. */
const openBatches = async (parts: Parts, subscription: Subscription, life: Lifecycle): Promise<MessageSink> => {
  const connection = kafkaOf(parts.config);
  if (!connection) {
    const queue = new WorkQueue({ parked: parts.parked, clock: systemClock, log: parts.log, atOnce: BATCHES_AT_ONCE });
    await queue.start(subscription);
    life.defer('batches of runs', () => queue.stop());
    return queue;
  }
  await openKafkaSource(parts, connection, life, [subscription], 'kafka batches');
  const sink = new KafkaSink({ connection });
  life.defer('batches to Kafka', () => sink.close());
  return sink;
};
