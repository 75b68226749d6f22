import { type Calendar, daysBetween, divideHalfUp, type LocalDate } from '#energy';
import { type Fine, FINE_PER_WH } from '../market/quantity.js';
import { groupBy } from '../market/group-by.js';
import { activeTogether } from './active-together.js';
import { limitReduction, NETTED_GROUPS } from './heating-limit.js';
import { hourlySums, type HourlySums } from './hourly-sums.js';
import type { CalculatedDay, ChildPoint, ConsumptionPeriod, Measurements, SentBefore } from './measurement-input.js';
import { inOrder, isNew } from './sent-before.js';
import { earlier, later, settlementYearOf, splitByYear, type SettlementYear } from './settlement-year.js';

/** Inputs of all points at once; `executionDay` is the local day on which the calculation runs. */
export type HeatingInput = Readonly<{
  periods: readonly ConsumptionPeriod[];
  children: readonly ChildPoint[];
  measurements: Measurements;
  sent: SentBefore;
  executionDay: LocalDate;
  calendar: Calendar;
}>;

/** kWh a year that pay the full electricity tax. Source: DataHub's rules, part 3, electrical heating, rule 2. */
const YEARLY_LIMIT_KWH = 4000n;
const FINE_PER_KWH = FINE_PER_WH * 1000n;

/**
 * Electrical heating (D14): each day's consumption that pays the full tax, until the year's limit is used up; 0 after that. Days whose value or kind
 * was sent before as it is now are left out.
 * Source: DataHub's rules, part 3, electrical heating.
 */
export const electricalHeating = (input: HeatingInput): readonly CalculatedDay[] => {
  const childrenOf = groupBy(input.children, ({ parentId }) => parentId);
  const days = input.periods.flatMap((period) => {
    const children = childrenOf.get(period.meteringPointId) ?? [];
    const to = period.to ?? settlementYearOf(input.executionDay, period.settlementMonth).to;
    const heating = children.filter(({ type }) => type === 'electrical_heating');
    return splitByYear(period.from, to, period.settlementMonth).flatMap(({ year, from, to: end }) =>
      heating.flatMap((child) => pieceDays({ period, year, from, to: end, heating: child, children }, input)));
  });
  return inOrder(days.filter((day) => isNew(day, input.sent)));
};

/** One settlement year's part of a consumption period, with one D14 child. */
type Piece = Readonly<{ period: ConsumptionPeriod; year: SettlementYear; from: LocalDate; to: LocalDate; heating: ChildPoint; children: readonly ChildPoint[] }>;

const pieceDays = (piece: Piece, input: HeatingInput): readonly CalculatedDay[] => {
  const isClosed = piece.year.to <= input.executionDay;
  const source = energySource(piece, input, isClosed);
  if (source === undefined) return [];
  const limit = limitOf(piece, isClosed ? limitReduction(piece.period.netSettlementGroup, source.supplies) : 0n);
  const settlementType = isClosed ? 'end_of_period' : 'up_to_end_of_period';
  let used = 0n; // in units of 1 / days in the year of the fine unit, like the limit, so that nothing is lost by the division
  return [...dailySums(source.consumption, input.calendar)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, quantity]) => {
    const scaled = quantity * BigInt(piece.year.days);
    const left = limit > used ? limit - used : 0n;
    used += scaled;
    const wh = divideHalfUp(scaled < left ? scaled : left, BigInt(piece.year.days) * FINE_PER_WH);
    return { meteringPointId: piece.heating.meteringPointId, date, wh, settlementType };
  });
};

/** Days of the piece x 4000 / days of the year less the reduction, never below 0; times the days of the year, so that it stays whole. Source: rules 2 and 5. */
const limitOf = ({ year, from, to }: Piece, reduction: Fine): bigint => {
  const limit = BigInt(daysBetween(from, to)) * YEARLY_LIMIT_KWH * FINE_PER_KWH - reduction * BigInt(year.days);
  return limit > 0n ? limit : 0n;
};

/** Whose hours count, and what the plant took from and gave to the grid in the same time. */
type Source = Readonly<{ consumption: HourlySums; supplies: Readonly<{ fromGrid: HourlySums; toGrid: HourlySums }> }>;

/**
 * In net settlement groups 2 and 6 the net consumption child (D15) counts where there is one, while it is coupled; an open year of group 2 without it
 * has no value yet, because what the plant itself used cannot be told. Everywhere else the consumption point itself counts. All inside the time that
 * the D14 child is coupled, and in groups 2 and 6 the meters D07 and D06 too, where there are any.
 * Source: DataHub's rules, part 3, electrical heating, rule 3, and its published calculation for the overlap with the meters.
 */
const energySource = ({ period, year, from, to, heating, children }: Piece, input: HeatingInput, isClosed: boolean): Source | undefined => {
  const netted = NETTED_GROUPS.includes(period.netSettlementGroup ?? NaN);
  const overlapping = children.filter(({ coupled, uncoupled }) => netted && coupled < to && (uncoupled === undefined || uncoupled > from));
  const ofType = (type: ChildPoint['type']): readonly ChildPoint[] => overlapping.filter((child) => child.type === type);
  const [net, fromGrid, toGrid] = [ofType('net_consumption'), ofType('consumption_from_grid'), ofType('supply_to_grid')];
  if (period.netSettlementGroup === 2 && net.length === 0 && !isClosed && input.executionDay >= year.from) return undefined;
  const active = activeTogether({ ...period, from, to }, heating, overlapping);
  const hoursOf = (points: readonly ChildPoint[]): HourlySums => mergedHours(points.map((point) => hourlySums(
    input.measurements.get(point.meteringPointId), later(active.from, point.coupled), earlier(active.to ?? to, point.uncoupled), input.calendar,
  )));
  const whole = { meteringPointId: period.meteringPointId, coupled: active.from, uncoupled: active.to } as ChildPoint;
  return { consumption: hoursOf(net.length > 0 ? net : [whole]), supplies: { fromGrid: hoursOf(fromGrid), toGrid: hoursOf(toGrid) } };
};

const mergedHours = (parts: readonly HourlySums[]): HourlySums => {
  const merged = new Map<number, Fine>();
  for (const part of parts) for (const [hour, quantity] of part) merged.set(hour, (merged.get(hour) ?? 0n) + quantity);
  return merged;
};

const dailySums = (hours: HourlySums, calendar: Calendar): ReadonlyMap<LocalDate, Fine> => {
  const days = new Map<LocalDate, Fine>();
  for (const [hour, quantity] of hours) {
    const date = calendar.dayOf(hour);
    days.set(date, (days.get(date) ?? 0n) + quantity);
  }
  return days;
};
