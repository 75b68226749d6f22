import { calendarOf, firstOfMonth, LENGTH_MS } from '#energy';
import { readCimInstant } from './cim-instant.js';
import type { Place } from './json/json-path.js';
import type { CimHeader, CimSeries } from './rsm-012-cim.js';
import type { HeaderFacts, SeriesFacts } from './rsm-012-rules/index.js';

/** What the rules may know besides the document. `zone` is the IANA zone of local days and months. */
export type RuleOptions = Readonly<{ strictIds: boolean; zone: string; receivers: ReadonlySet<string> | undefined }>;

export const headerFacts = (header: CimHeader, place: Place, { strictIds, receivers }: RuleOptions): HeaderFacts =>
  ({ header, place, createdAt: instantOf(header.createdDateTime), strictIds, receivers });

/** `createdAt` is the document's time, epoch milliseconds or NaN. */
export const seriesFacts = (series: CimSeries, place: Place, createdAt: number, { strictIds, zone }: RuleOptions): SeriesFacts => {
  const { resolution, timeInterval } = series.Period;
  const from = instantOf(timeInterval.start.value);
  const to = instantOf(timeInterval.end.value);
  const registeredAt = instantOf(series['registration_DateAndOrTime.dateTime']);
  return { series, place, from, to, registeredAt, steps: stepsBetween(from, to, resolution, zone), createdAt, zone, strictIds };
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
