import { addDays, type Calendar, divideHalfUp, type LocalDate } from '#energy';
import { groupBy } from '../market/group-by.js';
import { whFromFine } from '../market/quantity.js';
import { type ActiveDays, activeTogether } from './active-together.js';
import type { CalculatedDay, ChildPoint, ConsumptionPeriod, Measurements, SentBefore } from './measurement-input.js';
import { netOverDays } from './net-over-days.js';
import { inOrder } from './sent-before.js';
import { earlier, later, settlementYearOf, type SettlementYear, yearBefore } from './settlement-year.js';

export type NetConsumptionInput = Readonly<{
  periods: readonly ConsumptionPeriod[];
  children: readonly ChildPoint[];
  measurements: Measurements;
  sent: SentBefore;
  executionDay: LocalDate;
  calendar: Calendar;
}>;

/** The net consumption of a whole settlement year as estimated for a D15 child; null when there is nothing to estimate from. */
export type YearlyEstimate = Readonly<{ meteringPointId: string; year: SettlementYear; wh: bigint | null }>;

/** kWh a year of a customer without history, in watt-hours. Source: DataHub's rules, part 3, net consumption. */
const NEW_CUSTOMER_WH = 1_800_000n;
const NEW_CUSTOMER_WITH_HEATING_WH = 5_600_000n;

/**
 * The running estimate of net consumption in group 6 (D15): what was taken from the grid less what was given to it in the settlement year before, not
 * below 0, spread evenly over the days of the current one. Emitted are the days since the last one sent, up to and with the day of execution.
 * Source: DataHub's rules, part 3, net consumption (cenc).
 */
export const netConsumptionEstimate = (input: NetConsumptionInput): readonly CalculatedDay[] => inOrder(estimates(input).flatMap(({ child, period, active, estimate }) => {
  const { year, wh } = estimate;
  if (wh === null) return [];
  const perDay = divideHalfUp(wh, BigInt(year.days));
  const days: CalculatedDay[] = [];
  const to = earlier(addDays(input.executionDay, 1), active.to);
  for (let date = firstDay({ child, period, active, year }, input.sent); date < to; date = addDays(date, 1)) {
    days.push({ meteringPointId: child.meteringPointId, date, wh: perDay, settlementType: 'up_to_end_of_period' });
  }
  return days;
}));

/** The yearly figures behind it, one for each D15 child whose parent has a customer on the day of execution. */
export const yearlyEstimates = (input: NetConsumptionInput): readonly YearlyEstimate[] => estimates(input).map(({ estimate }) => estimate);

const estimates = ({ periods, children, measurements, executionDay, calendar }: NetConsumptionInput) => {
  const current = groupBy(periods.filter(({ from, to }) => from <= executionDay && (to === undefined || executionDay < to)), ({ meteringPointId }) => meteringPointId);
  const childrenOf = groupBy(children, ({ parentId }) => parentId);
  return children.filter(({ type }) => type === 'net_consumption').flatMap((child) => {
    const period = latest(current.get(child.parentId) ?? []);
    if (period === undefined) return [];
    const year = settlementYearOf(executionDay, period.settlementMonth);
    const siblings = childrenOf.get(child.parentId) ?? [];
    const history = netOverDays(siblings, measurements, yearBefore(year), calendar);
    const wh = period.moveIn ? newCustomer(period) : history === null ? null : whFromFine(history);
    return [{ child, period, active: activeTogether(period, child, siblings), estimate: { meteringPointId: child.meteringPointId, year, wh } }];
  });
};

const newCustomer = ({ hasElectricalHeating }: ConsumptionPeriod): bigint => (hasElectricalHeating ? NEW_CUSTOMER_WITH_HEATING_WH : NEW_CUSTOMER_WH);

const latest = (periods: readonly ConsumptionPeriod[]): ConsumptionPeriod | undefined =>
  periods.reduce<ConsumptionPeriod | undefined>((last, period) => (last === undefined || period.from > last.from ? period : last), undefined);

/**
 * The day after the last one sent in this settlement year; else the first day of the year on which all are active. For a customer who came within the
 * year and for whose point nothing was ever sent it begins on their second day: so does DataHub's own calculation.
 */
const firstDay = ({ child, period, active, year }: Readonly<{ child: ChildPoint; period: ConsumptionPeriod; active: ActiveDays; year: SettlementYear }>, sent: SentBefore): LocalDate => {
  const begins = later(year.from, active.from);
  const lastSent = [...(sent.get(child.meteringPointId)?.keys() ?? [])].reduce<LocalDate>((last, date) => later(last, date), '');
  if (lastSent !== '') return later(begins, addDays(lastSent, 1));
  return period.from > year.from ? later(begins, addDays(period.from, 1)) : begins;
};
