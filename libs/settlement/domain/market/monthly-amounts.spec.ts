import { describe, expect, it } from '@jest/globals';
import type { ChargeLine } from './charge-line.js';
import { type MonthlyAmount, monthlyAmounts, totalsPerOwner, totalsPerSupplier } from './monthly-amounts.js';

const line = (changes: Partial<ChargeLine>): ChargeLine => ({
  gridArea: '900', supplierId: 's1', code: 'c', chargeType: 'tariff', ownerId: 'o1', isTax: false, type: 'consumption', time: 5, resolution: 'PT1H', unit: 'kWh',
  quantity: 1n, qualities: 0, priceMicro: 1n, amountMicro: 1n, ...changes,
});
const month = (changes: Partial<MonthlyAmount>): MonthlyAmount =>
  ({ gridArea: '900', supplierId: 's1', unit: 'kWh', time: 0, amountMicro: 1n, isTax: false, code: 'c', chargeType: 'tariff', ownerId: 'o1', ...changes });

describe('the month of a charge', () => {
  it('adds rounded lines of all types and methods, at the start of the period', () => {
    expect(monthlyAmounts([line({ amountMicro: 3n }), line({ amountMicro: 4n, type: 'production', time: 9 }), line({ amountMicro: 8n, settlementMethod: 'flex' })], 2)).toEqual([month({ amountMicro: 15n, time: 2 })]);
  });

  it('leaves unknown amounts out, and is unknown when all are', () => {
    expect(monthlyAmounts([line({ amountMicro: null }), line({ amountMicro: 0n })], 0)[0]!.amountMicro).toBe(0n);
    expect(monthlyAmounts([line({ amountMicro: null }), line({ amountMicro: null })], 0)[0]!.amountMicro).toBeNull();
  });

  it('is one for each area, supplier, code, type and owner', () => {
    const changes = [{ gridArea: '901' }, { supplierId: 's2' }, { code: 'd' }, { chargeType: 'fee' as const }, { ownerId: 'o2' }];
    expect(monthlyAmounts([line({}), ...changes.map(line)], 0)).toHaveLength(6);
  });
});

describe('totals', () => {
  it('give each owner its own charges and the taxes of the others', () => {
    const months = [month({ amountMicro: 10n }), month({ ownerId: 'o2', amountMicro: 20n }), month({ ownerId: 'o2', isTax: true, amountMicro: 100n }), month({ supplierId: 's2', isTax: true, ownerId: 'o2', amountMicro: 7n })];
    expect(totalsPerOwner(months).map(({ supplierId, ownerId, amountMicro }) => [supplierId, ownerId, amountMicro])).toEqual([['s1', 'o1', 110n], ['s1', 'o2', 20n]]);
    expect(totalsPerSupplier(months).map(({ supplierId, ownerId, amountMicro }) => [supplierId, ownerId, amountMicro])).toEqual([['s1', undefined, 130n], ['s2', undefined, 7n]]);
  });

  it('keep grid areas apart', () => {
    const months = [month({ amountMicro: 1n }), month({ gridArea: '901', isTax: true, ownerId: 'o2', amountMicro: 2n })];
    expect(totalsPerOwner(months)).toEqual([{ gridArea: '900', supplierId: 's1', time: 0, amountMicro: 1n, ownerId: 'o1' }]);
    expect(totalsPerSupplier(months).map(({ gridArea, amountMicro }) => [gridArea, amountMicro])).toEqual([['900', 1n], ['901', 2n]]);
  });

  it('are unknown only when nothing is known', () => {
    expect(totalsPerOwner([month({ amountMicro: null })])[0]!.amountMicro).toBeNull();
    expect(totalsPerOwner([month({ amountMicro: null }), month({ ownerId: 'o2', isTax: true, amountMicro: 5n })])[0]!.amountMicro).toBe(5n);
    expect(totalsPerSupplier([month({ amountMicro: null }), month({ amountMicro: null, code: 'd' })])[0]!.amountMicro).toBeNull();
  });
});
