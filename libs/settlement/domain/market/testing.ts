import type { Calculation, Charges, MarketInput, PointSeries, Reading, Readings } from './market-input.js';
import type { ActivePeriod, MeteringPointPeriod } from './metering-point.js';
import type { Quality } from './quality.js';
import { type Fine, fineFromKwh } from './quantity.js';

/** Building blocks for specs: everything that does not matter has a value. */
export const at = (text: string): number => Date.parse(text);

export const HOUR = at('2024-01-10T10:00:00Z');
export const DAY_FROM = at('2024-01-09T23:00:00Z');
export const DAY_TO = at('2024-01-10T23:00:00Z');

export const activePeriod = (changes: Partial<ActivePeriod> = {}): ActivePeriod => ({
  meteringPointId: 'p1', type: 'consumption', settlementMethod: 'flex', gridArea: '900', resolution: 'PT1H', supplierId: 's1', balanceResponsibleId: 'b1',
  from: HOUR, to: HOUR + 3_600_000, ...changes,
});

export const period = (changes: Partial<MeteringPointPeriod> = {}): MeteringPointPeriod => ({ ...activePeriod(), from: 0, to: undefined, ...changes });

/** A series that begins with its period; null is a missing value. */
export const seriesOf = (kwh: readonly (string | null)[], changes: Partial<ActivePeriod> = {}, quality: Quality = 'measured'): PointSeries => {
  const active = activePeriod(changes);
  const step = active.resolution === 'PT1H' ? 3_600_000 : 900_000;
  return {
    period: active,
    resolution: active.resolution,
    points: kwh.map((value, index) => ({ time: active.from + index * step, quantity: value === null ? 0n : fineFromKwh(value), quality: value === null ? 'missing' : quality })),
  };
};

export const calculation = (changes: Partial<Calculation> = {}): Calculation => ({
  id: 'c', type: 'wholesale_fixing', gridAreas: ['900'], from: DAY_FROM, to: DAY_TO, zone: 'Europe/Copenhagen', quarterlyFrom: at('2023-01-31T23:00:00Z'), ...changes,
});

export const readingsOf = (values: Readonly<Record<string, readonly (readonly [number, Fine | null, Quality])[]>>): Readings => new Map(
  Object.entries(values).map(([point, rows]) => [point, new Map(rows.map(([time, quantity, quality]): [number, Reading] => [time, { quantity, quality }]))]),
);

export const NO_CHARGES: Charges = { periods: [], prices: [], links: [] };

export const marketInput = (changes: Partial<MarketInput> = {}): MarketInput => ({
  calculation: calculation(), periods: [], readings: new Map(), gridLossPointIds: new Set(), charges: NO_CHARGES, ...changes,
});
