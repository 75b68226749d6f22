import { describe, expect, it } from '@jest/globals';
import { parseInstant, scaledFromText, textFromScaled } from '#energy';
import { correctionOf } from '../../../libs/settlement/domain/customer/correction.js';
import { PRICE_SCALE } from '../../../libs/settlement/domain/customer/exact-amount.js';
import { settle } from '../../../libs/settlement/domain/customer/settle.js';
import type { Settlement } from '../../../libs/settlement/domain/customer/settlement.js';
import type { Charge, SettlementInput } from '../../../libs/settlement/domain/customer/settlement-input.js';

const DAY = parseInstant('2025-01-01T00:00Z');
const price = (dkk: string): bigint => scaledFromText(dkk, PRICE_SCALE);
/** 24 values from those of the four parts of the day: 00 to 06, 06 to 16, 16 to 20, 20 to 24. */
const byPart = <Value>(night: Value, day: Value, peak: Value, late: Value): Value[] => [...Array<Value>(6).fill(night), ...Array<Value>(10).fill(day), ...Array<Value>(4).fill(peak), ...Array<Value>(4).fill(late)];
const charge = (code: string, category: Charge['category'], type: Charge['type'], dated: Pick<Charge['dated'][number], 'price' | 'hours'>): Charge =>
  ({ owner: 'grid', type, code, name: code, category, resolution: type === 'tariff' ? 'PT1H' : 'P1M', tax: false, notBilled: false, vatExempt: false, dated: [{ ref: code, from: '2025-01-01', ...dated }], points: [] });

const CHARGES = [
  charge('grid', 'grid', 'tariff', { hours: byPart('0.06', '0.18', '0.54', '0.06').map(price) }), charge('system', 'system', 'tariff', { price: price('0.054') }),
  charge('transmission', 'transmission', 'tariff', { price: price('0.049') }), charge('tax', 'electricityTax', 'tariff', { price: price('0.008') }), charge('subscription', 'grid', 'subscription', { price: price('49') }),
];

const household = (from17: bigint): SettlementInput => ({
  gsrn: '571313100000012345', zone: 'UTC', priceArea: 'DK1', period: { from: '2025-01-01', to: '2025-01-02' }, supply: [{ from: '2025-01-01' }],
  readings: [{ ref: 'readings', resolution: 'PT1H', from: DAY, values: byPart(300n, 500n, 1200n, 400n).map((wh, hour) => (hour === 17 ? from17 : wh)) }],
  spot: [{ ref: 'spot', area: 'DK1', resolution: 'PT1H', from: DAY, values: byPart('0.45', '0.85', '1.25', '0.55').map(price) }],
  products: [{ id: 'spot', name: 'Spot', kind: 'spot', prices: [{ ref: 'product', from: '2025-01-01', marginPerKwh: price('0.04'), subscriptionPerMonth: price('39') }] }],
  contracts: [{ id: 'C1', from: '2025-01-01', products: [{ from: '2025-01-01', product: 'spot' }] }],
  charges: CHARGES, links: CHARGES.map(({ owner, type, code }) => ({ owner, type, code, from: '2025-01-01', factor: 1n, ref: 'link' })),
  requiredCategories: ['grid', 'system', 'transmission', 'electricityTax'], vat: [{ ref: 'vat', from: '2025-01-01', rate: price('0.25') }],
});

const settled = (from17: bigint): Settlement => {
  const answer = settle(household(from17));
  if (answer.status === 'notReady') throw new Error(JSON.stringify(answer.missing));
  return answer.settlement;
};
const dkk = (oere: bigint): string => textFromScaled(oere, 2);

describe('docs/how-an-invoice-comes-about.md', () => {
  it('states the lines and totals of the settlement', () => {
    const { lines, subtotalOere, vatOere, totalOere } = settled(1200n);
    expect(lines.map(({ amountOere }) => dkk(amountOere))).toEqual(['11.94', '0.53', '3.70', '0.71', '0.65', '0.11', '1.58', '1.26']);
    expect([subtotalOere, vatOere, totalOere].map(dkk)).toEqual(['20.48', '5.12', '25.60']);
  });
  it('states the difference that the corrected hour makes', () => {
    const before = settled(1200n);
    const correction = correctionOf(settled(1500n), [{ id: 'first', lines: before.lines, vatOere: before.vatOere }]);
    expect(correction.lines.map(({ amountOere }) => dkk(amountOere))).toEqual(['0.38', '0.01', '0.16', '0.02', '0.01', '0.00']);
    expect([correction.subtotalOere, correction.vatOere, correction.totalOere, settled(1500n).totalOere].map(dkk)).toEqual(['0.58', '0.14', '0.72', '26.32']);
  });
});
