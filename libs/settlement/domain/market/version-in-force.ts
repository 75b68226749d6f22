import type { LocalDate } from '#energy';
import type { CalculationType } from './market-input.js';

/** A calculation that DataHub has run, over local days [from, to). */
export type RunCalculation = Readonly<{
  id: string;
  type: CalculationType;
  gridAreas: readonly string[];
  from: LocalDate;
  to: LocalDate;
  version: number;
  state: 'succeeded' | 'failed' | 'running';
}>;

export type CalculatedDay = Readonly<{ type: CalculationType; gridArea: string; day: LocalDate }>;

/**
 * The calculation whose result counts for a day: the highest version among those that succeeded, per type, grid area and local day.
 * A correction is thus a complete new result, never a difference. Undefined when none covers the day.
 * Source: DataHub's rules, part 2 §2.10 and §3.
 */
export const calculationInForce = (calculations: Iterable<RunCalculation>, { type, gridArea, day }: CalculatedDay): RunCalculation | undefined => {
  let inForce: RunCalculation | undefined;
  for (const calculation of calculations) {
    const covers = calculation.type === type && calculation.gridAreas.includes(gridArea) && calculation.from <= day && day < calculation.to;
    if (covers && calculation.state === 'succeeded' && (inForce === undefined || calculation.version > inForce.version)) inForce = calculation;
  }
  return inForce;
};
