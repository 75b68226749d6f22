import type { FixedResolution } from '#energy';
import { type EnergyRow, type FineRow, sumAndRound } from './energy-row.js';
import { fineIntervals } from './fine-intervals.js';
import type { PointSeries } from './market-input.js';

/**
 * Net exchange of each grid area with each neighbour: what comes in less what goes out. A point from an area to itself is listed and nets to zero;
 * a point between two other areas counts nowhere.
 * Source: DataHub's rules, part 1 §3.1.
 */
export const exchangePerNeighbour = (series: readonly PointSeries[], gridAreas: readonly string[], results: FixedResolution): readonly EnergyRow[] => {
  const areas = new Set(gridAreas);
  const rows = series.filter(({ period }) => period.type === 'exchange').flatMap((ofPoint) => {
    const { fromGridArea = '', toGridArea = '' } = ofPoint.period;
    return fineIntervals(ofPoint, results).flatMap((interval): readonly FineRow[] => [
      ...(areas.has(toGridArea) ? [{ ...interval, gridArea: toGridArea, neighbour: fromGridArea }] : []),
      ...(areas.has(fromGridArea) ? [{ ...interval, quantity: -interval.quantity, gridArea: fromGridArea, neighbour: toGridArea }] : []),
    ]);
  });
  return sumAndRound(rows, results);
};
