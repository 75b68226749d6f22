import type { Position } from '#kernel';
import type { Concern } from './concern.js';
import type { ConcernedPeriod } from '../../views/periods-concerned.js';

/** So many are remembered; beyond, the oldest go and what rests on less is looked at again. */
const MOST_REMEMBERED = 50_000;

/**
 * What happened lately. A run settles as of one place of the log and its events are stored later: a fact that came in between was heard before
 * there was a period to correct. When the period is heard of, this says whether it was overtaken.
 */
export class RecentConcerns {
  readonly #heard: { position: Position; concern: Concern }[] = [];
  #since: Position | undefined;

  /** Notes a fact in the order of the log. */
  note(position: Position, concern: Concern): void {
    this.#since ??= position;
    this.#heard.push({ position, concern });
    if (this.#heard.length <= MOST_REMEMBERED) return;
    this.#heard.splice(0, MOST_REMEMBERED / 10);
    this.#since = this.#heard[0]!.position;
  }

  /** Everything after this place will be noted; what was before is not remembered. Only the first place counts. */
  startAt(position: Position): void {
    this.#since ??= position;
  }

  /** Whether something that may concern the period was heard after the place it rests on, or nobody remembers. */
  hasOvertaken(period: ConcernedPeriod & Readonly<{ asOf: Position }>): boolean {
    if (this.#since === undefined || period.asOf < this.#since) return true;
    for (let at = this.#heard.length - 1; at >= 0 && this.#heard[at]!.position > period.asOf; at--) {
      if (mayConcern(this.#heard[at]!.concern, period)) return true;
    }
    return false;
  }
}

/** Whether a concern may be about a period: when in doubt it is. */
const mayConcern = (concern: Concern, { gsrn, from, to, priceArea }: ConcernedPeriod): boolean => {
  if (concern.days.from >= to || (concern.days.to !== undefined && concern.days.to <= from)) return false;
  switch (concern.who) {
    case 'points': return concern.gsrns.includes(gsrn) || concern.children === true;
    case 'area': return priceArea === undefined || concern.area === priceArea;
    case 'charge':
    case 'product':
    case 'everyone': return true;
  }
};
