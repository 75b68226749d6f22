import { describe, expect, it } from '@jest/globals';
import type { EnergyRow } from './energy-row.js';
import { calculateMarket, resultResolution } from './market-calculation.js';
import type { MarketInput } from './market-input.js';
import { calculation, DAY_FROM, HOUR, marketInput, period, readingsOf } from './testing.js';
import { QUALITIES, qualitySet } from './quality.js';

const KWH = 10n ** 12n;
const [MISSING, , MEASURED, CALCULATED] = QUALITIES.map(qualitySet) as [number, number, number, number];
const oneHour = calculation({ type: 'aggregation', from: HOUR, to: HOUR + 3_600_000 });

/** An hour in which 4 kWh came in, 5 were produced and 2 (flex) and 3 (non-profiled) consumed, whatever was sent in for the loss points. */
const area = (flexKwh: bigint): MarketInput => marketInput({
  calculation: oneHour,
  periods: [
    period({ meteringPointId: 'flex' }), period({ meteringPointId: 'non-profiled', settlementMethod: 'non_profiled', supplierId: 's2' }),
    period({ meteringPointId: 'production', type: 'production', settlementMethod: undefined }),
    period({ meteringPointId: 'exchange', type: 'exchange', settlementMethod: undefined, supplierId: undefined, balanceResponsibleId: undefined, gridArea: '901', fromGridArea: '901', toGridArea: '900' }),
    period({ meteringPointId: 'loss', supplierId: 's3', balanceResponsibleId: 'b3' }), period({ meteringPointId: 'loss elsewhere', supplierId: 's9', gridArea: '901' }),
    period({ meteringPointId: 'correction', type: 'production', settlementMethod: undefined, supplierId: 's4', balanceResponsibleId: 'b4' }),
  ],
  readings: readingsOf(Object.fromEntries(Object.entries({ flex: flexKwh, 'non-profiled': 3n, production: 5n, exchange: 4n, loss: 99n, correction: 99n }).map(([point, kwh]) => [point, [[HOUR, kwh * KWH, 'measured']]]))),
  gridLossPointIds: new Set(['loss', 'correction', 'loss elsewhere', 'unknown']),
});
const sum = (rows: readonly EnergyRow[]): readonly (readonly [string | undefined, bigint])[] => {
  const sums = new Map<string | undefined, bigint>();
  for (const { supplierId, wh } of rows) sums.set(supplierId, (sums.get(supplierId) ?? 0n) + wh);
  return [...sums];
};

describe('a grid area', () => {
  it('puts a loss on the consumption point that takes it', () => {
    const { energy } = calculateMarket(area(2n));
    expect(Object.fromEntries(Object.entries(energy).map(([name, rows]) => [name, sum(rows)]))).toEqual({
      exchange: [[undefined, 4000n]], exchange_per_neighbor: [[undefined, 4000n]],
      temporary_flex_consumption: [[undefined, 2000n]], temporary_production: [[undefined, 5000n]],
      grid_loss: [[undefined, 4000n]], positive_grid_loss: [['s3', 4000n]], negative_grid_loss: [['s4', 0n]],
      flex_consumption: [[undefined, 6000n]], flex_consumption_per_brp: [[undefined, 6000n]], flex_consumption_per_es: [['s1', 2000n], ['s3', 4000n]],
      non_profiled_consumption: [[undefined, 3000n]], non_profiled_consumption_per_brp: [[undefined, 3000n]], non_profiled_consumption_per_es: [['s2', 3000n]],
      production: [[undefined, 5000n]], production_per_brp: [[undefined, 5000n]], production_per_es: [['s1', 5000n], ['s4', 0n]],
      total_consumption: [[undefined, 9000n]],
    });
    expect(energy.exchange_per_neighbor[0]).toMatchObject({ gridArea: '900', neighbour: '901', qualities: MEASURED });
    expect(energy.positive_grid_loss[0]).toEqual({ gridArea: '900', supplierId: 's3', balanceResponsibleId: 'b3', meteringPointId: 'loss', time: HOUR, wh: 1000n, qualities: CALCULATED });
    expect(energy.flex_consumption[0]!.qualities).toBe(MEASURED | CALCULATED);
    expect(energy.total_consumption[0]!.qualities).toBe(MEASURED | CALCULATED);
  });

  it('puts a gain on the production point that corrects it', () => {
    const { energy } = calculateMarket(area(8n));
    expect([sum(energy.grid_loss), sum(energy.positive_grid_loss), sum(energy.negative_grid_loss)]).toEqual([[[undefined, -2000n]], [['s3', 0n]], [['s4', 2000n]]]);
    expect([sum(energy.production_per_es), sum(energy.total_consumption)]).toEqual([[['s1', 5000n], ['s4', 2000n]], [[undefined, 11_000n]]]);
  });

  it('has no total consumption where production or exchange is unknown', () => {
    const only = (...points: readonly string[]): MarketInput => ({ ...area(2n), gridLossPointIds: new Set(), periods: area(2n).periods.filter(({ meteringPointId }) => points.includes(meteringPointId)) });
    expect(calculateMarket(only('production', 'flex')).energy.total_consumption).toEqual([]);
    expect(calculateMarket(only('exchange', 'flex')).energy.total_consumption).toEqual([]);
    expect(sum(calculateMarket(only('production', 'flex')).energy.grid_loss)).toEqual([[undefined, 3000n]]);
    expect(sum(calculateMarket(only('non-profiled')).energy.grid_loss)).toEqual([[undefined, -3000n]]);
    expect(calculateMarket(only('production', 'exchange')).energy.total_consumption).toHaveLength(4);
  });

  it('lets a loss point take the loss only while it is active', () => {
    const half = HOUR + 1_800_000;
    const input = area(2n);
    const periods = input.periods.flatMap((point) => (point.meteringPointId === 'loss' ? [{ ...point, to: half }, { ...point, from: half, supplierId: 's5' }] : [point]));
    const { energy, basis } = calculateMarket({ ...input, periods });
    expect(sum(energy.positive_grid_loss)).toEqual([['s3', 2000n], ['s5', 2000n]]);
    const series = basis.series.filter((one) => one.period.meteringPointId === 'loss');
    expect(series.map((one) => [one.period.supplierId, one.points.map(({ time }) => (time - HOUR) / 900_000)])).toEqual([['s3', [0, 1]], ['s5', [2, 3]]]);
  });
});

