import { cutToSpan } from './cut-to-span.js';
import { groupBy } from './group-by.js';
import type { Calculation } from './market-input.js';
import { type ActivePeriod, isChild, type MeteringPointPeriod } from './metering-point.js';

/**
 * The metering point periods that the calculation is about, cut to its period: points of its grid areas and exchange points from or to them.
 * Children take part only when charges are computed; a child takes its parent's supplier for the time both are active.
 * Source: DataHub's rules, part 1 §1.1, part 2 §2.7.
 */
export const selectPeriods = (periods: readonly MeteringPointPeriod[], calculation: Calculation, withChildren: boolean): readonly ActivePeriod[] => {
  const areas = new Set(calculation.gridAreas);
  const touches = ({ gridArea, fromGridArea = '', toGridArea = '' }: MeteringPointPeriod): boolean =>
    areas.has(gridArea) || areas.has(fromGridArea) || areas.has(toGridArea);
  const active = periods.filter(touches).flatMap((period) => cutToSpan(period, calculation) as ActivePeriod[]);
  const parents = groupBy(active.filter(({ type }) => type === 'consumption' || type === 'production'), ({ meteringPointId }) => meteringPointId);
  return active.flatMap((period) => {
    if (!isChild(period.type)) return [period];
    return withChildren ? withParentsSupplier(period, parents.get(period.parentId ?? '') ?? []) : [];
  });
};

/** A child whose parent is never active beside it stays listed without a supplier, and so pays nobody. */
const withParentsSupplier = (child: ActivePeriod, parents: readonly ActivePeriod[]): readonly ActivePeriod[] => {
  const parts = parents.flatMap(({ from, to, supplierId }) => cutToSpan({ ...child, supplierId }, { from, to }));
  return parts.length > 0 ? parts : [{ ...child, supplierId: undefined }];
};
