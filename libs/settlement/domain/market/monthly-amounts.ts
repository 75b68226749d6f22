import type { ChargeLine } from './charge-line.js';
import { groupBy, keyFrom } from './group-by.js';
import type { ChargeType } from './market-input.js';

/** What a supplier owes for one charge in the period. Millionths of a krone; null when no line had an amount. */
export type MonthlyAmount = Readonly<{
  gridArea: string;
  supplierId: string;
  unit: 'kWh' | 'pcs';
  time: number;
  amountMicro: bigint | null;
  isTax: boolean;
  code: string;
  chargeType: ChargeType;
  ownerId: string;
}>;

/** What a supplier owes to one owner, or (no owner) to all of them together. */
export type TotalAmount = Readonly<{ gridArea: string; supplierId: string; time: number; amountMicro: bigint | null; ownerId?: string }>;

/**
 * Sums of the rounded lines, never rounded again. The time of all is the start of the calculation period.
 * Source: DataHub's rules, part 1 §6.1.
 */
export const monthlyAmounts = (lines: readonly ChargeLine[], time: number): readonly MonthlyAmount[] =>
  [...groupBy(lines, ({ gridArea, supplierId, code, ownerId, chargeType }) => keyFrom(gridArea, supplierId, code, ownerId, chargeType)).values()].map((group) => {
    const { gridArea, supplierId, unit, isTax, code, chargeType, ownerId } = group[0]!;
    return { gridArea, supplierId, unit, time, amountMicro: sumOfKnown(group), isTax, code, chargeType, ownerId };
  });

/**
 * To each owner its own charges without tax, and the tax of all *other* owners: tax is collected through the grid company.
 * An owner that has only tax has no row.
 * Source: DataHub's rules, part 1 §6.2, part 2 §2.9.
 */
export const totalsPerOwner = (months: readonly MonthlyAmount[]): readonly TotalAmount[] => {
  const taxes = groupBy(months.filter(({ isTax }) => isTax), ({ gridArea, supplierId }) => keyFrom(gridArea, supplierId));
  const own = groupBy(months.filter(({ isTax }) => !isTax), ({ gridArea, supplierId, ownerId }) => keyFrom(gridArea, supplierId, ownerId));
  return [...own.values()].map((group) => {
    const { gridArea, supplierId, time, ownerId } = group[0]!;
    const othersTaxes = (taxes.get(keyFrom(gridArea, supplierId)) ?? []).filter((tax) => tax.ownerId !== ownerId);
    return { gridArea, supplierId, time, amountMicro: sumOfKnown([...group, ...othersTaxes]), ownerId };
  });
};

/** Everything a supplier owes in a grid area. Source: DataHub's rules, part 1 §6.3. */
export const totalsPerSupplier = (months: readonly MonthlyAmount[]): readonly TotalAmount[] =>
  [...groupBy(months, ({ gridArea, supplierId }) => keyFrom(gridArea, supplierId)).values()].map((group) => {
    const { gridArea, supplierId, time } = group[0]!;
    return { gridArea, supplierId, time, amountMicro: sumOfKnown(group) };
  });

/** Null is not zero: unknown amounts are left out of a sum, and a sum of nothing but unknown ones is unknown. */
const sumOfKnown = (amounts: readonly Readonly<{ amountMicro: bigint | null }>[]): bigint | null =>
  amounts.reduce<bigint | null>((sum, { amountMicro }) => (amountMicro === null ? sum : (sum ?? 0n) + amountMicro), null);
