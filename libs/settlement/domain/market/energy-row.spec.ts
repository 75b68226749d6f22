import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { type Contribution, type EnergyRow, perBalanceResponsible, perGridArea, perSupplier, sumAndRound, sumRows } from './energy-row.js';
import { qualitySet } from './quality.js';
import { HOUR, seriesOf } from './testing.js';

const owner = { gridArea: '900' };
const plus = (kwh: readonly (string | null)[], resolution: 'PT1H' | 'PT15M', sign: 1n | -1n = 1n): Contribution => ({ owner, series: seriesOf(kwh, { resolution }), sign });
const wh = (rows: readonly EnergyRow[]): readonly bigint[] => rows.map((row) => row.wh);

describe('sums rounded with carry', () => {
  it('splits 0.003 kWh into 0.001, 0.001, 0, 0.001', () => {
    expect(wh(sumAndRound([plus(['0.003'], 'PT1H')], 'PT15M'))).toEqual([1n, 1n, 0n, 1n]);
  });

  it('drops what is left at the end of an hour', () => {
    expect(wh(sumAndRound([plus(['0.001', '0.001'], 'PT1H')], 'PT15M'))).toEqual([0n, 1n, 0n, 0n, 0n, 1n, 0n, 0n]);
  });

  it('is the mirror image when energy flows the other way', () => {
    expect(wh(sumAndRound([plus(['0.003'], 'PT1H', -1n)], 'PT15M'))).toEqual([-1n, -1n, 0n, -1n]);
  });

  it('rounds an hour by itself, with the qualities of its quarters', () => {
    const [row] = sumAndRound([plus(['0.0002', '0.0002', null, '0.0001'], 'PT15M')], 'PT1H');
    expect(row).toEqual({ ...owner, time: HOUR, wh: 1n, qualities: qualitySet('measured') | qualitySet('missing') });
  });

  it('keeps owners apart and puts each one\'s rows in order of time', () => {
    const late = { owner, series: seriesOf(['5'], { from: HOUR + 3_600_000 }), sign: 1n } as const;
    const other = { owner: { gridArea: '900', supplierId: 's2' }, series: seriesOf(['7']), sign: 1n } as const;
    const rows = sumAndRound([late, other, plus(['3'], 'PT1H')], 'PT1H');
    expect(rows.map((row) => [row.supplierId, row.time, row.wh])).toEqual([[undefined, HOUR, 3000n], [undefined, HOUR + 3_600_000, 5000n], ['s2', HOUR, 7000n]]);
  });

  it('gives quarters that add up to the rounded hour, within half a watt-hour each of the exact carry', () => {
    const milli = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).map((value) => new Decimal(value.toString()).div(1_000_000).toFixed());
    fc.assert(fc.property(fc.array(milli, { minLength: 1, maxLength: 6 }), fc.array(milli, { minLength: 4, maxLength: 4 }), (hours, quarters) => {
      const rows = sumAndRound([...hours.map((hour) => plus([hour], 'PT1H')), plus(quarters, 'PT15M')], 'PT15M');
      const exact = [0, 1, 2, 3].map((at) => Decimal.sum(...hours).div(4).add(quarters[at]!));
      let running = new Decimal(0);
      rows.forEach((row, at) => {
        running = running.add(exact[at]!);
        const soFar = rows.slice(0, at + 1).reduce((sum, { wh: part }) => sum.add(part.toString()), new Decimal(0)).div(1000);
        expect(soFar.sub(running).abs().lte('0.0005')).toBe(true);
      });
      expect(rows).toHaveLength(4);
    }));
  });
});

describe('levels', () => {
  const row = (changes: Partial<EnergyRow>): EnergyRow => ({ gridArea: '900', supplierId: 's1', balanceResponsibleId: 'b1', time: HOUR, wh: 1n, qualities: 1, ...changes });
  const rows = [row({}), row({ supplierId: 's2', wh: 2n, qualities: 2 }), row({ balanceResponsibleId: 'b2', wh: 4n }), row({ gridArea: '901', wh: 8n }), row({ time: HOUR + 1, wh: 16n })];

  it('adds rounded rows up per grid area, balance responsible and supplier', () => {
    expect(sumRows(rows, perGridArea)).toEqual([
      { gridArea: '900', time: HOUR, wh: 7n, qualities: 3 }, { gridArea: '901', time: HOUR, wh: 8n, qualities: 1 }, { gridArea: '900', time: HOUR + 1, wh: 16n, qualities: 1 },
    ]);
    expect(sumRows(rows, perBalanceResponsible).map(({ balanceResponsibleId, wh: sum }) => [balanceResponsibleId, sum])).toEqual([['b1', 3n], ['b2', 4n], ['b1', 8n], ['b1', 16n]]);
    expect(wh(sumRows([...rows, ...rows], perSupplier))).toEqual([2n, 4n, 8n, 16n, 32n]);
  });
});
