import { type Calendar, formatInstant, HOUR_MS, kwhFromWh, QUARTER_MS, type Quality, type Resolution } from '#energy';
import { type Timeline, UNTOLD, type Version } from './timeline.js';

/** The answer for one interval of the resolution asked for. */
export type ResampledInterval = Readonly<{
  from: string;
  to: string;
  /** Three decimals; the sum of what is there. Null when nothing is there: missing is not 0. */
  kwh: string | null;
  /** `incomplete` = some quarters are missing, `missing` = all are. */
  quality: Quality;
  /** How many quarters are missing; absent = none. */
  missingQuarters?: number;
  /** Series the value comes from, in the order of their first quarter. */
  versions: readonly string[];
}>;

/** Cuts [from, to) at the boundaries of a resolution: fixed steps, or local days and months. */
export const boundaries = (from: number, to: number, resolution: Resolution, calendar: Calendar): readonly number[] => {
  const result: number[] = [];
  let at = from;
  while (at < to) {
    result.push(at);
    at = nextBoundary(at, resolution, calendar);
  }
  result.push(to);
  return result;
};

const nextBoundary = (at: number, resolution: Resolution, calendar: Calendar): number => {
  switch (resolution) {
    case 'PT15M': return at + QUARTER_MS;
    case 'PT1H': return at + HOUR_MS;
    case 'P1D': return calendar.startOfDay(calendar.nextDay(calendar.dayOf(at)));
    case 'P1M': return calendar.startOfMonth(calendar.addMonths(calendar.monthOf(at), 1));
  }
};

/** The timeline in another resolution: sums of its quarters, nothing rounded. */
export const resampled = (line: Timeline, to: number, resolution: Resolution, calendar: Calendar): readonly ResampledInterval[] => {
  const edges = boundaries(line.from, to, resolution, calendar);
  const texts = edges.map(quarterText());
  return edges.slice(0, -1).map((from, at) => summed(line, from, edges[at + 1]!, texts[at]!, texts[at + 1]!));
};

/** Instants on quarters as text, one after the other: a year of them is a third of an answer's work when each is formatted by itself. */
const quarterText = (): ((instant: number) => string) => {
  let day = NaN;
  let date = '';
  return (instant) => {
    const ofDay = Math.floor(instant / DAY_MS);
    if (ofDay !== day) [day, date] = [ofDay, formatInstant(ofDay * DAY_MS).slice(0, 11)];
    return date + TIMES[(instant - ofDay * DAY_MS) / QUARTER_MS];
  };
};

const DAY_MS = 24 * HOUR_MS;
const TIMES: readonly string[] = Array.from({ length: DAY_MS / QUARTER_MS }, (_, at) => formatInstant(at * QUARTER_MS).slice(11));

const summed = (line: Timeline, from: number, to: number, fromText: string, toText: string): ResampledInterval => {
  const first = (from - line.from) / QUARTER_MS;
  const last = (to - line.from) / QUARTER_MS;
  let wh = 0n;
  let fast = 0;
  let missing = 0;
  let estimated = false;
  let before: number = UNTOLD;
  const versions: string[] = [];
  for (let quarter = first; quarter < last; quarter++) {
    const value = line.energyWh[quarter]!;
    if (Number.isNaN(value)) missing++;
    else {
      fast += value;
      if (fast > Number.MAX_SAFE_INTEGER / 2 || fast < -Number.MAX_SAFE_INTEGER / 2) { wh += BigInt(fast); fast = 0; } // exact: one value is at most 2^53 / 2
    }
    estimated ||= line.quality[quarter] === 'estimated';
    const version = line.version[quarter]!;
    if (version !== before && version !== UNTOLD) {
      const { seriesId } = line.versions[version]!;
      if (!versions.includes(seriesId)) versions.push(seriesId);
    }
    before = version;
  }
  const count = last - first;
  return {
    from: fromText, to: toText, kwh: missing === count ? null : kwhFromWh(wh === 0n ? fast : wh + BigInt(fast)),
    quality: missing === count ? 'missing' : missing > 0 ? 'incomplete' : estimated ? 'estimated' : 'measured',
    ...(missing > 0 && { missingQuarters: missing }), versions,
  };
};

/** Monthly values as they were received: for points that are read once a month (D01), which have no quarters. */
export const monthlyValues = (versions: readonly Version[], from: number, to: number, calendar: Calendar): ReadonlyMap<number, { wh: number | null; seriesId: string }> => {
  const months = new Map<number, { wh: number | null; seriesId: string }>();
  for (const version of versions) {
    let at = version.from;
    for (const wh of version.energyWh) {
      if (at >= from && at < to) months.set(at, { wh, seriesId: version.seriesId });
      at = calendar.startOfMonth(calendar.addMonths(calendar.monthOf(at), 1));
    }
  }
  return months;
};
