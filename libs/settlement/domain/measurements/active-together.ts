import type { LocalDate } from '#energy';
import type { ChildPoint, ConsumptionPeriod } from './measurement-input.js';
import { earlier, later } from './settlement-year.js';

/** Local days, half-open; no `to` = still so. */
export type ActiveDays = Readonly<{ from: LocalDate; to?: LocalDate }>;

/**
 * The days on which the customer, the calculated child (D15 or D14) and, where there are any, the meters for consumption from (D07) and supply to the grid (D06) are all
 * active: only they get values. Of a meter that was uncoupled and coupled again the first and last day count.
 * Source: DataHub's rules, part 3, and its published calculations.
 */
export const activeTogether = ({ from, to }: ConsumptionPeriod, child: ChildPoint, siblings: readonly ChildPoint[]): ActiveDays => {
  const meters = (['consumption_from_grid', 'supply_to_grid'] as const)
    .map((type) => siblings.filter((sibling) => sibling.type === type))
    .filter((ofType) => ofType.length > 0)
    .map(hull);
  return [{ from: child.coupled, to: child.uncoupled }, ...meters].reduce<ActiveDays>(
    (common, days) => ({ from: later(common.from, days.from), to: earlierOrOpen(common.to, days.to) }), { from, to },
  );
};

const hull = (points: readonly ChildPoint[]): ActiveDays => points.map(({ coupled, uncoupled }): ActiveDays => ({ from: coupled, to: uncoupled })).reduce((all, days) => ({
  from: earlier(all.from, days.from), to: all.to === undefined || days.to === undefined ? undefined : later(all.to, days.to),
}));

const earlierOrOpen = (a: LocalDate | undefined, b: LocalDate | undefined): LocalDate | undefined => (a === undefined ? b : earlier(a, b));
