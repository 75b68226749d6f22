import { describe, expect, it } from '@jest/globals';
import { calendarOf, parseInstant, QUARTER_MS } from '#energy';
import { prepaidFor, quarterEnd, quarterlyAconto } from './aconto.js';
import { reversalOf, withoutAggregateMargin } from './billed-document.js';
import { settleChange } from './change.js';
import { correctionOf, documentOf } from './correction.js';
import { oereText } from './exact-amount.js';
import { settle } from './settle.js';
import { missingSpotIntervals, spotGrid } from './spot-completeness.js';
import { amountsOf, flatTariff, inputOf, price, readingSeries, settled, spotSeries, wh } from './testing.js';
import type { Product } from './settlement-input.js';
import { reconcileWholesale } from './wholesale-reconciliation.js';

const DAY = ['2025-01-01', '2025-01-02'] as const;
const spotProduct: Product = { id: 'spot', name: 'Spot', kind: 'spot', prices: [{ ref: 'p', from: '2000-01-01', marginPerKwh: price('0.04') }] };
const onSpot = { products: [spotProduct], contracts: [{ id: 'C1', from: '2000-01-01', products: [{ from: '2000-01-01', product: 'spot' }] }] };
const hoursOf = (value: string) => Array.from({ length: 24 }, () => value);

