import { type FixedResolution, HOUR_MS, QUARTER_MS, QUARTERS_PER_HOUR } from '#energy';
import type { PointSeries } from './market-input.js';
import { qualitySet, type QualitySet } from './quality.js';
import type { Fine } from './quantity.js';

const FOUR = BigInt(QUARTERS_PER_HOUR);

/**
 * Visits the series at the resolution of the results: an hour becomes four quarters of a fourth each, unrounded. For hourly results
 * a quarter counts in its hour, so that an hour is visited up to four times.
 * Source: DataHub's rules, part 1 §2.1 and §2.5.
 */
export const eachInterval = (
  { resolution, points }: PointSeries, results: FixedResolution, visit: (time: number, quantity: Fine, qualities: QualitySet) => void,
): void => {
  const isSplit = results === 'PT15M' && resolution === 'PT1H';
  for (const { time, quantity, quality } of points) {
    const qualities = qualitySet(quality);
    if (results === 'PT1H') visit(startOfHour(time), quantity, qualities);
    else if (!isSplit) visit(time, quantity, qualities);
    else for (let quarter = 0; quarter < QUARTERS_PER_HOUR; quarter++) visit(time + quarter * QUARTER_MS, quantity / FOUR, qualities);
  }
};

/** Zones of the market are whole hours away from UTC, so its hours are local hours. */
export const startOfHour = (time: number): number => Math.floor(time / HOUR_MS) * HOUR_MS;
