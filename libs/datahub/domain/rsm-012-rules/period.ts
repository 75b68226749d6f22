import { calendarOf, HOUR_MS, LENGTH_MS } from '#energy';
import { readCimInstant } from '../cim-instant.js';
import type { Fault } from '../findings.js';
import type { SeriesRule } from './rule.js';

/** Source: DataHub's documents, B6. */
const SHORTEST_MS = 4 * HOUR_MS;
const MOST_YEARS_BACK = 3;
/** Two days less than the shortest three years: what is younger needs no calendar. */
const SURELY_RECENT_MS = (3 * 365 - 2) * 24 * HOUR_MS;

/** E50: both ends are times, in order, at least four hours apart. Source: DataHub's documents, B6. */
export const periodIsLongEnough: SeriesRule = ({ series, place, from, to }, findings) => {
  const { start, end } = series.Period.timeInterval;
  const at = [...place, 'Period', 'timeInterval'];
  for (const [name, text, instant] of [['start', start.value, from], ['end', end.value, to]] as const) {
    const read = Number.isNaN(instant) ? readCimInstant(text) : instant;
    if (typeof read !== 'number') findings.add({ ...read, code: 'E50' }, [...at, name, 'value']);
  }
  if (to - from < SHORTEST_MS) findings.add(to > from ? TOO_SHORT : BACKWARDS, at);
};

/** D66: both ends lie on a step of the resolution, counted in UTC; months begin at local midnight of the 1st. Source: DataHub's documents, B6 and B3. */
export const periodIsAligned: SeriesRule = ({ series, place, from, to, zone }, findings) => {
  const { resolution } = series.Period;
  for (const [name, instant] of [['start', from], ['end', to]] as const) {
    if (Number.isNaN(instant) || isStep(instant, resolution, zone)) continue;
    findings.add({
      code: 'D66', en: `The ${name} of the interval does not lie on a step of ${resolution}`, da: `Intervallets ${name === 'start' ? 'start' : 'slutning'} ligger ikke på et skridt af ${resolution}`,
    }, [...place, 'Period', 'timeInterval', name, 'value']);
  }
};

/**
 * E17: no older than three years before the document was made; never by the clock of whoever reads it. Counted in local days, so that
 * the whole local day three years back is still taken. Source: DataHub's documents, B6.
 */
export const periodIsNotTooOld: SeriesRule = ({ place, from, createdAt, zone }, findings) => {
  if (!(createdAt - from > SURELY_RECENT_MS) || from >= oldestStart(createdAt, zone)) return;
  findings.add({
    code: 'E17', en: 'The interval begins more than three years before the document was created', da: 'Intervallet begynder mere end tre år før dokumentet blev oprettet',
  }, [...place, 'Period', 'timeInterval', 'start', 'value']);
};

const oldestStart = (createdAt: number, zone: string): number => {
  const calendar = calendarOf(zone);
  const [year, month, day] = calendar.dayOf(createdAt).split('-') as [string, string, string];
  const back = `${Number(year) - MOST_YEARS_BACK}-${month}`;
  return calendar.startOfDay(month === '02' && day === '29' ? `${back}-28` : `${back}-${day}`);
};

/** A resolution that is not allowed has no steps and is told by its own rule. */
const isStep = (instant: number, resolution: string, zone: string): boolean => {
  if (resolution === 'P1M') return calendarOf(zone).isStartOfMonth(instant);
  return resolution === 'PT15M' || resolution === 'PT1H' ? instant % LENGTH_MS[resolution] === 0 : true;
};

const TOO_SHORT: Fault = { code: 'E50', en: 'The interval is shorter than four hours', da: 'Intervallet er kortere end fire timer' };
const BACKWARDS: Fault = { code: 'E50', en: 'The interval ends before or when it begins', da: 'Intervallet slutter før eller samtidig med sin start' };
