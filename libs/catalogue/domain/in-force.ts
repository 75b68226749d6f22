import { addDays, addMonths, type Calendar, daysBetween, firstOfMonth, formatInstant, LENGTH_MS, monthOfDate, parseInstant } from '#energy';
import type { ChargePrice, ChargeResolution, Days } from './terms.js';

type Dated = Days & Readonly<{ registeredAt: string }>;

/** The entry that counts on a local day: the latest `from`; of those with the same the latest registration, then the later in the list (the order of the log). */
export const inForceOn = <Entry extends Dated>(entries: readonly Entry[], day: string): Entry | undefined => {
  let best: Entry | undefined;
  for (const entry of entries) {
    if (entry.from > day || (entry.to !== undefined && entry.to <= day)) continue;
    if (!best || entry.from > best.from || (entry.from === best.from && Date.parse(entry.registeredAt) >= Date.parse(best.registeredAt))) best = entry;
  }
  return best;
};

/** One interval of a day with its price; null = its publication says that there is none. */
export type PricedInterval<Entry> = Readonly<{ from: string; to: string; price: string | null; entry: Entry }>;

/** The first local day after the points of a publication. */
export const dayAfterPoints = ({ from, points }: Readonly<{ from: string; points: readonly unknown[] }>, resolution: ChargeResolution, calendar: Calendar): string => {
  if (resolution === 'P1D') return addDays(from, points.length);
  if (resolution === 'P1M') return firstOfMonth(addMonths(monthOfDate(from), points.length));
  return addDays(calendar.dayOf(calendar.startOfDay(from) + points.length * LENGTH_MS[resolution] - 1), 1);
};

/** Prices of the intervals of a local day from publications with a price for each interval: of several the latest registration, interval by interval. */
export const pointsOn = <Entry extends ChargePrice>(entries: readonly Entry[], resolution: ChargeResolution, day: string, calendar: Calendar): PricedInterval<Entry>[] => {
  const intervals = new Map<number, PricedInterval<Entry>>();
  const oldestFirst = entries.map((entry, at) => ({ entry, at })).sort((a, b) => Date.parse(a.entry.registeredAt) - Date.parse(b.entry.registeredAt) || a.at - b.at);
  const { from, to } = calendar.day(day);
  for (const { entry } of oldestFirst) {
    if (!entry.points) continue;
    if (resolution === 'P1D' || resolution === 'P1M') {
      const index = resolution === 'P1D' ? daysBetween(entry.from, day) : monthsBetween(entry.from, day);
      if (index >= 0 && index < entry.points.length) intervals.set(from, { from: formatInstant(from), to: formatInstant(to), price: entry.points[index]!, entry });
      continue;
    }
    const [begin, length] = [calendar.startOfDay(entry.from), LENGTH_MS[resolution]];
    for (let at = Math.max(from, begin); at < Math.min(to, begin + entry.points.length * length); at += length) {
      intervals.set(at, { from: formatInstant(at), to: formatInstant(at + length), price: entry.points[(at - begin) / length]!, entry });
    }
  }
  return [...intervals.values()].sort((a, b) => parseInstant(a.from) - parseInstant(b.from));
};

const monthsBetween = (from: string, to: string): number => monthNumber(to) - monthNumber(from);
const monthNumber = (day: string): number => {
  const [year, month] = monthOfDate(day).split('-').map(Number) as [number, number];
  return year * 12 + month;
};
