import { calendarOf, MARKET_ZONE } from '#energy';
import type { Chunk } from './chunk.js';
import { type Market, marketOf } from './market.js';
import { type MonthGrid, monthGrid, pricesByLocalHour } from './month-grid.js';
import type { ScaledPrices } from './prices.js';
import { MISSING_READING, MOST_WH } from './reading-values.js';
import type { PortfolioSource } from './settle-portfolio.js';
import type { PartTerms, PointTerms } from './terms.js';

/** A point with its readings, one pair of series per part. */
export type TestPoint = Readonly<{ terms: PointTerms; readings: readonly Readonly<{ importWh: Int32Array; exportWh: Int32Array | undefined }>[] }>;

export type TestPortfolio = Readonly<{ grid: MonthGrid; prices: readonly ScaledPrices[]; market: Market; points: readonly TestPoint[] }>;

/** Numbers that only look random: the same seed gives the same ones. `below(n)` is from 0 to n - 1. */
export class Dice {
  constructor(private state: number) {}

  below(count: number): number {
    this.state = (Math.imul(this.state ^ (this.state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(this.state ^ (this.state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % count;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Holes: how rarely something is missing, 0 = never. */
export type Options = Readonly<{ points: number; holes: number; months?: readonly string[] }>;

const MONTHS = ['2025-01', '2025-02', '2025-03', '2025-10'];

export const randomPortfolio = (seed: number, { points, holes, months = MONTHS }: Options): TestPortfolio => {
  const dice = new Dice(seed);
  const grid = monthGrid(calendarOf(MARKET_ZONE), dice.pick(months));
  const prices = [
    spotPrices(dice, grid.hours, 1_000_000, 4_000_000, holes),
    spotPrices(dice, grid.hours * 4, 1_000_000_000, 2_000_000_000, holes),
    timeOfUse(dice, grid, holes),
    timeOfUse(dice, grid, 0),
  ];
  return { grid, prices, market: marketOf(grid, prices), points: Array.from({ length: points }, (_, point) => randomPoint(dice, grid, point, holes)) };
};

/** Gives the points of a portfolio, in the order they stand. */
export const sourceOf = (points: readonly TestPoint[]): PortfolioSource => {
  let next = 0;
  return {
    fill(chunk: Chunk) {
      for (; next < points.length; next++) {
        const { terms, readings } = points[next]!;
        const room = chunk.add(terms);
        if (!room) return;
        room.forEach(({ importWh, exportWh }, at) => {
          importWh.set(readings[at]!.importWh);
          exportWh?.set(readings[at]!.exportWh!);
        });
      }
    },
  };
};

const spotPrices = (dice: Dice, count: number, unitsPerDkk: number, most: number, holes: number): ScaledPrices => ({
  unitsPerDkk,
  values: Array.from({ length: count }, () => (holes > 0 && dice.oneIn(holes * 400) ? Number.NaN : dice.between(-most / 10, most))),
});

const timeOfUse = (dice: Dice, grid: MonthGrid, holes: number): ScaledPrices => {
  const day = () => Array.from({ length: 24 }, () => (holes > 0 && dice.oneIn(holes * 40) ? Number.NaN : dice.between(0, 1_000_000)));
  const [before, after, change] = [day(), day(), dice.between(0, grid.days)];
  return { unitsPerDkk: 1_000_000, values: pricesByLocalHour(grid, (at) => (at < change ? before : after)) };
};

const randomPoint = (dice: Dice, grid: MonthGrid, point: number, holes: number): TestPoint => {
  const hasExport = dice.oneIn(3);
  const parts = randomParts(dice, grid, holes);
  const size = dice.pick([3, 400, 2_500, 50_000, MOST_WH]);
  const readings = parts.map((part) => {
    const slots = (grid.dayStarts[part.toDay]! - grid.dayStarts[part.fromDay]!) * (part.resolution === 'PT1H' ? 1 : 4);
    return { importWh: series(dice, slots, size, holes), exportWh: hasExport ? series(dice, slots, Math.min(size, 2 ** 29), holes) : undefined };
  });
  return { terms: { point, hasExport, parts }, readings };
};

const randomParts = (dice: Dice, grid: MonthGrid, holes: number): PartTerms[] => {
  const cuts = new Set([dice.oneIn(4) ? dice.below(grid.days) : 0, grid.days]);
  while (dice.oneIn(3)) cuts.add(dice.below(grid.days + 1));
  const days = [...cuts].sort((a, b) => a - b);
  const limited = dice.oneIn(3);
  return days.slice(1).map((toDay, at): PartTerms => {
    const part = randomPart(dice, days[at]!, toDay, holes);
    const reducedTax = holes > 0 && dice.oneIn(holes * 5) ? null : dice.between(0, 8_000);
    if (limited) return { ...part, electricHeating: { reducedTax, fullTax: at > 0 && !dice.oneIn(4) ? { by: 'limitOfPartBefore' } : { by: 'limit', leftWh: randomLeft(dice) } } };
    return dice.oneIn(4) ? { ...part, electricHeating: { reducedTax, fullTax: { by: 'hub', wh: dice.below(2_000_000) } } } : part;
  });
};

const randomLeft = (dice: Dice): number => dice.pick([-5, 0, 400_000, dice.below(4_000_000)]);

const randomPart = (dice: Dice, fromDay: number, toDay: number, holes: number): PartTerms => {
  const rate = (most: number): number | null => (holes > 0 && dice.oneIn(holes * 5) ? null : dice.between(0, most));
  const terms: PartTerms = {
    fromDay, toDay,
    resolution: dice.pick(['PT1H', 'PT15M']),
    spotPrices: holes > 0 && dice.oneIn(holes * 5) ? null : dice.below(2),
    margin: rate(80_000), gridTariff: dice.between(2, 3), systemTariff: rate(75_000), transmissionTariff: rate(70_000),
    electricityTax: rate(900_000),
    gridSubscription: rate(60_000_000), supplierSubscription: dice.oneIn(5) ? undefined : rate(40_000_000), vat: dice.oneIn(4) ? rate(300_000) : 250_000,
  };
  return dice.oneIn(3) ? { ...terms, fixedPrice: rate(2_000_000) } : { ...terms, marginInEnergy: dice.oneIn(3) };
};

const series = (dice: Dice, slots: number, most: number, holes: number): Int32Array => {
  const hole = holes > 0 && dice.oneIn(holes);
  const least = dice.oneIn(5) ? -most : 0;
  const span = most - least + 1;
  const values = Int32Array.from({ length: slots }, () => least + Math.floor((dice.below(2 ** 32) / 2 ** 32) * span));
  if (hole) values.fill(MISSING_READING, dice.below(slots), dice.below(slots));
  return values;
};
