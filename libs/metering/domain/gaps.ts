import { formatInstant, QUARTER_MS } from '#energy';
import { type Timeline, UNTOLD } from './timeline.js';

/** A run of quarters without a value. */
export type Gap = Readonly<{
  from: string;
  to: string;
  quarters: number;
  /** Nobody has sent anything for it, or a series says that the value is missing (A02). */
  why: 'not-received' | 'reported-missing';
  /** The series that says so. */
  seriesId?: string;
}>;

/** The runs of missing quarters, cut where the reason or the series changes. */
export const gaps = (line: Timeline): readonly Gap[] => {
  const found: Gap[] = [];
  const count = line.version.length;
  for (let first = 0; first < count;) {
    if (!Number.isNaN(line.energyWh[first]!)) { first++; continue; }
    const version = line.version[first]!;
    let last = first + 1;
    while (last < count && Number.isNaN(line.energyWh[last]!) && line.version[last] === version) last++;
    found.push({
      from: formatInstant(line.from + first * QUARTER_MS), to: formatInstant(line.from + last * QUARTER_MS), quarters: last - first,
      ...(version === UNTOLD ? { why: 'not-received' } : { why: 'reported-missing', seriesId: line.versions[version]!.seriesId }),
    });
    first = last;
  }
  return found;
};
