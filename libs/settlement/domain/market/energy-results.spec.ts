import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { ENERGY_TABLES, type EnergyTables } from './energy-results.js';
import { type EnergyRow, perGridArea, sumRows } from './energy-row.js';
import { calculateMarket } from './market-calculation.js';
import type { MarketInput, Reading } from './market-input.js';
import type { MeteringPointPeriod } from './metering-point.js';
import { calculation, DAY_FROM, marketInput, period } from './testing.js';

const HOURS = 4;
const NOON = DAY_FROM + HOURS * 3_600_000;
const LOSS: readonly MeteringPointPeriod[] = ['900', '901'].flatMap((gridArea, at) => [
  period({ meteringPointId: `loss ${gridArea}`, gridArea, resolution: 'PT15M', supplierId: `s${at}` }),
  period({ meteringPointId: `correction ${gridArea}`, gridArea, type: 'production', settlementMethod: undefined, resolution: 'PT15M', supplierId: 's2', balanceResponsibleId: 'b2' }),
]);

const anyPoint = fc.record({
  kind: fc.constantFrom('flex', 'non_profiled', 'production', 'exchange'), gridArea: fc.constantFrom('900', '901'), other: fc.constantFrom('900', '901', '902'),
  resolution: fc.constantFrom('PT1H' as const, 'PT15M' as const), supplier: fc.integer({ min: 0, max: 2 }), from: fc.constantFrom(0, DAY_FROM + 7_200_000),
});
const anyValue = fc.option(fc.tuple(fc.bigInt({ min: -(10n ** 13n), max: 10n ** 14n }).map((value) => value * 4n), fc.constantFrom('measured' as const, 'estimated' as const)));

/** A grid area's few hours, with points of every kind, holes, and loss points for both areas. */
const anyInput = (): fc.Arbitrary<MarketInput> =>
  fc.array(fc.tuple(anyPoint, fc.array(anyValue, { minLength: HOURS * 4, maxLength: HOURS * 4 })), { minLength: 1, maxLength: 8 }).map((points) => marketInput({
    calculation: calculation({ type: 'aggregation', gridAreas: ['900', '901'], to: NOON }),
    periods: [...LOSS, ...points.map(([{ kind, gridArea, other, resolution, supplier, from }, _values], at): MeteringPointPeriod => period({
      meteringPointId: `p${at}`, gridArea, resolution, from, supplierId: `s${supplier}`, balanceResponsibleId: `b${supplier % 2}`,
      type: kind === 'flex' || kind === 'non_profiled' ? 'consumption' : (kind as 'production' | 'exchange'),
      settlementMethod: kind === 'flex' || kind === 'non_profiled' ? kind : undefined, fromGridArea: gridArea, toGridArea: other,
    }))],
    readings: new Map(points.map(([{ resolution }, values], at) => [`p${at}`, new Map(values.flatMap((value, index): [number, Reading][] => {
      const step = resolution === 'PT1H' ? 3_600_000 : 900_000;
      return value === null ? [] : [[DAY_FROM + index * step, { quantity: value[0], quality: value[1] }]];
    }))])),
    gridLossPointIds: new Set(LOSS.map(({ meteringPointId }) => meteringPointId)),
  }));

const sums = (rows: readonly EnergyRow[]): ReadonlyMap<string, bigint> => new Map(sumRows(rows, perGridArea).map((row) => [`${row.gridArea} ${row.time}`, row.wh]));
const total = (tables: readonly (readonly EnergyRow[])[], place: string): bigint => tables.reduce((sum, rows) => sum + (sums(rows).get(place) ?? 0n), 0n);
const energyOf = (input: MarketInput): EnergyTables => calculateMarket(input).energy;

describe('whatever the points measured', () => {
  it('suppliers and balance responsibles add up to their grid area', () => {
    fc.assert(fc.property(anyInput(), (input) => {
      const energy = energyOf(input);
      for (const name of ['flex_consumption', 'non_profiled_consumption', 'production'] as const) {
        expect(sums(energy[`${name}_per_es`])).toEqual(sums(energy[name]));
        expect(sums(energy[`${name}_per_brp`])).toEqual(sums(energy[name]));
      }
      expect(sums(energy.exchange_per_neighbor)).toEqual(sums(energy.exchange));
    }), { numRuns: 40 });
  });

  it('grid loss closes the balance: what came in was consumed', () => {
    fc.assert(fc.property(anyInput(), (input) => {
      const energy = energyOf(input);
      for (const [place, loss] of sums(energy.grid_loss)) {
        expect(loss).toBe(total([energy.exchange, energy.temporary_production], place) - total([energy.non_profiled_consumption, energy.temporary_flex_consumption], place));
        expect(total([energy.positive_grid_loss], place) - total([energy.negative_grid_loss], place)).toBe(loss);
        expect(total([energy.exchange, energy.production], place)).toBe(total([energy.non_profiled_consumption, energy.flex_consumption], place));
      }
      for (const [place, consumed] of sums(energy.total_consumption)) expect(consumed).toBe(total([energy.non_profiled_consumption, energy.flex_consumption], place));
    }), { numRuns: 40 });
  });

  it('what one area sends, the other receives, and with itself an area nets to zero', () => {
    fc.assert(fc.property(anyInput(), (input) => {
      const rows = energyOf(input).exchange_per_neighbor;
      for (const { gridArea, neighbour, time, wh } of rows) {
        const mirror = rows.find((row) => row.gridArea === neighbour && row.neighbour === gridArea && row.time === time);
        if (neighbour === '902') expect(mirror).toBeUndefined();
        else expect(mirror!.wh).toBe(-wh);
      }
    }), { numRuns: 40 });
  });

  it('calculating two halves gives what calculating the whole gives', () => {
    fc.assert(fc.property(anyInput(), fc.integer({ min: 1, max: HOURS - 1 }), (input, cutHour) => {
      const cut = DAY_FROM + cutHour * 3_600_000;
      const [first, second] = [{ to: cut }, { from: cut }].map((part) => energyOf({ ...input, calculation: { ...input.calculation, ...part } })) as [EnergyTables, EnergyTables];
      const whole = energyOf(input);
      for (const name of ENERGY_TABLES) expect(new Set([...first[name], ...second[name]].map(textOf))).toEqual(new Set(whole[name].map(textOf)));
    }), { numRuns: 25 });
  });

  it('every table has one row for each owner and interval', () => {
    fc.assert(fc.property(anyInput(), (input) => {
      for (const rows of Object.values(energyOf(input))) {
        const keys = rows.map(({ wh: _wh, qualities: _qualities, ...key }) => JSON.stringify(key));
        expect(new Set(keys).size).toBe(keys.length);
      }
    }), { numRuns: 25 });
  });
});

const textOf = ({ wh, ...row }: EnergyRow): string => JSON.stringify({ ...row, wh: `${wh}` });
