import { addDays, daysBetween, divideHalfUp, type LocalDate } from '#energy';
import { groupBy } from '../market/group-by.js';
import { FINE_PER_WH } from '../market/quantity.js';
import { activeTogether } from './active-together.js';
import type { CalculatedDay } from './measurement-input.js';
import { netOverDays } from './net-over-days.js';
import type { NetConsumptionInput } from './net-consumption-estimate.js';
import { inOrder, isNew } from './sent-before.js';
import { earlier, later, settlementYearOf, splitByYear } from './settlement-year.js';

/** Days that DataHub waits for late meter data after a year or a customer's period has ended. */
const WAITING_DAYS = 2;
/** Years back that meter data are still taken; older days are not sent again. Source: DataHub's rules on incoming meter data (E17). */
const OPEN_YEARS = 3;

/**
 * Settled net consumption in group 6 (D15): what was taken from the grid less what was given to it, not below 0, spread evenly over the days of the
 * settlement year, or of the part of it on which the customer and all meters are active. Years that ended are settled two days later; days sent before with the same settled value are left out.
 * Source: DataHub's rules, part 3, net consumption (cnc).
 */
export const netConsumptionSettled = ({ periods, children, measurements, sent, executionDay, calendar }: NetConsumptionInput): readonly CalculatedDay[] => {
  const periodsOf = groupBy(periods, ({ meteringPointId }) => meteringPointId);
  const childrenOf = groupBy(children, ({ parentId }) => parentId);
  const oldest = yearsBefore(executionDay, OPEN_YEARS);
  const days = children.filter(({ type }) => type === 'net_consumption').flatMap((child) => (periodsOf.get(child.parentId) ?? []).flatMap((period) => {
    const siblings = childrenOf.get(child.parentId) ?? [];
    const active = activeTogether(period, child, siblings);
    const end = earlier(period.to ?? settlementYearOf(executionDay, period.settlementMonth).from, active.to);
    return splitByYear(active.from, end, period.settlementMonth)
      .filter(({ to }) => addDays(to, WAITING_DAYS) <= executionDay)
      .flatMap(({ from, to }) => {
        const net = netOverDays(siblings, measurements, { from, to }, calendar) ?? 0n;
        const wh = divideHalfUp(net, BigInt(daysBetween(from, to)) * FINE_PER_WH);
        return datesIn(later(from, oldest), to).map((date): CalculatedDay => ({ meteringPointId: child.meteringPointId, date, wh, settlementType: 'end_of_period' }));
      });
  }));
  return inOrder(days.filter((day) => isNew(day, sent)));
};

const datesIn = (from: LocalDate, to: LocalDate): readonly LocalDate[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, day) => addDays(from, day));

/** The same day years before; 29 February becomes the 28th. */
const yearsBefore = (date: LocalDate, years: number): LocalDate => {
  const moved = `${String(Number(date.slice(0, 4)) - years).padStart(4, '0')}${date.slice(4)}`;
  return date.endsWith('-02-29') ? moved.replace(/29$/, '28') : moved;
};
