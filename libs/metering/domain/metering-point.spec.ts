import { describe, expect, it } from '@jest/globals';
import { spec } from '#kernel/testing';
import { inForce, type MasterData, meteringPoint } from './metering-point.js';

const gsrn = '571313900000000016';
const masterData: MasterData = { meteringPointType: 'E17', gridArea: '543', priceArea: 'DK1', settlementMethod: 'D01', resolution: 'PT1H', supplyPeriods: [{ from: '2025-01-01' }] };
const stated = (validFrom: string, change: Partial<MasterData> = {}) => ({ gsrn, validFrom, masterData: { ...masterData, ...change } });
const state = (validFrom: string, change?: Partial<MasterData>) => ({ type: 'StateMasterData', data: stated(validFrom, change) }) as const;
const registered = { type: 'MeteringPointRegistered', data: stated('2025-01-01') } as const;
const given = spec(meteringPoint);

describe('A metering point', () => {
  it('is registered by the first statement', () => given().when(state('2025-01-01')).thenEvents(registered));
  it('is as it was when the same is stated again, also from a later day', () => {
    given(registered).when(state('2025-01-01')).thenNothing();
    given(registered).when(state('2025-06-01')).thenNothing();
  });
  it('changes from a day on', () => given(registered).when(state('2025-06-01', { resolution: 'PT15M' })).thenEvents({ type: 'MasterDataChanged', data: stated('2025-06-01', { resolution: 'PT15M' }) }));
  it('can be corrected backwards', () => given(registered).when(state('2024-06-01', { gridArea: '131' })).thenEvents({ type: 'MasterDataChanged', data: stated('2024-06-01', { gridArea: '131' }) }));
  it('refuses supply periods that overlap or are empty', () => {
    given().when(state('2025-01-01', { supplyPeriods: [{ from: '2025-01-01' }, { from: '2025-02-01' }] })).thenRejected('SUPPLY_PERIODS_OVERLAP');
    given().when(state('2025-01-01', { supplyPeriods: [{ from: '2025-01-01', to: '2025-01-01' }] })).thenRejected('SUPPLY_PERIOD_EMPTY');
  });
  it('is not its own parent', () => given().when(state('2025-01-01', { parentGsrn: gsrn })).thenRejected('POINT_IS_ITS_OWN_PARENT'));
  it('has a settlement method only as consumption', () => given().when(state('2025-01-01', { meteringPointType: 'E18' })).thenRejected('SETTLEMENT_METHOD_NOT_FOR_TYPE'));
  it('is on a day what was stated last before it', () => {
    const byDay = { '2025-01-01': masterData, '2025-06-01': { ...masterData, gridArea: '131' } };
    expect([inForce({ byDay }, '2024-12-31'), inForce({ byDay }, '2025-05-31')?.gridArea, inForce({ byDay }, '2025-06-01')?.gridArea]).toEqual([undefined, '543', '131']);
  });
});
