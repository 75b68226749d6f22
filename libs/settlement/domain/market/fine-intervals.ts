import { type FixedResolution, HOUR_MS, QUARTER_MS, QUARTERS_PER_HOUR } from '#energy';
import type { PointSeries } from './market-input.js';
import { qualitySet, type QualitySet } from './quality.js';
import type { Fine } from './quantity.js';

/** A value at the resolution of the results, unrounded. */
export type FineInterval = Readonly<{ time: number; quantity: Fine; qualities: QualitySet }>;

/**
 * The series at the resolution of the results: an hour becomes four quarters of a fourth each, unrounded. For hourly results
 * a quarter counts in its hour.
 * Source: DataHub's rules, part 1 §2.1 and §2.5.
 */
export const fineIntervals = ({ resolution, points }: PointSeries, results: FixedResolution): readonly FineInterval[] => points.flatMap(({ time, quantity, quality }) => {
  const qualities = qualitySet(quality);
  if (results === 'PT1H') return [{ time: time - (time % HOUR_MS), quantity, qualities }];
  if (resolution === 'PT15M') return [{ time, quantity, qualities }];
  return Array.from({ length: QUARTERS_PER_HOUR }, (_, quarter) => ({ time: time + quarter * QUARTER_MS, quantity: quantity / BigInt(QUARTERS_PER_HOUR), qualities }));
});
