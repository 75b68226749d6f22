import { QUARTERS_PER_HOUR, HOUR_MS } from '#energy';
import type { Place } from './place.js';
import type { GridInterval } from './quarter-grid.js';

/**
 * One interval of the bill. Consumption and production of the same interval are netted: what is left of consumption is billed,
 * what is left of production is credited. Source: our rule on solar (net per interval).
 */
export type BilledInterval = Readonly<{
  from: number; quarters: number;
  consumptionWh: bigint; productionWh: bigint;
  billedWh: bigint; surplusWh: bigint;
  readings: readonly Place[];
}>;

/** Whether consumption exceeds production decides who pays; negative readings (corrections of a meter) stay on their side. */
const billed = (from: number, quarters: number, consumptionWh: bigint, productionWh: bigint, readings: readonly Place[]): BilledInterval => {
  const net = consumptionWh - productionWh;
  const surplus = net < 0n && productionWh > 0n;
  return { from, quarters, consumptionWh, productionWh, billedWh: surplus ? 0n : net, surplusWh: surplus ? -net : 0n, readings };
};

/**
 * The bill's intervals from readings in order. Where one of the two meters is read hourly and the other quarterly, the hour is the common interval.
 * Production outside `consumption` is left alone: who calls has made sure that both cover the same days.
 */
export const billedIntervals = (consumption: readonly GridInterval<bigint>[], production: readonly GridInterval<bigint>[]): readonly BilledInterval[] => {
  if (production.length === 0) return consumption.map(({ from, quarters, value, place }) => billed(from, quarters, value, 0n, [place]));
  const hourly = new Set<number>();
  for (const { from, quarters } of [...consumption, ...production]) if (quarters === QUARTERS_PER_HOUR) hourly.add(hourOf(from));
  const [used, made] = [merged(consumption, hourly), merged(production, hourly)];
  const produced = new Map(made.map((one) => [one.from, one]));
  return used.map(({ from, quarters, wh, places }) => {
    const same = produced.get(from);
    return billed(from, quarters, wh, same?.wh ?? 0n, same ? [...places, ...same.places] : places);
  });
};

type Merged = { from: number; quarters: number; wh: bigint; places: Place[] };

const merged = (intervals: readonly GridInterval<bigint>[], hourly: ReadonlySet<number>): readonly Merged[] => {
  const result: Merged[] = [];
  for (const { from, quarters, value, place } of intervals) {
    const last = result.at(-1);
    if (last && quarters === 1 && hourly.has(hourOf(from)) && hourOf(last.from) === hourOf(from)) {
      last.quarters += 1;
      last.wh += value;
      last.places.push(place);
    } else result.push({ from, quarters, wh: value, places: [place] });
  }
  return result;
};

const hourOf = (instant: number): number => Math.floor(instant / HOUR_MS);
