import { describe, expect, it } from '@jest/globals';
import { selectPeriods } from './select-periods.js';
import { calculation, DAY_FROM, DAY_TO, period } from './testing.js';

const ids = (periods: readonly { meteringPointId: string }[]): readonly string[] => periods.map(({ meteringPointId }) => meteringPointId);
const NOON = DAY_FROM + 12 * 3_600_000;

describe('selecting metering point periods', () => {
  it('cuts to the calculation period and leaves out what only touches it', () => {
    const selected = selectPeriods([
      period({ meteringPointId: 'open' }), period({ meteringPointId: 'ends at start', to: DAY_FROM }), period({ meteringPointId: 'begins at end', from: DAY_TO }),
      period({ meteringPointId: 'inside', from: NOON, to: NOON + 1 }),
    ], calculation(), true);
    expect(selected.map(({ meteringPointId, from, to }) => [meteringPointId, from, to])).toEqual([['open', DAY_FROM, DAY_TO], ['inside', NOON, NOON + 1]]);
  });

  it('takes points of its grid areas and exchange points from or to them', () => {
    const exchange = { type: 'exchange', settlementMethod: undefined, supplierId: undefined } as const;
    expect(ids(selectPeriods([
      period({ meteringPointId: 'own' }), period({ meteringPointId: 'foreign', gridArea: '901' }),
      period({ ...exchange, meteringPointId: 'to us', gridArea: '901', fromGridArea: '901', toGridArea: '900' }),
      period({ ...exchange, meteringPointId: 'from us', gridArea: '901', fromGridArea: '900', toGridArea: '901' }),
      period({ ...exchange, meteringPointId: 'elsewhere', gridArea: '901', fromGridArea: '901', toGridArea: '902' }),
    ], calculation(), true))).toEqual(['own', 'to us', 'from us']);
  });

  it('gives a child the supplier of its parent for the time both are active', () => {
    const child = period({ meteringPointId: 'child', type: 'electrical_heating', parentId: 'p1', supplierId: undefined, balanceResponsibleId: undefined, from: DAY_FROM + 3_600_000 });
    const selected = selectPeriods([child, period({ to: NOON }), period({ from: NOON, supplierId: 's2' })], calculation(), true);
    expect(selected.filter(({ meteringPointId }) => meteringPointId === 'child').map(({ supplierId, balanceResponsibleId, from, to }) => [supplierId, balanceResponsibleId, from, to])).toEqual([
      ['s1', undefined, DAY_FROM + 3_600_000, NOON], ['s2', undefined, NOON, DAY_TO],
    ]);
  });

  it('lists a child without a parent without a supplier, even if it names one', () => {
    const [orphan] = selectPeriods([period({ type: 'net_consumption', parentId: 'nobody' })], calculation(), true);
    expect(orphan).toMatchObject({ meteringPointId: 'p1', supplierId: undefined });
  });

  it('takes no supplier from an exchange point or another child', () => {
    const selected = selectPeriods([
      period({ meteringPointId: 'c1', type: 'net_production', parentId: 'c2' }), period({ meteringPointId: 'c2', type: 'own_production', parentId: 'x' }),
      period({ meteringPointId: 'x', type: 'exchange', fromGridArea: '900', toGridArea: '900' }),
    ], calculation(), true);
    expect(selected.filter(({ type }) => type !== 'exchange').map(({ supplierId }) => supplierId)).toEqual([undefined, undefined]);
  });

  it('leaves children out of calculations of energy alone', () => {
    expect(ids(selectPeriods([period(), period({ meteringPointId: 'child', type: 'net_consumption', parentId: 'p1' })], calculation(), false))).toEqual(['p1']);
  });
});