describe('the basis of a calculation', () => {
  it('holds the metered series as they were padded and the loss points as they were computed', () => {
    const { basis } = calculateMarket({ ...area(2n), readings: readingsOf({ flex: [[HOUR, 2n * KWH, 'measured']] }) });
    const pointsOf = (id: string) => basis.series.filter((one) => one.period.meteringPointId === id).flatMap((one) => one.points.map(({ quantity, quality }) => [quantity, quality]));
    expect(pointsOf('flex')).toEqual([[2n * KWH, 'measured']]);
    expect(pointsOf('production')).toEqual([[0n, 'missing']]);
    expect(pointsOf('loss')).toEqual(Array.from({ length: 4 }, () => [0n, 'calculated']));
    expect(pointsOf('correction')).toEqual(Array.from({ length: 4 }, () => [KWH / 2n, 'calculated']));
    expect([basis.gridLossPointIds, basis.charges]).toEqual([['loss', 'correction'], undefined]);
  });

  it('has the links of its points and of the charges they name, cut to the period', () => {
    const charge = { code: 'c', type: 'fee' as const, ownerId: 'o' };
    const { basis, charges } = calculateMarket(marketInput({
      periods: [period()],
      charges: {
        links: [{ ...charge, meteringPointId: 'p1', factor: 1, from: 0 }, { ...charge, code: 'd', meteringPointId: 'p9', factor: 1, from: 0 }, { ...charge, meteringPointId: 'p1', factor: 2, from: 0, to: DAY_FROM }],
        periods: [{ ...charge, resolution: 'P1M', isTax: false, from: 0 }, { ...charge, code: 'd', resolution: 'P1M', isTax: false, from: 0 }],
        prices: [DAY_FROM - 1, DAY_FROM, DAY_FROM + 86_400_000 - 1, DAY_FROM + 86_400_000].map((time) => ({ ...charge, time, priceMicro: 1n })),
      },
    }));
    expect(basis.charges!.links).toEqual([{ ...charge, meteringPointId: 'p1', factor: 1, from: DAY_FROM, to: DAY_FROM + 86_400_000 }]);
    expect(basis.charges!.periods.map(({ code, from }) => [code, from])).toEqual([['c', DAY_FROM]]);
    expect(basis.charges!.prices.map(({ time }) => time - DAY_FROM)).toEqual([0, 86_400_000 - 1]);
    expect(charges!.lines.fee_per_co_es).toHaveLength(1);
  });
});

describe('charges on the energy of a loss point', () => {
  it('are taken like from any other point', () => {
    const charge = { code: 't', type: 'tariff' as const, ownerId: 'o' };
    const input = area(2n);
    const { charges } = calculateMarket({
      ...input, calculation: { ...oneHour, type: 'wholesale_fixing' },
      charges: { links: [{ ...charge, meteringPointId: 'loss', factor: 1, from: 0 }], periods: [{ ...charge, resolution: 'PT1H', isTax: false, from: 0 }], prices: [{ ...charge, time: HOUR, priceMicro: 500_000n }] },
    });
    expect(charges!.lines.hourly_tariff_per_co_es).toMatchObject([{ supplierId: 's3', type: 'consumption', settlementMethod: 'flex', quantity: 4000n, amountMicro: 2_000_000n, qualities: CALCULATED }]);
  });
});

describe('results', () => {
  it('are hourly when the period ends at or before the transition', () => {
    expect(resultResolution(calculation({ to: 10, quarterlyFrom: 10 }))).toBe('PT1H');
    expect(resultResolution(calculation({ to: 11, quarterlyFrom: 10 }))).toBe('PT15M');
    const { energy, basis } = calculateMarket({ ...area(2n), calculation: { ...oneHour, quarterlyFrom: oneHour.to } });
    expect(energy.grid_loss).toEqual([{ gridArea: '900', time: HOUR, wh: 4000n, qualities: CALCULATED }]);
    expect(basis.series.find((one) => one.period.meteringPointId === 'loss')).toMatchObject({ resolution: 'PT1H', points: [{ time: HOUR, quantity: 4n * KWH }] });
  });

  it('tell of missing readings', () => {
    const { energy } = calculateMarket({ ...area(2n), readings: new Map() });
    expect(energy.flex_consumption_per_es[0]).toMatchObject({ supplierId: 's1', wh: 0n, qualities: MISSING });
  });
});
