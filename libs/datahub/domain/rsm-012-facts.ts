import { calendarOf, firstOfMonth, LENGTH_MS } from '#energy';
import { readCimInstant } from './cim-instant.js';
import type { Place } from './json/json-path.js';
import type { CimHeader, CimSeries } from './rsm-012-cim.js';
import type { HeaderFacts, SeriesFacts } from './rsm-012-rules/index.js';

/** What the rules may know besides the document. `zone` is the IANA zone of local days and months. */
export type RuleOptions = Readonly<{ strictIds: boolean; zone: string; receivers: ReadonlySet<string> | undefined }>;

/** Source: DataHub's documents, B6 (E17). */
const MOST_YEARS_BACK = 3;

export const headerFacts = (header: CimHeader, place: Place, { strictIds, receivers }: RuleOptions): HeaderFacts =>
  ({ header, place, createdAt: instantOf(header.createdDateTime), strictIds, receivers });

/** `oldest` comes from `oldestStart`. */
export const seriesFacts = (series: CimSeries, place: Place, oldest: number, { strictIds, zone }: RuleOptions): SeriesFacts => {
  const { resolution, timeInterval } = series.Period;
  const from = instantOf(timeInterval.start.value);
  const to = instantOf(timeInterval.end.value);
  const registeredAt = instantOf(series['registration_DateAndOrTime.dateTime']);
  return { series, place, from, to, registeredAt, steps: stepsBetween(from, to, resolution, zone), oldest, zone, strictIds };
};

/**
 * Midnight of the local day three years before the document was created: a whole local day three years back is still taken.
 * Epoch milliseconds; NaN when the creation time is unknown.
 */
export const oldestStart = (createdAt: number, zone: string): number => {
  if (Number.isNaN(createdAt)) return NaN;
  const calendar = calendarOf(zone);
  const [year, month, day] = calendar.dayOf(createdAt).split('-') as [string, string, string];
  const back = `${Number(year) - MOST_YEARS_BACK}-${month}`;
  return calendar.startOfDay(month === '02' && day === '29' ? `${back}-28` : `${back}-${day}`);
};

/** How many values fill the interval; NaN when its ends do not lie on steps, or are none. */
const stepsBetween = (from: number, to: number, resolution: string, zone: string): number => {
  if (!(from < to)) return NaN;
  if (resolution === 'P1M') return monthsBetween(from, to, zone);
  const steps = resolution === 'PT15M' || resolution === 'PT1H' ? (to - from) / LENGTH_MS[resolution] : NaN;
  return Number.isInteger(steps) ? steps : NaN;
};

const monthsBetween = (from: number, to: number, zone: string): number => {
  const calendar = calendarOf(zone);
  if (!calendar.isStartOfMonth(from) || !calendar.isStartOfMonth(to)) return NaN;
  const ordinal = (instant: number): number => {
    const [year, month] = firstOfMonth(calendar.monthOf(instant)).split('-') as [string, string, string];
    return Number(year) * 12 + Number(month);
  };
  return ordinal(to) - ordinal(from);
};

const instantOf = (text: string): number => {
  const read = readCimInstant(text);
  return typeof read === 'number' ? read : NaN;
};
