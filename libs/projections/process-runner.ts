import { lookNowAndThen, type Position } from '#kernel';
import { type ProcessCheckpoint, ProcessCheckpoints } from './process-checkpoints.js';
import { ProcessFollower } from './process-follower.js';
import type { ProcessLag, ProcessRunnerOptions } from './process-runner-options.js';
import { WriterLocks } from './writer-locks.js';

/** How often it is tried to take over processes whose runner went away. */
const LOOK_MS = 500;

/**
 * Lets processes hear the log, each by itself, so that a slow or broken one holds up no other. Several runners may run in an installation:
 * each process is heard by one of them, the others stand by and take over when it dies.
 */
export class ProcessRunner {
  readonly #options: ProcessRunnerOptions;
  readonly #checkpoints: ProcessCheckpoints;
  readonly #locks: WriterLocks;
  readonly #followers = new Map<string, ProcessFollower>();
  #stopped = false;
  #looking: Readonly<{ stop(): Promise<void> }> | undefined;

  /** @throws Error when two processes have one name */
  constructor(options: ProcessRunnerOptions) {
    const names = options.processes.map(({ name }) => name);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new Error(`Two processes are named ${twice}: they would share a checkpoint`);
    this.#options = options;
    this.#checkpoints = new ProcessCheckpoints(options.pool, options.schema);
    // with the locks gone another runner may begin at any moment: let go of what is being heard
    this.#locks = new WriterLocks(options.pool, () => void this.#stopFollowers());
  }

  /** Enters every process in the book and starts hearing. @throws when Postgres or the store does not answer */
  async start(): Promise<void> {
    await this.#checkpoints.ensure();
    const known = new Set((await this.#checkpoints.all()).map(({ name }) => name));
    for (const { name, fromNow } of this.#options.processes) {
      if (!known.has(name)) await this.#checkpoints.enter(name, fromNow ? await this.#options.store.lastPosition() : undefined);
    }
    await this.#look();
    if (!this.#stopped) this.#looking = lookNowAndThen(LOOK_MS, () => this.#look(), (error) => this.#options.onTrouble?.({ process: '*', message: (error as Error).message, pauseMs: LOOK_MS }));
  }

  /** Lets go of what is being heard and leaves the processes to other runners. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#looking?.stop(), this.#stopFollowers()]);
    await this.#stopFollowers(); // those that a look under way has begun
    this.#followers.clear();
    this.#locks.close();
  }

  async #stopFollowers(): Promise<void> {
    await Promise.all([...this.#followers.values()].map((follower) => follower.stop()));
  }

  async #look(): Promise<void> {
    for (const [name, follower] of this.#followers) {
      if (!follower.ended) continue; // also after a lost lock: never two at once in this process
      this.#followers.delete(name);
      await this.#locks.release(lockOf(this.#options.schema, name));
    }
    for (const process of this.#options.processes) {
      if (this.#stopped || this.#followers.has(process.name) || !(await this.#locks.acquire(lockOf(this.#options.schema, process.name)))) continue;
      const follower = new ProcessFollower(process, this.#checkpoints, this.#options);
      this.#followers.set(process.name, follower);
      follower.start();
    }
  }

  /** Processes that this runner hears and that are in trouble. */
  troubles(): readonly { process: string; message: string }[] {
    return [...this.#followers.values()].flatMap(({ process, trouble }) => (trouble ? [{ process: process.name, message: trouble }] : []));
  }

  /** Processes that this runner hears, the others stand by here. */
  hears(): readonly string[] {
    return [...this.#followers.values()].flatMap(({ process, ended }) => (ended ? [] : [process.name]));
  }

  /** How far each of the processes is behind, whichever runner hears it. */
  async lags(now = Date.now()): Promise<readonly ProcessLag[]> {
    const [book, last] = await Promise.all([this.#checkpoints.all(), this.#options.store.lastPosition()]);
    const mine = new Set(this.#options.processes.map(({ name }) => name));
    return book.filter(({ name }) => mine.has(name)).map((checkpoint) => ({ process: checkpoint.name, lagSeconds: lagOf(checkpoint, last, now) }));
  }

  /** How far a process has heard, whichever runner hears it. */
  async position(name: string): Promise<Position | undefined> {
    return (await this.#checkpoints.of(name))?.position;
  }

  /** Resolves when a process has heard everything up to `position`, whichever runner hears it. @returns false after `timeoutMs` */
  async waitFor(name: string, position: Position, timeoutMs = 10_000): Promise<boolean> {
    for (const until = Date.now() + timeoutMs; ;) {
      const heard = await this.position(name);
      if (heard !== undefined && heard >= position) return true;
      if (Date.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const lockOf = (schema: string | undefined, name: string): string => `process.${schema ?? ''}.${name}`;

const lagOf = ({ position, recordedAt, completeAt, movedAt }: ProcessCheckpoint, last: Position | undefined, now: number): number => {
  if (last === undefined || (position !== undefined && position >= last)) return 0;
  const known = [completeAt, recordedAt].flatMap((at) => (at === undefined ? [] : [Date.parse(at)]));
  return Math.max(0, (now - (known.length === 0 ? Date.parse(movedAt) : Math.max(...known))) / 1_000);
};
