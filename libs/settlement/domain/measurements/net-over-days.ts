import type { Calendar, LocalDate } from '#energy';
import type { Fine } from '../market/quantity.js';
import { hourlySums, sumOf } from './hourly-sums.js';
import type { ChildPoint, Measurements } from './measurement-input.js';

/**
 * Taken from the grid (D07) less given to it (D06) over local days, not below 0; null when no quantity of either is known.
 * Source: DataHub's rules, part 3, net consumption.
 */
export const netOverDays = (
  children: readonly ChildPoint[], measurements: Measurements, { from, to }: Readonly<{ from: LocalDate; to: LocalDate }>, calendar: Calendar,
): Fine | null => {
  const hoursOf = (type: ChildPoint['type']) => uniquePoints(children, type).map((point) => hourlySums(measurements.get(point), from, to, calendar));
  const [taken, given] = [hoursOf('consumption_from_grid'), hoursOf('supply_to_grid')];
  if ([...taken, ...given].every((hours) => hours.size === 0)) return null;
  const total = (parts: typeof taken): Fine => parts.reduce((sum, hours) => sum + sumOf(hours), 0n);
  const net = total(taken) - total(given);
  return net > 0n ? net : 0n;
};

/** A point that was uncoupled and coupled again has two rows, but its energy counts once. */
const uniquePoints = (children: readonly ChildPoint[], type: ChildPoint['type']): readonly string[] =>
  [...new Set(children.filter((child) => child.type === type).map(({ meteringPointId }) => meteringPointId))];
