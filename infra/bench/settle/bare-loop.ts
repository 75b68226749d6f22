import type { FilledChunk } from '../../../libs/settlement/domain/portfolio/chunk.js';
import type { Market } from '../../../libs/settlement/domain/portfolio/market.js';
import type { ChunkRunner } from '../../../libs/settlement/domain/portfolio/runner.js';
import { COLUMN, COLUMNS } from '../../../libs/settlement/domain/portfolio/terms.js';

/**
 * The least that could be done with the same arrays on one thread, as a yardstick: per reading one addition for all flat rates and one multiplication
 * and addition each for spot and grid tariff. No netting, no check, no guard, no rounding, no result.
 */
export const bareLoop = (market: Market): ChunkRunner & { readonly sum: number } => {
  const runner = {
    chunksInFlight: 0,
    sum: 0,
    settle: async (chunk: FilledChunk) => void (runner.sum += bare(market, chunk)),
    close: async () => undefined,
  };
  return runner;
};

const bare = (market: Market, { parts, readings, partCount }: FilledChunk): number => {
  let total = 0;
  for (let at = 0; at < partCount; at++) {
    const row = parts.subarray(at * COLUMNS, (at + 1) * COLUMNS);
    const perHour = row[COLUMN.slotsPerHour]!;
    const resolution = perHour === 1 ? 'PT1H' : 'PT15M';
    const from = market.dayStarts[row[COLUMN.fromDay]!]! * perHour;
    const to = market.dayStarts[row[COLUMN.toDay]!]! * perHour;
    const importAt = row[COLUMN.importAt]!;
    const spot = market.prices[row[COLUMN.spotPrices]!]![resolution].values.subarray(from, to);
    const grid = market.prices[row[COLUMN.gridTariff]!]![resolution].values.subarray(from, to);
    total += onePass(readings.subarray(importAt, importAt + to - from), spot, grid);
  }
  return total;
};

const onePass = (quantities: Int32Array, spot: Float64Array, grid: Float64Array): number => {
  let sum = 0, spotSum = 0, gridSum = 0;
  for (let i = 0; i < quantities.length; i++) {
    const quantity = quantities[i]!;
    sum += quantity;
    spotSum += quantity * spot[i]!;
    gridSum += quantity * grid[i]!;
  }
  return sum + spotSum + gridSum;
};