/** Each of these was wrong in an earlier system. */
describe('errors that must not come back', () => {
  it('a second correction does not count the first one’s changes again', () => {
    const tariff = flatTariff('T', '0.25');
    const versions = ['1', '1.5', '2.5'].map((kwh) => settled(inputOf(...DAY, kwh, { charges: [tariff] })));
    const documents = [documentOf('I1', versions[0]!)];
    for (const version of versions.slice(1)) documents.push(documentOf(`K${documents.length}`, correctionOf(version, documents)));
    expect(documents.map(({ lines }) => lines.find(({ id }) => id === 'charge/grid/tariff/T')!.amountOere)).toEqual([600n, 300n, 600n]);
  });

  it('corrections stay inside our own supply', () => {
    const input = inputOf('2025-01-01', '2025-01-03', '1', { supply: [{ from: '2025-01-02' }], charges: [flatTariff('T', '0.25')] });
    const answer = settleChange(input, [
      { at: parseInstant('2025-01-01T10:00Z'), resolution: 'PT1H', oldWh: wh('1'), newWh: wh('9') },
      { at: parseInstant('2025-01-02T10:00Z'), resolution: 'PT1H', oldWh: wh('1'), newWh: wh('3') },
    ]);
    expect(answer).toMatchObject({ status: 'settled', change: { ignored: 1, deltaWh: 2000n } });
    expect(answer.status === 'settled' && answer.change.lines.map(({ amountOere }) => amountOere)).toEqual([0n, 50n]);
  });

  it('a correction after the customer left uses the products of its own days', () => {
    const left = { supply: [{ from: '2024-01-01', to: '2025-01-02' }], contracts: [{ id: 'C1', from: '2024-01-01', to: '2025-01-02', products: [{ from: '2024-01-01', product: 'none' }] }] };
    expect(settle(inputOf('2025-01-01', '2025-01-03', '1', left)).status).toBe('settled');
  });

  it('days, months and tariff hours are those of the zone, not of UTC', () => {
    const zone = 'Europe/Copenhagen';
    const hours = Array.from({ length: 24 }, (_, hour) => price(hour === 0 ? '1' : '0'));
    const tariff = flatTariff('T', '0', { resolution: 'PT1H', dated: [{ ref: 'c', from: '2000-01-01', hours }] });
    const input = inputOf('2025-01-01', '2025-01-02', '1', { zone, charges: [tariff], readings: [readingSeries('2024-12-31T23:00Z', ['5', ...Array.from({ length: 23 }, () => '1')])] });
    expect(amountsOf(settled(input))['charge/grid/tariff/T']).toBe(500n);
  });

  it.each([['2025-03-30', 23], ['2025-10-26', 25]])('a day is complete with its own number of hours: %s has %d', (date, hours) => {
    const calendar = calendarOf('Europe/Copenhagen');
    const from = new Date(calendar.startOfDay(date)).toISOString();
    const of = (count: number) => settle(inputOf(date, calendar.nextDay(date), '1', { zone: 'Europe/Copenhagen', readings: [readingSeries(from, Array.from({ length: count }, () => '1'))] }));
    expect(of(hours).status).toBe('settled');
    expect(of(hours - 1)).toMatchObject({ status: 'notReady', missing: [{ code: 'READINGS_MISSING' }] });
  });

  it('quarters are not counted as hours: 24 of 96 quarters are not a day', () => {
    const readings = [readingSeries('2025-01-01T00:00Z', hoursOf('1'), { resolution: 'PT15M' })];
    expect(settle(inputOf(...DAY, '1', { readings }))).toMatchObject({ missing: [{ code: 'READINGS_MISSING', spans: [{ from: '2025-01-01T06:00:00Z', to: '2025-01-02T00:00:00Z' }] }] });
  });

  it('subscriptions are pro rata by each month’s own length, not the first one’s', () => {
    const subscription = flatTariff('S', '31', { type: 'subscription', resolution: 'P1M' });
    // 14 of 28 days of 31.00 and 17 of 31 days of 31.00; by February's length it would have been 34.32
    expect(amountsOf(settled(inputOf('2025-02-15', '2025-03-18', '0', { charges: [subscription] })))['charge/grid/subscription/S']).toBe(3250n);
  });

  it('a monthly subscription is not charged for each day', () => {
    const subscription = flatTariff('S', '23.20', { type: 'subscription', resolution: 'P1M' });
    expect(amountsOf(settled(inputOf('2025-02-01', '2025-03-01', '0', { charges: [subscription] })))['charge/grid/subscription/S']).toBe(2320n);
  });

  it('VAT stands once in an estimate, and prepayments are found by the days they are for', () => {
    const estimate = quarterlyAconto({ annualWh: wh('4800'), pricePerKwh: price('1.50'), subscriptionsPerMonth: [], vatRate: price('0.25') });
    expect(oereText(estimate)).toBe('2250.00');
    const second = { from: '2025-04-01', to: '2025-07-01' };
    const paid = prepaidFor(second, [
      { forPeriod: { from: '2025-01-01', to: '2025-04-01' }, amountInclVatOere: 100n, invoicedOn: '2024-12-20' },
      { forPeriod: second, amountInclVatOere: estimate, invoicedOn: '2025-03-20' },
    ]);
    expect(paid).toBe(estimate);
    expect(quarterEnd(240_000n, paid, 200_000n)).toMatchObject({ differenceOere: 15_000n, nextOere: 200_000n, dueOere: 215_000n });
  });

  it('a credit note names what it credits and takes back what was billed, not what one would compute today', () => {
    const [note] = reversalOf([{ id: 'I1', lines: [{ id: 'spot/consumption', amountOere: 12_345n, quantity: 1000n }], vatOere: 3_086n }]);
    expect(note).toMatchObject({ credits: 'I1', subtotalOere: -12_345n, vatOere: -3_086n, totalOere: -15_431n, lines: [{ quantity: -1000n }] });
  });

  it('ties go to the even øre below zero as above, and zero has no sign', () => {
    const of = (dkk: string) => oereText(amountsOf(settled(inputOf(...DAY, '1', { charges: [flatTariff('T', dkk)] })))['charge/grid/tariff/T']!);
    // 24 kWh × 0.003125 = 0.075 and so on
    expect([of('0.003125'), of('-0.003125'), of('0.001041'), of('-0.0002'), of('0.005208'), of('-0.005209')]).toEqual(['0.08', '-0.08', '0.02', '0.00', '0.12', '-0.13']);
  });

  it('lines of several margins are matched by product, not all with the first', () => {
    const billed = [{ id: 'I1', vatOere: 8_000n, lines: [{ id: 'product/a/margin', amountOere: 30_000n }, { id: 'product/b/margin', amountOere: 2_000n }] }];
    const lines = [['a', 33_000n], ['b', 2_200n]].map(([id, amountOere]) => ({ id: `product/${id}/margin`, name: String(id), quantity: 0n, amountOere })) as never;
    expect(correctionOf({ lines, vatOere: 8_800n }, billed)).toMatchObject({ subtotalOere: 3_200n, lines: [{ amountOere: 3_000n }, { amountOere: 200n }] });
  });

  it('charges with the same code of different owners or types are different lines', () => {
    const charges = [flatTariff('1', '0.10'), flatTariff('1', '0.20', { owner: 'tso' }), flatTariff('1', '31', { type: 'subscription', resolution: 'P1M' })];
    expect(amountsOf(settled(inputOf(...DAY, '1', { charges })))).toMatchObject({ 'charge/grid/tariff/1': 240n, 'charge/tso/tariff/1': 480n, 'charge/grid/subscription/1': 100n });
  });

  it('a missing spot price is not a price of zero, and an hour needs all four quarters', () => {
    const spot = [spotSeries('2025-01-01T00:00Z', Array.from({ length: 96 }, (_, at) => (at === 41 ? null : '0.5')), { resolution: 'PT15M' })];
    expect(settle(inputOf(...DAY, '1', { ...onSpot, spot }))).toMatchObject({ missing: [{ code: 'SPOT_MISSING', spans: [{ from: '2025-01-01T10:15:00Z', to: '2025-01-01T10:30:00Z' }] }] });
  });

  it('lists the missing spot intervals one by one, and none for an empty span', () => {
    const span = { from: parseInstant('2025-01-01T00:00Z'), to: parseInstant('2025-01-01T04:00Z') };
    const spot = [spotSeries('2025-01-01T00:00Z', ['1']), spotSeries('2025-01-01T01:00Z', ['1', null, '1', '1'], { resolution: 'PT15M' })];
    const grid = spotGrid(spot, 'DK1', span);
    expect(missingSpotIntervals(grid, span, 'PT1H').map(({ from, to }) => [(from - span.from) / QUARTER_MS, (to - from) / QUARTER_MS])).toEqual([[5, 1], [8, 4], [12, 4]]);
    expect(missingSpotIntervals(grid, span, 'PT15M')).toHaveLength(9);
    expect(missingSpotIntervals(grid, { from: span.from, to: span.from }, 'PT1H')).toEqual([]);
  });

  it('a tariff or product that changes inside the period is not charged at the price of its first day', () => {
    const tariff = flatTariff('T', '0', { dated: [{ ref: 'a', from: '2000-01-01', price: price('0.10') }, { ref: 'b', from: '2025-01-02', price: price('0.30') }] });
    expect(amountsOf(settled(inputOf('2025-01-01', '2025-01-03', '1', { charges: [tariff] })))['charge/grid/tariff/T']).toBe(240n + 720n);
  });

  it('a price that starts exactly with the period is found', () => {
    const tariff = flatTariff('T', '0', { dated: [{ ref: 'a', from: '2025-01-01', to: '2025-01-02', price: price('0.10') }] });
    expect(amountsOf(settled(inputOf(...DAY, '1', { charges: [tariff] })))['charge/grid/tariff/T']).toBe(240n);
  });

  it('a price published twice has one answer: the newest registration, wherever it stands in the list', () => {
    const [old, now] = [{ ref: 'a', from: '2025-01-01', price: price('0.10'), registeredAt: 1, version: '10' }, { ref: 'b', from: '2025-01-01', price: price('0.20'), registeredAt: 2, version: '9' }];
    for (const dated of [[old, now], [now, old]]) expect(amountsOf(settled(inputOf(...DAY, '1', { charges: [flatTariff('T', '0', { dated })] })))['charge/grid/tariff/T']).toBe(480n);
  });

  it('an hour that stands twice in the readings is neither added up nor an error: the newer counts', () => {
    const readings = [readingSeries('2025-01-01T00:00Z', hoursOf('1'), { registeredAt: 1 }), readingSeries('2025-01-01T05:00Z', ['3'], { ref: 'readings[1]', registeredAt: 2 })];
    expect(settled(inputOf(...DAY, '1', { readings })).quantities.consumptionWh).toBe(wh('26'));
  });

  it('supply that does not reach the period is no supply, not any supply', () => {
    expect(settle(inputOf(...DAY, '1', { supply: [{ from: '2024-01-01', to: '2025-01-01' }, { from: '2025-01-02' }] }))).toMatchObject({ missing: [{ code: 'NO_SUPPLY' }] });
  });

  it('an exempt customer pays no VAT on spot either', () => {
    const input = inputOf(...DAY, '1', { ...onSpot, spot: [spotSeries('2025-01-01T00:00Z', hoursOf('0.5'))], vat: [{ ref: 'v', from: '2000-01-01', rate: 0n }] });
    expect(settled(input)).toMatchObject({ subtotalOere: 1296n, vatOere: 0n, totalOere: 1296n });
  });

  it('wholesale lines are matched by charge, whatever they are called', () => {
    expect(reconcileWholesale([{ id: 'a', amountMicro: 5n }, { id: 'a', amountMicro: 5n }], [{ id: 'a', amountMicro: 10n }], 0n).status).toBe('Matched');
  });

  it('the margin of all products is not added to the products’ own', () => {
    const lines = [{ id: 'product/*/margin', amountOere: 32_000n }, { id: 'product/a/margin', amountOere: 30_000n }, { id: 'product/b/margin', amountOere: 2_000n }];
    expect(withoutAggregateMargin(lines).reduce((sum, { amountOere }) => sum + amountOere, 0n)).toBe(32_000n);
    expect(withoutAggregateMargin(lines.slice(0, 1))).toHaveLength(1);
  });

  it('the delta engine knows netting and the tax limit', () => {
    const tax = flatTariff('tax', '1', { category: 'electricityTax', tax: true });
    const reduction = { entitled: [{ from: '2025-01-01' }], yearStartsInMonth: 1, limits: [{ ref: 'l', from: '2000-01-01', whPerYear: wh('30') }], prices: [{ ref: 'r', from: '2000-01-01', price: price('0.1') }] };
    const input = inputOf(...DAY, '1', { charges: [tax], reduction, exportReadings: [readingSeries('2025-01-01T00:00Z', hoursOf('0.5'), { ref: 'exportReadings[0]' })], spot: [spotSeries('2025-01-01T00:00Z', hoursOf('0.5'))] });
    // billed 0.5 an hour, 12 in all; at 10:00 the meter said 41 instead of 1: 12 → 52, of which 30 at full rate
    const answer = settleChange(input, [{ at: parseInstant('2025-01-01T10:00Z'), resolution: 'PT1H', oldWh: wh('1'), newWh: wh('41') }]);
    expect(answer.status === 'settled' && answer.change.lines.find(({ id }) => id === 'charge/grid/tariff/tax')).toMatchObject({ amountOere: 2020n, quantity: wh('40') });
  });

  it('the delta engine names a missing price and gives no amount', () => {
    const answer = settleChange(inputOf(...DAY, '1', { ...onSpot, readings: [] }), [{ at: parseInstant('2025-01-01T10:00Z'), resolution: 'PT1H', oldWh: 1n, newWh: 2n }]);
    expect(answer).toMatchObject({ status: 'notReady', missing: [{ code: 'SPOT_MISSING', spans: [{ from: '2025-01-01T10:00:00Z', to: '2025-01-01T11:00:00Z' }] }] });
  });
});
