import type { AskedBy } from '../../published.js';
import type { RunPeriod } from '../../domain/run/run-scope.js';

/** One batch of a run, as a worker has it in hand. */
export type BatchToSettle = Readonly<{
  runId: string;
  batch: number;
  period: RunPeriod;
  gsrns: readonly string[];
  askedBy: AskedBy;
  /** The same for every attempt at this batch: command ids made from it make a second attempt harmless. */
  commandIdPrefix: string;
}>;

/** Periods of a batch by what became of them: a result or correction was written, inputs are missing, nothing had changed. An attempt that finds the answers of an earlier attempt of the same batch counts them as that one did. */
export type BatchCounts = Readonly<{ settled: number; blocked: number; unchanged: number }>;

/**
 * Settles every planned period of the points that ends after `period.from` and no later than `period.to`. A point that cannot be settled gets its own answer and never stops the others.
 * Throws only when the world is broken for the moment (store away); the same batch then comes again.
 */
export type SettleBatch = (batch: BatchToSettle) => Promise<BatchCounts>;
