import type { FixedResolution } from '#energy';
import { type Contribution, type EnergyRow, sumAndRound } from './energy-row.js';
import type { PointSeries } from './market-input.js';

/**
 * Net exchange of each grid area with each neighbour: what comes in less what goes out. A point from an area to itself is listed and nets to zero;
 * a point between two other areas counts nowhere.
 * Source: DataHub's rules, part 1 §3.1.
 */
export const exchangePerNeighbour = (series: readonly PointSeries[], gridAreas: readonly string[], results: FixedResolution): readonly EnergyRow[] => {
  const areas = new Set(gridAreas);
  const contributions = series.filter(({ period }) => period.type === 'exchange').flatMap((ofPoint): readonly Contribution[] => {
    const { fromGridArea = '', toGridArea = '' } = ofPoint.period;
    return [
      ...(areas.has(toGridArea) ? [{ owner: { gridArea: toGridArea, neighbour: fromGridArea }, series: ofPoint, sign: 1n as const }] : []),
      ...(areas.has(fromGridArea) ? [{ owner: { gridArea: fromGridArea, neighbour: toGridArea }, series: ofPoint, sign: -1n as const }] : []),
    ];
  });
  return sumAndRound(contributions, results);
};
