import type { LocalDate } from '#energy';
import type { DateSpan, Period, Provenance } from './settlement-input.js';

export const covers = (span: DateSpan, date: LocalDate): boolean => span.from <= date && (span.to === undefined || date < span.to);

export const overlap = (a: DateSpan, b: Period): Period | undefined => {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to === undefined || a.to > b.to ? b.to : a.to;
  return from < to ? { from, to } : undefined;
};

/**
 * The one entry in force on a day: the latest `from` supersedes earlier ones; of entries published again for the same day the newest
 * registration counts. There is one answer, so that nobody reads the first published version while another reads the last.
 */
export const inForce = <Entry extends DateSpan & Provenance>(entries: readonly Entry[], date: LocalDate): Entry | undefined => {
  let best: Entry | undefined;
  for (const entry of entries) {
    if (covers(entry, date) && (!best || entry.from > best.from || (entry.from === best.from && byAge(entry, best) >= 0))) best = entry;
  }
  return best;
};

/** Orders oldest first: by registration time, then by version. What is equal keeps its order, so that the later in a list is the newer. */
export const byAge = (a: Provenance, b: Provenance): number =>
  Math.sign((a.registeredAt ?? 0) - (b.registeredAt ?? 0)) || compareVersions(a.version ?? '', b.version ?? '');

/** Numbers as numbers ("10" after "9"), other text as text. */
const compareVersions = (a: string, b: string): number => {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return BigInt(a) < BigInt(b) ? -1 : Number(BigInt(a) > BigInt(b));
  return a < b ? -1 : Number(a > b);
};
