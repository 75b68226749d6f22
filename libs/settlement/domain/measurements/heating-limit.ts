import type { Fine } from '../market/quantity.js';
import { type HourlySums, sumOf } from './hourly-sums.js';

/** Net settlement groups whose own production is netted against their consumption. */
export const NETTED_GROUPS: readonly number[] = [2, 6];

/**
 * By how much the limit of a closed year shrinks. Group 2 is netted hour by hour: the lesser of what was taken from (D07) and given to the grid (D06)
 * in each hour. Group 6 is netted by the year: the lesser of both sums. Others not at all.
 * Source: DataHub's rules, part 3, electrical heating, rule 5.
 */
export const limitReduction = (netSettlementGroup: number | undefined, { fromGrid, toGrid }: Readonly<{ fromGrid: HourlySums; toGrid: HourlySums }>): Fine => {
  if (netSettlementGroup === 2) return [...fromGrid].reduce((sum, [hour, taken]) => sum + lesser(taken, toGrid.get(hour) ?? 0n), 0n);
  if (netSettlementGroup === 6) return lesser(sumOf(fromGrid), sumOf(toGrid));
  return 0n;
};

const lesser = (a: Fine, b: Fine): Fine => (a < b ? a : b);
