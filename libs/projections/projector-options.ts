import type { Pool } from 'pg';
import type { EventStore } from '#kernel';
import type { View } from './view.js';

/** What happened to a page, for metrics. */
export type PageProjected = Readonly<{ view: string; events: number; lagSeconds: number }>;
/** Why a view cannot go on for the moment, and when it tries again. */
export type ViewTrouble = Readonly<{ view: string; message: string; pauseMs: number }>;

export type ProjectorOptions = Readonly<{
  store: EventStore;
  pool: Pool;
  views: readonly View[];
  /** Events per transaction; 2,000 unless told. */
  pageSize?: number;
  onPage?: (page: PageProjected) => void;
  /** Runs the work of one page and takes its time. */
  timePage?: <T>(view: string, work: () => Promise<T>) => Promise<T>;
  onTrouble?: (trouble: ViewTrouble) => void;
}>;
