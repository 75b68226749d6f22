import type { Pool } from 'pg';
import { type EventStore, lately, type Position } from '#kernel';
import { type Build, Builds } from './builds.js';

/** How new an answer is: up to which position of the log, and how far that is behind. */
export type Freshness = Readonly<{ view: string; position: Position | null; lagSeconds: number }>;

/** Answers that come close together share one look at the book. */
const LATELY_MS = 200;

/** How all views stand, from the book: works in any process, also where no projector runs. */
export class Freshnesses {
  readonly #builds: Builds;
  readonly #lately = lately<readonly Stand[]>(() => this.all(), LATELY_MS);

  constructor(pool: Pool, private readonly store: Pick<EventStore, 'lastPosition'>) {
    this.#builds = new Builds(pool);
  }

  /** Every build with its distance from the end of the log: 0 = shows everything; otherwise the age of the newest it shows, or since when it has not shown everything, whichever is less. */
  async all(now = Date.now()): Promise<(Build & { lagSeconds: number; caughtUp: boolean })[]> {
    const [builds, last] = await Promise.all([this.#builds.all(), this.store.lastPosition()]);
    return builds.map((build) => {
      const caughtUp = last === undefined || (build.position !== undefined && build.position >= last);
      const shown = Math.max(...[build.completeAt, build.recordedAt].map((at) => (at === undefined ? 0 : Date.parse(at))));
      return { ...build, caughtUp, lagSeconds: caughtUp ? 0 : Math.max(0, (now - shown) / 1_000) };
    });
  }

  /** Of one view as queries see it, at most a fifth of a second old: what is said to be shown is shown. */
  async of(view: string): Promise<Freshness> {
    return ofView(view, await this.#lately());
  }

  /** Waits until the view that queries see has reached a position. @returns false after `timeoutMs` */
  async waitFor(view: string, position: Position, timeoutMs: number): Promise<boolean> {
    return (await this.behind([view], position, timeoutMs)).length === 0;
  }

  /** Waits until every one of these views, as queries see them, has reached a position. @returns those that have not after `timeoutMs` */
  async behind(views: readonly string[], position: Position, timeoutMs: number): Promise<readonly string[]> {
    for (const until = Date.now() + timeoutMs; ; ) {
      const builds = await this.#builds.all(); // where the log ends is not asked: the answer does not depend on it
      const late = views.filter((view) => (seen(view, builds)?.position ?? '') < position);
      if (late.length === 0 || Date.now() > until) return late;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

type Stand = Build & { lagSeconds: number };

/** The build of a view that queries see. */
const seen = <B extends Build>(view: string, all: readonly B[]): B | undefined =>
  all.filter((one) => one.view === view).sort((a, b) => Number(b.state === 'live') - Number(a.state === 'live') || a.build - b.build)[0];

const ofView = (view: string, all: readonly Stand[]): Freshness => {
  const build = seen(view, all);
  return { view, position: build?.position ?? null, lagSeconds: build?.lagSeconds ?? 0 };
};
