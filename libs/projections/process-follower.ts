import type { Page, Position } from '#kernel';
import type { Process } from './process.js';
import type { ProcessCheckpoint, ProcessCheckpoints } from './process-checkpoints.js';
import type { ProcessRunnerOptions } from './process-runner-options.js';

/** A checkpoint that only says that nothing came is written at most this often. */
const QUIET_CHECKPOINT_MS = 500;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;
/** How long one question for views may last, so that a stop is noticed. */
const ASK_VIEWS_MS = 250;
const VIEWS_LATE_MS = 10_000;

/** Somebody else has moved the checkpoint: another runner hears this process now. */
class NotMine extends Error {}

/**
 * Follows the log for one process: waits for its views, lets it hear, then moves the checkpoint. What breaks in between is heard again.
 */
export class ProcessFollower {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #checkpoint: ProcessCheckpoint | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #writes: Promise<void> = Promise.resolve();
  /** What keeps the process from going on, undefined when all is well. */
  trouble: string | undefined;
  /** It follows no more: stopped, or its checkpoint is gone. */
  ended = false;

  constructor(readonly process: Process, private readonly checkpoints: ProcessCheckpoints, private readonly needs: Omit<ProcessRunnerOptions, 'processes'>) {}

  start(): void {
    this.#running = this.#follow().finally(() => { this.ended = true; });
  }

  /** Ends as soon as what is being heard lets go. What was not heard to its end comes again. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#quiet);
    await this.#running;
    clearTimeout(this.#quiet);
    await this.#writes;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted;) {
      try {
        this.#checkpoint = await this.checkpoints.of(this.process.name);
        if (!this.#checkpoint) return;
        const { pageSize = 500, store } = this.needs;
        for await (const page of store.subscribe({ after: this.#checkpoint.position, categories: this.process.from, pageSize, signal })) {
          await this.#take(page);
          if (signal.aborted) return;
          [this.trouble, pauseMs] = [undefined, FIRST_PAUSE_MS];
        }
      } catch (error) {
        clearTimeout(this.#quiet);
        if (signal.aborted) return;
        if (!(error instanceof NotMine)) this.#tell(error instanceof Error ? error.message : String(error), pauseMs);
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async #take(page: Page): Promise<void> {
    clearTimeout(this.#quiet);
    const last = page.events.at(-1);
    if (!last) {
      if (page.position !== this.#checkpoint!.position) this.#later(page);
      return;
    }
    await this.#untilViewsShow(last.position);
    if (this.#stop.signal.aborted) return;
    const from = performance.now();
    await this.process.hear(page.events, this.#stop.signal, this.#checkpoint!.position);
    if (this.#stop.signal.aborted) return; // nobody knows whether it heard to the end
    const seconds = (performance.now() - from) / 1_000;
    await this.#write(page);
    const lagSeconds = page.caughtUp ? 0 : Math.max(0, (Date.now() - Date.parse(last.recordedAt)) / 1_000);
    this.needs.onPage?.({ process: this.process.name, events: page.events.length, seconds, lagSeconds });
  }

  async #untilViewsShow(position: Position): Promise<void> {
    const lateAfterMs = this.needs.viewsLateAfterMs ?? VIEWS_LATE_MS;
    let waitedFor = this.process.after ?? [];
    for (let from = Date.now(); waitedFor.length > 0 && !this.#stop.signal.aborted;) {
      waitedFor = await this.needs.freshness.behind(waitedFor, position, ASK_VIEWS_MS);
      if (waitedFor.length === 0 || Date.now() - from < lateAfterMs) continue;
      from = Date.now();
      this.#tell(`waits for the view ${waitedFor.join(', ')}, which has not shown position ${position} for ${Math.round(lateAfterMs / 1_000)} s`, ASK_VIEWS_MS);
    }
  }

  /** The checkpoint of a page without events waits a little for a page that has some; when none comes it is written by itself. */
  #later(page: Page): void {
    this.#quiet = setTimeout(() => {
      this.#write(page).catch((error: unknown) => {
        if (!(error instanceof NotMine)) this.needs.onTrouble?.({ process: this.process.name, message: `a checkpoint could not be written: ${String(error)}`, pauseMs: QUIET_CHECKPOINT_MS });
      });
    }, QUIET_CHECKPOINT_MS);
  }

  /** One write after the other, whoever wants it. */
  #write(page: Page): Promise<void> {
    const write = this.#writes.then(async () => {
      const moved = await this.checkpoints.advance(this.#checkpoint!, { to: page.position, recordedAt: page.events.at(-1)?.recordedAt, complete: page.caughtUp });
      if (!moved) throw new NotMine(`the checkpoint of ${this.process.name} was moved on by another runner`);
      this.#checkpoint = moved;
    });
    this.#writes = write.catch(() => undefined); // whoever wanted the write hears of its failure; the next one starts afresh
    return write;
  }

  #tell(message: string, pauseMs: number): void {
    this.trouble = message;
    this.needs.onTrouble?.({ process: this.process.name, message, pauseMs });
  }

  /** Ends early when the follower is stopped. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      const done = () => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve(); };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}
