import type { Reason } from '#kernel';
import { jsonPath, type Place } from './json/json-path.js';

/** What is wrong, before it is known where. */
export type Fault = Readonly<{ code: string; en: string; da: string }>;

/** Collects everything that is wrong with a document. Keeps the first `most` reasons and counts the rest, so that a hostile document cannot fill the memory. */
export class Findings {
  readonly reasons: Reason[] = [];
  /** Reasons found but not kept; at least, for whoever looks stops when `full`. */
  omitted = 0;
  private readonly seen = new Set<string>();

  constructor(private readonly most = 200) {}

  get full(): boolean {
    return this.reasons.length >= this.most;
  }

  /** The same code at the same place is told once. */
  add(fault: Fault, place: Place): void {
    if (this.full) return void this.omitted++;
    const path = jsonPath(place);
    const key = `${fault.code} ${path}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.reasons.push({ ...fault, path });
  }
}
