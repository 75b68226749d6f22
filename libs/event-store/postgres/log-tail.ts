import type { Position } from '#kernel';

/** Where the readable log ends, and the kinds of streams written to between the place asked about and there; `kinds` absent = not known. */
export type Look = Readonly<{ end: Position; kinds?: readonly string[] }>;
/** Looks at the end of the log; `since` is the end that was seen last. Undefined for an empty log. */
export type LookAtLog = (since: Position | undefined) => Promise<Look | undefined>;

type Step = Readonly<{ after: Position; end: Position; kinds: readonly string[] }>;

/** So many steps are remembered; who is further behind asks the log. */
const MOST_STEPS = 256;

/**
 * What the subscriptions of one process know together of the end of the log. Each would ask for itself where it ends and whether there is something for it; with
 * thirty views and processes that is most of the work of an append. Together they look once, and who has nothing to read learns it without a question.
 */
export class LogTail {
  readonly #steps: Step[] = [];
  #seen: Position | undefined;
  #looking: Promise<unknown> = Promise.resolve();
  #next: Promise<Position | undefined> | undefined;

  constructor(private readonly look: LookAtLog) {}

  /** Where the readable log ends, by a look that begins after the call; those who call meanwhile share it. @throws what the look throws */
  end(): Promise<Position | undefined> {
    this.#next ??= this.#looking.then(() => {
      this.#next = undefined;
      const mine = this.look(this.#seen).then((found) => this.#note(found));
      this.#looking = mine.catch(() => undefined); // whoever waits for this look hears of it; the next one begins all the same
      return mine;
    });
    return this.#next;
  }

  /** Whether nothing of these kinds was written after a place, up to an end that `end` gave. False when that is not known. */
  holdsNothing(after: Position, end: Position, kinds: readonly string[]): boolean {
    const first = this.#steps[0];
    if (!first || after < first.after || end > this.#seen!) return false;
    return this.#steps.every((step) => step.end <= after || step.after >= end || !step.kinds.some((kind) => kinds.includes(kind)));
  }

  #note(found: Look | undefined): Position | undefined {
    if (!found) return undefined;
    const before = this.#seen;
    if (before !== undefined && found.end <= before) return found.end;
    this.#seen = found.end;
    if (before === undefined || !found.kinds) this.#steps.length = 0; // what came in between is not known
    else this.#steps.push({ after: before, end: found.end, kinds: found.kinds });
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
    return found.end;
  }
}
