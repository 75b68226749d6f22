import { HOUR_MS, QUARTER_MS, quartersOfHour } from '#energy';
import type { ReadingQuality, SeriesResolution } from './readings-day.js';

/** One received series or the part of it on one day, in numbers: instants in milliseconds, energy in watt-hours. */
export type Version = Readonly<{
  seriesId: string;
  registeredAt: number;
  resolution: SeriesResolution;
  from: number;
  to: number;
  energyWh: readonly (number | null)[];
  /** Absent = all measured. */
  qualities?: readonly ReadingQuality[];
}>;

/** A quarter that no series speaks of. */
export const UNTOLD = -1;

/** Quarter by quarter: energy, quality and the version in force. `NaN` energy = missing; version `UNTOLD` = nothing was received. */
export type Timeline = Readonly<{ from: number; energyWh: Float64Array; quality: readonly ReadingQuality[]; version: Int32Array; versions: readonly Version[] }>;

/**
 * Which value is in force for each quarter of [from, to): the one of the latest registration that covers it; of two registered at the same
 * instant, the one with the greater series id, so that the order of arrival never matters. Hours are split with carry; a missing value stays missing.
 * Monthly series are not on this line. Source: "the latest registration for the same point and time wins; a message replaces its whole interval".
 */
export const timeline = (from: number, to: number, received: readonly Version[]): Timeline => {
  const quarters = (to - from) / QUARTER_MS;
  const energyWh = new Float64Array(quarters).fill(NaN);
  const quality = new Array<ReadingQuality>(quarters).fill('missing');
  const version = new Int32Array(quarters).fill(UNTOLD);
  const versions = received.filter(({ resolution }) => resolution !== 'P1M').sort(byRegistration);
  versions.forEach((one, index) => lay(one, index, from, { energyWh, quality, version }));
  return { from, energyWh, quality, version, versions };
};

/** Earlier registrations first, so that later ones are laid over them. */
export const byRegistration = (a: Pick<Version, 'registeredAt' | 'seriesId'>, b: Pick<Version, 'registeredAt' | 'seriesId'>): number =>
  a.registeredAt - b.registeredAt || (a.seriesId < b.seriesId ? -1 : a.seriesId > b.seriesId ? 1 : 0);

const lay = (one: Version, index: number, lineFrom: number, line: { energyWh: Float64Array; quality: ReadingQuality[]; version: Int32Array }): void => {
  const perValue = one.resolution === 'PT1H' ? HOUR_MS / QUARTER_MS : 1;
  one.energyWh.forEach((wh, at) => {
    const first = (one.from - lineFrom) / QUARTER_MS + at * perValue;
    if (first + perValue <= 0 || first >= line.version.length) return;
    const parts = wh === null ? undefined : perValue === 1 ? [wh] : quartersOfHour(wh);
    const quality = wh === null ? 'missing' : (one.qualities?.[at] ?? 'measured');
    for (let part = 0; part < perValue; part++) {
      const quarter = first + part;
      if (quarter < 0 || quarter >= line.version.length) continue;
      line.energyWh[quarter] = parts ? parts[part]! : NaN;
      line.quality[quarter] = quality;
      line.version[quarter] = index;
    }
  });
};
