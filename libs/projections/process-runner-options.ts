import type { Pool } from 'pg';
import type { EventStore } from '#kernel';
import type { Freshnesses } from './freshness.js';
import type { Process } from './process.js';

/** What happened to a page, for metrics. `seconds`: how long the process took over it. */
export type PageHeard = Readonly<{ process: string; events: number; seconds: number; lagSeconds: number }>;
/** Why a process cannot go on for the moment, and when it tries again. */
export type ProcessTrouble = Readonly<{ process: string; message: string; pauseMs: number }>;
/** How far a process is behind the end of the log: 0 = it has heard everything; otherwise as `Freshnesses` says it of views. */
export type ProcessLag = Readonly<{ process: string; lagSeconds: number }>;

export type ProcessRunnerOptions = Readonly<{
  store: EventStore;
  pool: Pool;
  /** Asked whether the views named in `after` show what is about to be heard. */
  freshness: Pick<Freshnesses, 'behind'>;
  processes: readonly Process[];
  /** Events a process hears at once; 500 unless told. */
  pageSize?: number;
  /** After so long without the views it waits for, a process says so; 10,000 unless told. It waits on all the same. */
  viewsLateAfterMs?: number;
  /** Schema of the checkpoints; `processes` unless told. */
  schema?: string;
  onPage?: (page: PageHeard) => void;
  onTrouble?: (trouble: ProcessTrouble) => void;
}>;
