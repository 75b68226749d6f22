import { describe, expect, it } from '@jest/globals';
import type { Heard } from '#kernel';
import { contractsHeld, heatingHeld, linksHeld, type StatedContract, type StatedHeating, type StatedLink, type StatedSupply, suppliesHeld, touch } from './terms.js';

const heard = (revision: number): Heard => ({ stream: 'x-1', revision, position: String(revision).padStart(4, '0'), knownAt: '2025-10-01T00:00:00Z' });
const inOrder = <S>(...statements: S[]) => statements.map((statement, at) => ({ statement, heard: heard(at) }));
const always = { from: '1900-01-01' };
const october = { from: '2025-10-01', to: '2025-11-01' };
const days = (list: readonly { from: string; to?: string }[]) => list.map(({ from, to }) => [from, to]);

describe('Days touch', () => {
  it('when they have a day in common, and then only', () => {
    expect(touch({ from: '2025-01-01', to: '2025-02-01' }, { from: '2025-01-31', to: '2025-03-01' })).toBe(true);
    expect(touch({ from: '2025-01-01', to: '2025-02-01' }, { from: '2025-02-01' })).toBe(false);
    expect(touch({ from: '2025-01-01' }, { from: '2030-01-01' })).toBe(true);
    expect(touch({ from: '2025-01-01' }, { from: '2025-02-01', to: '2025-02-01' })).toBe(false);
  });
});

describe('The supplies that hold', () => {
  const of = (supplyId: string, from: string, to?: string, reversed = false): StatedSupply['statement'] => ({ supplyId, customerId: 'c-1', from, ...(to && { to }), reversed });
  it('are as stated last, by first day', () => {
    const held = suppliesHeld(inOrder(of('s-2', '2025-06-01'), of('s-1', '2025-01-01'), of('s-1', '2025-01-15', '2025-03-01')), always);
    expect(days(held)).toEqual([['2025-01-15', '2025-03-01'], ['2025-06-01', undefined]]);
    expect(held.map((one) => one.heard.revision)).toEqual([2, 0]);
    expect(held[0]).not.toHaveProperty('reversed');
  });
  it('leave out what was reversed', () => expect(suppliesHeld(inOrder(of('s-1', '2025-01-01'), of('s-1', '2025-01-01', undefined, true)), always)).toEqual([]));
  it('are those that touch the days', () => {
    expect(days(suppliesHeld(inOrder(of('s-1', '2025-01-01', '2025-10-01'), of('s-2', '2025-10-31', '2026-01-01'), of('s-3', '2025-11-01')), october))).toEqual([['2025-10-31', '2026-01-01']]);
  });
  it('are told by the last statement alone: one that moved out of the days is gone', () => {
    expect(suppliesHeld(inOrder(of('s-1', '2025-10-01'), of('s-1', '2025-11-01')), october)).toEqual([]);
  });
});

describe('The contracts that hold', () => {
  const of = (contractId: string, from: string, paymentDays: number, to?: string): StatedContract['statement'] =>
    ({ contractId, gsrn: '571313900000000016', customerId: 'c-1', payerId: 'c-1', from, ...(to && { to }), products: [{ product: 'spot' }], billingFrequency: 'monthly', paymentDays });
  it('are as stated last', () => expect(contractsHeld(inOrder(of('k-1', '2025-01-01', 20), of('k-1', '2025-01-01', 30)), october).map((one) => one.paymentDays)).toEqual([30]));
  it('end', () => expect(contractsHeld(inOrder(of('k-1', '2025-01-01', 20), of('k-1', '2025-01-01', 20, '2025-10-01')), october)).toEqual([]));
});

describe('The charge links that hold', () => {
  const of = (from: string, factor: number, to?: string, code = '40000'): StatedLink['statement'] => ({ owner: '5790000432752', type: 'tariff', code, factor, from, ...(to && { to }) });
  it('give way to one of the same charge that begins later, for good', () => {
    const held = linksHeld(inOrder(of('2025-06-01', 2, '2025-07-01'), of('2025-01-01', 1)), always);
    expect(days(held)).toEqual([['2025-01-01', '2025-06-01'], ['2025-06-01', '2025-07-01']]);
    expect(held.map(({ factor }) => factor)).toEqual([1, 2]);
  });
  it('do not give way to one that never was', () => expect(days(linksHeld(inOrder(of('2025-01-01', 1), of('2025-06-01', 2), of('2025-06-01', 2, '2025-06-01')), always))).toEqual([['2025-01-01', undefined]]));
  it('do not give way to another charge', () => expect(linksHeld(inOrder(of('2025-01-01', 1), of('2025-06-01', 1, undefined, '41000')), always)).toHaveLength(2));
  it('are cut before the days are asked: what began later ended the earlier one', () => {
    expect(days(linksHeld(inOrder(of('2025-01-01', 1), of('2025-09-01', 2, '2025-09-15')), october))).toEqual([]);
  });
});

describe('The entitlements that hold', () => {
  const of = (from: string, to?: string, usedBeforeKwh?: string): StatedHeating['statement'] => ({ from, ...(to && { to }), ...(usedBeforeKwh && { usedBeforeKwh }) });
  it('are as stated last for each first day, one after another', () => {
    const held = heatingHeld(inOrder(of('2025-01-01'), of('2025-06-01'), of('2025-01-01', undefined, '12')), always);
    expect(days(held)).toEqual([['2025-01-01', '2025-06-01'], ['2025-06-01', undefined]]);
    expect(held[0]!.usedBeforeKwh).toBe('12');
  });
});
