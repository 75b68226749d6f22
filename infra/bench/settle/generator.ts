import { type MonthGrid, pricesByLocalHour } from '../../../libs/settlement/domain/portfolio/month-grid.js';
import type { Chunk } from '../../../libs/settlement/domain/portfolio/chunk.js';
import type { ScaledPrices } from '../../../libs/settlement/domain/portfolio/prices.js';
import type { PortfolioSource } from '../../../libs/settlement/domain/portfolio/settle-portfolio.js';
import type { ElectricHeating, PartTerms, PointTerms, ReadingResolution } from '../../../libs/settlement/domain/portfolio/terms.js';
import { hash } from './hash.js';
import { Meters } from './meters.js';

const AREAS = 2;
const GRID_TARIFFS = 40;
const MARGINS = [30_000, 45_000, 55_000, 60_000, 80_000, 123_400];
const SUBSCRIPTIONS = [19_000_000, 29_000_000, 39_000_000];

/** Spot prices of both areas, then the tariffs of the grid companies: a made-up market with the shapes of the real one. */
export const benchPrices = (grid: MonthGrid, resolution: ReadingResolution): ScaledPrices[] => [
  ...Array.from({ length: AREAS }, (_, area) => spotPrices(grid, resolution, area)),
  ...Array.from({ length: GRID_TARIFFS }, (_, tariff) => gridTariff(grid, tariff)),
];

/** Mornings and evenings dear, nights cheap, some hours negative; 9 decimals as published per MWh, so that the guard has real sizes to look at. */
const spotPrices = (grid: MonthGrid, resolution: ReadingResolution, area: number): ScaledPrices => {
  const perHour = resolution === 'PT1H' ? 1 : 4;
  const values = Float64Array.from({ length: grid.hours * perHour }, (_, slot) => {
    const hour = grid.localHours[Math.floor(slot / perHour)]!;
    const ofDay = 350_000_000 + (hour >= 6 && hour < 9 ? 300_000_000 : 0) + (hour >= 16 && hour < 20 ? 550_000_000 : 0);
    return ofDay + (hash(area * 100_003 + slot) % 500_000_000) - 380_000_000 + area * 17_000_001;
  });
  return { values, unitsPerDkk: 1_000_000_000 };
};

/** Low at night, high by day, peak in the evening; each company its own level. */
const gridTariff = (grid: MonthGrid, tariff: number): ScaledPrices => {
  const low = 60_000 + (hash(tariff) % 80_000);
  const day = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? low : hour >= 17 && hour < 21 ? low * 9 : low * 3));
  return { values: pricesByLocalHour(grid, () => day), unitsPerDkk: 1_000_000 };
};

const heating = (fullTax: ElectricHeating['fullTax']): ElectricHeating => ({ reducedTax: 8_000, fullTax });

/**
 * A portfolio that exists only as a rule: the same point always has the same contract and readings. One in 20 has solar, one in 10 electrical
 * heating, one in 7 a fixed price, one in 50 changes product in mid-month, one in 1,000 misses a reading.
 */
export class Generator implements PortfolioSource {
  private next = 0;
  private readonly meters: Meters;

  constructor(private readonly grid: MonthGrid, private readonly resolution: ReadingResolution, private readonly points: number) {
    this.meters = new Meters(grid, resolution);
  }

  fill(chunk: Chunk): void {
    for (; this.next < this.points; this.next++) {
      const room = chunk.add(this.termsOf(this.next));
      if (!room) return;
      let at = 0;
      for (const { importWh, exportWh } of room) {
        this.meters.writeImport(this.next, at, importWh);
        if (exportWh) this.meters.writeExport(this.next, at, exportWh);
        at += importWh.length;
      }
    }
  }

  private termsOf(point: number): PointTerms {
    const dice = hash(point);
    const change = dice % 50 === 3 ? 1 + (dice % (this.grid.days - 1)) : this.grid.days;
    const isHeated = dice % 10 === 7;
    const parts = [{ ...this.partOf(point, 0, change), electricHeating: isHeated ? heating({ by: 'limit', leftWh: dice % 3_000_000 }) : undefined }];
    if (change < this.grid.days) {
      parts.push({ ...this.partOf(point + 1, change, this.grid.days), electricHeating: isHeated ? heating({ by: 'limitOfPartBefore' }) : undefined });
    }
    return { point, hasExport: dice % 20 === 11, parts };
  }

  private partOf(contract: number, fromDay: number, toDay: number): PartTerms {
    const dice = hash(contract * 31 + 7);
    const terms: PartTerms = {
      fromDay, toDay, resolution: this.resolution,
      spotPrices: dice % AREAS, gridTariff: AREAS + (dice % GRID_TARIFFS),
      margin: MARGINS[dice % MARGINS.length]! + (dice % 997),
      systemTariff: 74_000, transmissionTariff: 61_000, electricityTax: 720_000,
      gridSubscription: 18_670_000 + (dice % GRID_TARIFFS) * 500_000, supplierSubscription: SUBSCRIPTIONS[dice % SUBSCRIPTIONS.length]!, vat: 250_000,
    };
    return dice % 7 === 2 ? { ...terms, fixedPrice: 900_000 + (dice % 300_000) } : terms;
  }
}
