import { type Calendar, LENGTH_MS, type LocalDate } from '#energy';
import type { KnownSeries, KnownStatement } from '#metering/published';
import { overlap } from '../../domain/customer/dated.js';
import { QuarterGrid } from '../../domain/customer/quarter-grid.js';
import type { DateSpan, Period, ReadingSeries } from '../../domain/customer/settlement-input.js';

export const readingRef = (seriesId: string): string => `readings/${seriesId}`;

/** A series of the input, and where its first value stands in the series as it was received. */
export type TakenSeries = ReadingSeries & Readonly<{ firstIndex: number }>;

/**
 * Received series of some days as the calculation takes them, oldest registration first, of two at the same instant the smaller series id first
 * (the market's rule on which counts). Parts of one series on days in a row become one again. Monthly values cannot be priced by the hour and are left out.
 */
export const readingSeries = (known: readonly KnownSeries[], days?: Readonly<{ from: number; to: number }>): readonly TakenSeries[] => {
  const inOrder = known.filter((one) => one.resolution !== 'P1M' && (!days || (one.from < days.to && one.from >= days.from)))
    .sort((a, b) => a.registeredAt - b.registeredAt || (a.seriesId < b.seriesId ? -1 : a.seriesId > b.seriesId ? 1 : a.from - b.from));
  const result: (TakenSeries & { values: (bigint | null)[] })[] = [];
  let [id, end] = ['', NaN];
  for (const { seriesId, resolution, from, registeredAt, firstIndex, energyWh } of inOrder) {
    const values = energyWh.map((wh) => (wh === null ? null : BigInt(wh)));
    if (seriesId === id && end === from) result.at(-1)!.values.push(...values);
    else result.push({ ref: readingRef(seriesId), resolution, from, registeredAt, values, firstIndex });
    id = seriesId;
    end = from + energyWh.length * LENGTH_MS[resolution as 'PT1H' | 'PT15M'];
  }
  return result;
};

/** The days on which a child belongs to a point as a certain type, cut to the period. The latest statement that began by a day holds on it. */
export const daysAsChild = (statements: readonly KnownStatement[], parent: string, type: string, period: Period): readonly DateSpan[] => {
  const byDay = [...new Map(statements.map((one) => [one.validFrom, one])).values()].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  return byDay.flatMap(({ validFrom, masterData }, at) => {
    const to = byDay[at + 1]?.validFrom;
    const days = masterData.parentGsrn === parent && masterData.meteringPointType === type ? overlap({ from: validFrom, ...(to !== undefined && { to }) }, period) : undefined;
    return days ? [days] : [];
  });
};

/** The statements that hold on any day of the period. */
export const statementsInForce = (statements: readonly KnownStatement[], period: Period): readonly KnownStatement[] => {
  const byDay = [...new Map(statements.map((one) => [one.validFrom, one])).values()].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  return byDay.filter(({ validFrom }, at) => {
    const to = byDay[at + 1]?.validFrom;
    return overlap({ from: validFrom, ...(to !== undefined && { to }) }, period) !== undefined;
  });
};

/**
 * The hub's series of kWh at full rate (D14) by local day, whatever resolution it came in. A day that is not whole has no value.
 * `refs` are the series in force.
 */
export const dailySums = (series: readonly ReadingSeries[], period: Period, calendar: Calendar): Readonly<{ days: readonly ReadingSeries[]; refs: readonly string[] }> => {
  const grid = new QuarterGrid(series, { from: calendar.startOfDay(period.from), to: calendar.startOfDay(period.to) });
  const { whole } = grid.intervals();
  const refs = new Set<string>();
  const byDay = new Map<LocalDate, { quarters: number; wh: bigint; ref: string }>();
  for (const { from, quarters, value, place } of whole) {
    const date = calendar.dayOf(from);
    const day = byDay.get(date) ?? { quarters: 0, wh: 0n, ref: place.series.ref };
    byDay.set(date, { quarters: day.quarters + quarters, wh: day.wh + value, ref: place.series.ref });
    refs.add(place.series.ref);
  }
  const days = [...byDay].filter(([date, { quarters }]) => quarters === calendar.quartersIn(date)).map(([date, { wh, ref }]): ReadingSeries => ({ ref, resolution: 'P1D', from: calendar.startOfDay(date), values: [wh] }));
  return { days, refs: [...refs] };
};
