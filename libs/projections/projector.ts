import { lookNowAndThen, type Position } from '#kernel';
import { type Build, Builds } from './builds.js';
import type { ProjectorOptions } from './projector-options.js';
import { ViewFollower } from './view-follower.js';
import type { View } from './view.js';
import { WriterLocks } from './writer-locks.js';

/** How often the book is read for builds that somebody ordered, and for writers that went away. */
const LOOK_MS = 500;

/**
 * Keeps all views up to date, one follower for each build of each view, so that a slow or broken view holds up no other, and a view that is being
 * rebuilt goes on answering with fresh rows. Several projectors may run: each build has one writer, the others stand by.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #builds: Builds;
  readonly #locks: WriterLocks;
  readonly #followers = new Map<string, ViewFollower>();
  #stopped = false;
  #looking: Readonly<{ stop(): Promise<void> }> | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#builds = new Builds(options.pool);
    this.#locks = new WriterLocks(options.pool, () => void this.#stopFollowers());
  }

  /** Makes every view exist, empty at first, and starts following. @throws when Postgres does not answer */
  async start(): Promise<void> {
    await this.#builds.ensure();
    for (const view of this.#options.views) await this.#builds.newest(view);
    await this.#look();
    if (!this.#stopped) this.#looking = lookNowAndThen(LOOK_MS, () => this.#look(), (error) => this.#options.onTrouble?.({ view: '*', message: (error as Error).message, pauseMs: LOOK_MS }));
  }

  /** Lets the transactions in hand finish and gives the writing to others. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#looking?.stop();
    await this.#stopFollowers();
    this.#locks.close();
  }

  async #look(): Promise<void> {
    const builds = await this.#builds.all();
    for (const view of this.#options.views) {
      const of = builds.filter((build) => build.view === view.name);
      if (!of.some(({ version }) => version === view.version)) await this.#builds.newest(view);
      for (const build of of.filter(({ version }) => version === view.version)) await this.#followOne(view, build);
    }
    for (const [key, follower] of this.#followers) {
      if (!follower.ended) continue;
      this.#followers.delete(key);
      await this.#locks.release(key);
    }
  }

  async #followOne(view: View, build: Build): Promise<void> {
    const key = `${view.name}/${build.build}`;
    if (this.#stopped || this.#followers.has(key) || !(await this.#locks.acquire(key))) return;
    const follower = new ViewFollower(view, build.build, this.#builds, this.#options);
    this.#followers.set(key, follower);
    follower.start();
  }

  async #stopFollowers(): Promise<void> {
    const followers = [...this.#followers.values()];
    this.#followers.clear();
    await Promise.all(followers.map((follower) => follower.stop()));
  }

  /** Views whose followers run in this process and are in trouble. */
  troubles(): readonly { view: string; message: string }[] {
    return [...this.#followers.values()].flatMap(({ view, trouble }) => (trouble ? [{ view: view.name, message: trouble }] : []));
  }

  /** Resolves when every view made from this kind of stream shows what stands at `position`. @returns false after `timeoutMs` */
  async waitFor(position: Position, category: string, timeoutMs = 10_000): Promise<boolean> {
    const names = this.#options.views.filter(({ from }) => from.includes(category)).map(({ name }) => name);
    for (const until = Date.now() + timeoutMs; ; ) {
      const builds = (await this.#builds.all()).filter(({ view, state }) => names.includes(view) && state === 'live');
      if (names.every((name) => builds.some((build) => build.view === name && build.position !== undefined && build.position >= position))) return true;
      if (Date.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}
