import type { Pool } from 'pg';
import { type Calendar, formatInstant, kwhFromWh, type Resolution } from '#energy';
import { type Gap, gaps } from '../domain/gaps.js';
import { monthlyValues, resampled, type ResampledInterval } from '../domain/resampled.js';
import { byRegistration, timeline } from '../domain/timeline.js';
import { storedVersions, type StoredVersion } from './readings.js';

/** A series that an answer rests on. */
export type VersionUsed = Readonly<{ seriesId: string; documentId: string; sender: string; index: number; resolution: string; registeredAt: string; knownAt: string }>;
export type ReadingsAnswer = Readonly<{ intervals: readonly ResampledInterval[]; totalKwh: string | null; missingQuarters: number; versions: readonly VersionUsed[] }>;

/** Instants in milliseconds, half-open; `knownAt` = only what we had recorded by then. */
export type ReadingsQuestion = Readonly<{ gsrn: string; from: number; to: number; knownAt?: string }>;

/** Questions about the readings of one point. */
export class ReadingsOfPoint {
  constructor(private readonly pool: Pool, private readonly calendar: Calendar) {}

  /** Each interval with kWh, quality and the series it comes from. `from` and `to` stand on boundaries of the resolution. */
  async intervals(question: ReadingsQuestion, resolution: Resolution): Promise<ReadingsAnswer> {
    const versions = await this.#versions(question);
    const monthly = versions.filter((version) => version.resolution === 'P1M');
    const line = timeline(question.from, question.to, versions);
    const intervals = resampled(line, question.to, resolution, this.calendar);
    return this.#answer(resolution === 'P1M' && monthly.length > 0 ? this.#withMonthly(intervals, monthly, question) : intervals, versions);
  }

  async gaps(question: ReadingsQuestion): Promise<readonly Gap[]> {
    return gaps(timeline(question.from, question.to, await this.#versions(question)));
  }

  /** Every version that touches the interval, in the order of registration. */
  async versions(question: ReadingsQuestion): Promise<readonly (VersionUsed & { from: string; to: string })[]> {
    const versions = await this.#versions(question);
    return [...versions].sort((a, b) => a.from - b.from || byRegistration(a, b)).map((version) => ({ from: formatInstant(version.from), to: formatInstant(version.to), ...used(version) }));
  }

  /** Whether anything was ever received or stated about the point. */
  async isKnown(gsrn: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ known: boolean }>(
      'select exists (select from views.metering_readings where gsrn = $1) or exists (select from views.metering_points where gsrn = $1) as known', [gsrn]);
    return rows[0]!.known;
  }

  async #versions({ gsrn, from, to, knownAt }: ReadingsQuestion): Promise<StoredVersion[]> {
    const lastDay = this.calendar.dayOf(to - 1);
    const versions = await storedVersions(this.pool, gsrn, this.calendar.dayOf(from), this.calendar.nextDay(lastDay), knownAt);
    return versions.filter((version) => version.from < to && version.to > from);
  }

  /** Points that are read once a month: the received month stands where no quarters do. */
  #withMonthly(intervals: readonly ResampledInterval[], monthly: readonly StoredVersion[], { from, to }: ReadingsQuestion): ResampledInterval[] {
    const values = monthlyValues([...monthly].sort(byRegistration), from, to, this.calendar);
    return intervals.map((interval) => {
      const value = values.get(Date.parse(interval.from));
      if (!value || interval.quality !== 'missing') return interval;
      return { from: interval.from, to: interval.to, kwh: value.wh === null ? null : kwhFromWh(value.wh), quality: value.wh === null ? 'missing' : 'measured', versions: [value.seriesId] };
    });
  }

  #answer(intervals: readonly ResampledInterval[], versions: readonly StoredVersion[]): ReadingsAnswer {
    const named = new Set(intervals.flatMap((interval) => interval.versions));
    const wh = intervals.map(({ kwh }) => kwh).filter((kwh) => kwh !== null).map((kwh) => BigInt(kwh.replace('.', '')));
    const distinct = new Map(versions.filter(({ seriesId }) => named.has(seriesId)).map((version) => [`${version.sender}/${version.seriesId}`, version]));
    return {
      intervals,
      totalKwh: wh.length === 0 ? null : kwhFromWh(wh.reduce((sum, one) => sum + one, 0n)),
      missingQuarters: intervals.reduce((sum, { missingQuarters = 0 }) => sum + missingQuarters, 0),
      versions: [...distinct.values()].sort(byRegistration).map(used),
    };
  }
}

const used = ({ seriesId, documentId, sender, index, resolution, registeredAtText, knownAt }: StoredVersion): VersionUsed =>
  ({ seriesId, documentId, sender, index, resolution, registeredAt: registeredAtText, knownAt });
