import type { PoolClient } from 'pg';
import type { Page } from '#kernel';
import { inTransaction } from '#platform/published';
import { type Build, type Builds, tableOf } from './builds.js';
import type { ProjectorOptions } from './projector-options.js';
import { ViewTable } from './view-table.js';
import type { View } from './view.js';

type Needs = Omit<ProjectorOptions, 'views'>;

/** A checkpoint that only says that nothing came is written at most this often. Processes wait for it: twice this is in every correction. */
const QUIET_CHECKPOINT_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

/** Somebody else has moved the checkpoint, or the build is gone. */
class NotMine extends Error {}

/**
 * Follows the log for one build of one view. Rows and checkpoint move in one transaction, guarded by the checkpoint's old value:
 * a page counts once, whoever writes and whatever breaks.
 */
export class ViewFollower {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #build: Build | undefined;
  #checkpointAt = 0;
  #quiet: NodeJS.Timeout | undefined;
  #commits: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  /** What keeps the view from going on, undefined when all is well. */
  trouble: string | undefined;
  /** The build was dropped; there is nothing left to follow. */
  ended = false;

  constructor(readonly view: View, private readonly number: number, private readonly builds: Builds, private readonly needs: Needs) {}

  start(): void {
    this.#running = this.#follow().finally(() => { this.ended = true; });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#quiet);
    this.#wake();
    await this.#running;
    clearTimeout(this.#quiet);
    await this.#commits;
  }

  async #follow(): Promise<void> {
    for (let pauseMs = 100; !this.#stop.signal.aborted;) {
      try {
        this.#build = (await this.builds.all()).find(({ view, build }) => view === this.view.name && build === this.number);
        if (!this.#build) return;
        for await (const page of this.needs.store.subscribe({ after: this.#build.position, categories: this.view.from, pageSize: this.needs.pageSize ?? 2_000, signal: this.#stop.signal })) {
          await this.#take(page);
          pauseMs = 100;
        }
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (!(error instanceof NotMine)) await this.#tell(error, pauseMs);
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async #take(page: Page): Promise<void> {
    const due = page.events.length > 0 || Date.now() - this.#checkpointAt > QUIET_CHECKPOINT_MS || this.#build!.position === undefined;
    clearTimeout(this.#quiet);
    if (due && page.position !== this.#build!.position) await this.#commit(this.#build!, page);
    else if (page.position !== this.#build!.position) this.#later(page);
    this.trouble = undefined;
    if (page.caughtUp && this.#build!.state !== 'live') {
      await this.builds.goLive(this.#build!);
      this.#build = { ...this.#build!, state: 'live' };
    }
  }

  /** The checkpoint of a page without events waits a little for a page that has some; when none comes it is written by itself. */
  #later(page: Page): void {
    this.#quiet = setTimeout(() => {
      this.#commits = this.#commits.then(async () => {
        if (!this.#stop.signal.aborted && page.position > (this.#build?.position ?? '')) await this.#write(this.#build!, page);
      }).catch((error: unknown) => this.needs.onTrouble?.({ view: this.view.name, message: `a checkpoint could not be written: ${String(error)}`, pauseMs: QUIET_CHECKPOINT_MS }));
    }, QUIET_CHECKPOINT_MS);
  }

  /** One transaction after the other, whoever wants it. */
  async #commit(build: Build, page: Page): Promise<void> {
    await this.#commits;
    await this.#write(this.#build ?? build, page);
  }

  async #write(build: Build, page: Page): Promise<void> {
    const last = page.events.at(-1)?.recordedAt;
    const time = this.needs.timePage ?? ((_view, work) => work());
    const advance = async (client: Pick<PoolClient, 'query'>, alone: boolean): Promise<void> => {
      if (!(await this.builds.advance(client, build, { to: page.position, recordedAt: last, complete: page.caughtUp, alone }))) throw new NotMine(`build ${build.build} of ${this.view.name} was moved on by another follower`);
    };
    if (page.events.length === 0) await advance(this.needs.pool, true);
    else {
      await time(this.view.name, () => inTransaction(this.needs.pool, async (client) => {
        await this.view.project(page.events, new ViewTable(client, tableOf(build)));
        await advance(client, false);
      }));
    }
    this.#checkpointAt = Date.now();
    this.#build = { ...build, position: page.position, recordedAt: last ?? build.recordedAt, state: build.state === 'broken' ? 'filling' : build.state };
    const lagSeconds = page.caughtUp || last === undefined ? 0 : Math.max(0, (Date.now() - Date.parse(last)) / 1_000);
    this.needs.onPage?.({ view: this.view.name, events: page.events.length, lagSeconds });
  }

  async #tell(error: unknown, pauseMs: number): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    this.trouble = message;
    this.needs.onTrouble?.({ view: this.view.name, message, pauseMs });
    if (this.#build) {
      await this.builds.markBroken(this.#build, message)
        .catch((also: Error) => this.needs.onTrouble?.({ view: this.view.name, message: `the trouble could not be written down: ${also.message}`, pauseMs }));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }
}
