import type { FixedResolution } from '#energy';
import { byAreaAndTime, type EnergyRow } from './energy-row.js';
import type { PointSeries } from './market-input.js';
import type { ActivePeriod } from './metering-point.js';
import { CALCULATED } from './quality.js';
import { FINE_PER_WH } from './quantity.js';

/** What of a grid area's energy enters the loss. */
export type LossTerms = Readonly<{
  exchange: readonly EnergyRow[];
  production: readonly EnergyRow[];
  nonProfiledConsumption: readonly EnergyRow[];
  flexConsumption: readonly EnergyRow[];
}>;

/**
 * Net exchange + production - non-profiled - flex, wherever one of them is known. Always `calculated`: it is sent out as meter data.
 * Source: DataHub's rules, part 1 §3.3.
 */
export const gridLoss = ({ exchange, production, nonProfiledConsumption, flexConsumption }: LossTerms): readonly EnergyRow[] => {
  const terms = [exchange, production, nonProfiledConsumption, flexConsumption].map(byAreaAndTime);
  const [inflow, produced, nonProfiled, flex] = terms as [typeof terms[0], typeof terms[0], typeof terms[0], typeof terms[0]];
  const places = new Map(terms.flatMap((term) => [...term]));
  return [...places].map(([place, { gridArea, time }]) => ({
    gridArea,
    time,
    wh: at(inflow, place) + at(produced, place) - at(nonProfiled, place) - at(flex, place),
    qualities: CALCULATED,
  }));
};

const at = (term: ReadonlyMap<string, EnergyRow>, place: string): bigint => term.get(place)?.wh ?? 0n;

/** The positive part, for each consumption point that takes the loss of its area. Source: DataHub's rules, part 1 §3.3. */
export const positiveGridLoss = (loss: readonly EnergyRow[], points: readonly ActivePeriod[]): readonly EnergyRow[] =>
  onPoints(loss, points.filter(({ type }) => type === 'consumption'), (wh) => (wh > 0n ? wh : 0n));

/** The negative part as a positive quantity, for each production point that corrects its area. Source: DataHub's rules, part 1 §3.3. */
export const negativeGridLoss = (loss: readonly EnergyRow[], points: readonly ActivePeriod[]): readonly EnergyRow[] =>
  onPoints(loss, points.filter(({ type }) => type === 'production'), (wh) => (wh < 0n ? -wh : 0n));

const onPoints = (loss: readonly EnergyRow[], points: readonly ActivePeriod[], part: (wh: bigint) => bigint): readonly EnergyRow[] =>
  points.flatMap(({ gridArea, supplierId, balanceResponsibleId, meteringPointId, from, to }) => loss
    .filter((row) => row.gridArea === gridArea && row.time >= from && row.time < to)
    .map(({ time, wh }) => ({ gridArea, supplierId, balanceResponsibleId, meteringPointId, time, wh: part(wh), qualities: CALCULATED })));

/** The computed series of the grid loss points, as if they had been metered: charges are taken from them like from any other point. */
export const gridLossSeries = (rows: readonly EnergyRow[], points: readonly ActivePeriod[], resolution: FixedResolution): readonly PointSeries[] =>
  points.map((period) => ({
    period,
    resolution,
    points: rows
      .filter((row) => row.meteringPointId === period.meteringPointId && row.time >= period.from && row.time < period.to)
      .map(({ time, wh }) => ({ time, quantity: wh * FINE_PER_WH, quality: 'calculated' as const })),
  }));

/**
 * Production after correction + net exchange, where both are known.
 * Source: DataHub's rules, part 1 §3.4.
 */
export const totalConsumption = (production: readonly EnergyRow[], exchange: readonly EnergyRow[]): readonly EnergyRow[] => {
  const inflow = byAreaAndTime(exchange);
  return [...byAreaAndTime(production)].flatMap(([place, { gridArea, time, wh, qualities }]) => {
    const other = inflow.get(place);
    return other ? [{ gridArea, time, wh: wh + other.wh, qualities: qualities | other.qualities }] : [];
  });
};
