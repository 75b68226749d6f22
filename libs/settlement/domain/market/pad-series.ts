import { LENGTH_MS } from '#energy';
import type { PointSeries, Readings } from './market-input.js';
import type { ActivePeriod } from './metering-point.js';

/**
 * A value for every interval of the active period, by its resolution. Where none was received, 0 with quality `missing`; an unknown quantity
 * is 0 with the quality it came with. Readings outside the period are left out.
 * Source: DataHub's rules, part 1 §1.2 and §1.3.
 */
export const padSeries = (period: ActivePeriod, readings: Readings): PointSeries => {
  const received = readings.get(period.meteringPointId);
  const points = [];
  for (let time = period.from; time < period.to; time += LENGTH_MS[period.resolution]) {
    const reading = received?.get(time);
    points.push({ time, quantity: reading?.quantity ?? 0n, quality: reading?.quality ?? ('missing' as const) });
  }
  return { period, resolution: period.resolution, points };
};
