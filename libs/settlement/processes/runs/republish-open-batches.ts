import { publishOpenBatches, type PublishParts } from '../../commands/runs/publish-open-batches.js';

/** A run that somebody works at, and a mark that changes whenever it gets on. */
export type RunningRun = Readonly<{ runId: string; mark: string }>;

export type RepublishParts = PublishParts & Readonly<{
  /** Runs that are running, as the view shows them; being behind does no harm. */
  running: () => Promise<readonly RunningRun[]>;
  /** Milliseconds without progress after which open batches are handed out again; doubles each time it did not help, up to `mostMs`. 60 s and 15 min unless told. */
  afterMs?: number;
  mostMs?: number;
  /** A steady clock in milliseconds. */
  now?: () => number;
}>;

type Watched = { mark: string; since: number; waitMs: number };

/**
 * Hands open batches out again: all of them at the first look, because whoever had them in hand may have died with us, and later those of runs that do not get on.
 * A batch that is handed out twice is settled once.
 */
export class RepublishOpenBatches {
  readonly #watched = new Map<string, Watched>();
  #first = true;

  constructor(private readonly parts: RepublishParts) {}

  /** One look. @returns how many batches were handed out. @throws when the view, the store or the sink does not answer; the next look does it then */
  async look(): Promise<number> {
    const { running, afterMs = 60_000, mostMs = 900_000, now = () => performance.now() } = this.parts;
    const runs = await running();
    for (const runId of this.#watched.keys()) if (!runs.some((run) => run.runId === runId)) this.#watched.delete(runId);
    let published = 0;
    for (const { runId, mark } of runs) {
      const known = this.#watched.get(runId);
      if (known && known.mark === mark && now() - known.since < known.waitMs) continue;
      if (this.#first || known?.mark === mark) published += await publishOpenBatches(this.parts, runId);
      this.#watched.set(runId, { mark, since: now(), waitMs: known?.mark === mark ? Math.min(mostMs, known.waitMs * 2) : afterMs });
    }
    this.#first = false;
    return published;
  }
}
