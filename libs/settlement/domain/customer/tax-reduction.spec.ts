import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, calendarOf } from '#energy';
import type { SettlementInput, TaxReduction } from './settlement-input.js';
import { fullRateWh, limitOf, settlementYearOf } from './tax-reduction.js';
import { amountsOf, flatTariff, inputOf, price, readingSeries, settled, wh } from './testing.js';

const YEAR = { from: '2025-01-01', to: '2026-01-01' };
const tax = flatTariff('TAX', '1', { category: 'electricityTax', tax: true });
const reduction = (more: Partial<TaxReduction> = {}): TaxReduction => ({
  entitled: [YEAR], yearStartsInMonth: 1, limits: [{ ref: 'limit', from: '2000-01-01', whPerYear: 10_000n }], usedBeforeWh: 0n,
  prices: [{ ref: 'reduced', from: '2000-01-01', price: price('0.01') }], ...more,
});
/** A day of hourly kWh, the hours not given being 0. */
const heated = (kwh: readonly string[], more: Partial<TaxReduction> = {}, days = 1): SettlementInput => inputOf('2025-01-01', addDays('2025-01-01', days), '0', {
  charges: [tax], reduction: reduction(more), readings: [readingSeries('2025-01-01T00:00Z', Array.from({ length: 24 * days }, (_, hour) => kwh[hour] ?? '0'))],
});
const taxOere = (input: SettlementInput): bigint => amountsOf(settled(input))['charge/grid/tariff/TAX']!;

describe('reduced electricity tax', () => {
  it('cuts the hour that passes the limit in two', () => {
    expect(taxOere(heated(['6', '6', '6']))).toBe(1000n + 8n);
  });

  it('goes on from what was used before, also from beyond the limit', () => {
    expect(taxOere(heated(['6'], { usedBeforeWh: wh('7') }))).toBe(300n + 3n);
    expect(taxOere(heated(['6'], { usedBeforeWh: wh('12') }))).toBe(6n);
  });

  it('takes a negative reading back from above the limit first', () => {
    expect(taxOere(heated(['15', '-2']))).toBe(1000n + 3n);
    expect(taxOere(heated(['15', '-7']))).toBe(800n);
    expect(taxOere(heated(['15', '-7', '4']))).toBe(1000n + 2n);
    expect(taxOere(heated(['-2'], { usedBeforeWh: wh('11') }))).toBe(-100n - 1n);
    expect(taxOere(heated(['-2']))).toBe(-200n);
  });

  it('depends on the sum alone, in whatever order it comes', () => {
    const kwh = fc.integer({ min: -9, max: 9 });
    fc.assert(fc.property(fc.array(kwh, { minLength: 1, maxLength: 24 }), fc.integer({ min: 0, max: 20 }), (values, before) => {
      const sum = values.reduce((total, value) => total + value, 0);
      const usedBeforeWh = wh(`${before}`);
      expect(taxOere(heated(values.map(String), { usedBeforeWh }))).toBe(taxOere(heated([`${sum}`], { usedBeforeWh })));
    }), { numRuns: 30 });
  });

  it('begins anew with the settlement year and with each entitlement', () => {
    const twoDays = [...Array.from({ length: 24 }, (_, hour) => (hour === 0 ? '15' : '0')), '15'];
    expect(taxOere(heated(twoDays, {}, 2))).toBe(1000n + 20n);
    const cut = [{ from: '2025-01-01', to: '2025-01-02' }, { from: '2025-01-02', to: '2026-01-01' }];
    expect(settled(heated(twoDays, { entitled: cut }, 2)).limitUses).toEqual([
      { from: '2025-01-01', to: '2025-01-02', limitWh: 27n, usedWh: wh('15') }, { from: '2025-01-02', to: '2026-01-01', limitWh: 9973n, usedWh: wh('15') },
    ]);
    expect(taxOere(heated(twoDays, { entitled: [{ from: '2025-01-02', to: '2026-01-01' }] }, 2))).toBe(1500n + 997n + 5n);
  });

  it('follows the hub day by day: its figure pays in full, the rest is reduced', () => {
    const hub = (...values: (bigint | null)[]) => ({ fullRate: [{ ref: 'd14', resolution: 'PT1H' as const, from: Date.UTC(2025, 0, 1), values }] });
    expect(taxOere(heated(['15', '5'], hub(wh('7'))))).toBe(700n + 13n);
    expect(taxOere(heated(['5'], hub(wh('7'))))).toBe(500n);
    expect(taxOere(heated(['15', '-7'], hub(wh('7'))))).toBe(700n + 1n);
    expect(taxOere(heated(['15', '-9'], hub(wh('7'))))).toBe(600n);
    expect(taxOere(heated(['9', ...Array.from({ length: 23 }, () => '0'), '9'], hub(wh('7'), wh('2')), 2))).toBe(700n + 2n + 200n + 7n);
  });

  it('has a settlement year that begins in any month', () => {
    expect(settlementYearOf('2025-05-31', 6)).toEqual({ from: '2024-06-01', to: '2025-06-01' });
    expect(settlementYearOf('2025-06-01', 6)).toEqual({ from: '2025-06-01', to: '2026-06-01' });
    expect(settlementYearOf('2025-12-31', 1)).toEqual(YEAR);
  });

  it('has a limit by days, to the watt-hour, of the limit in force when the entitlement begins', () => {
    const limits = [{ ref: 'a', from: '2000-01-01', whPerYear: 4_000_000n }, { ref: 'b', from: '2025-03-01', whPerYear: 2_000_000n }];
    expect(limitOf({ from: '2024-12-31', to: '2025-11-02' }, YEAR, limits)).toBe(3_353_425n);
    expect(limitOf({ from: '2025-03-01', to: '2026-01-01' }, YEAR, limits)).toBe(1_676_712n);
    expect(limitOf({ from: '1999-03-01', to: '2000-01-01' }, YEAR, limits)).toBeUndefined();
  });

  it('takes the newest of the hub’s series that reaches a day', () => {
    const calendar = calendarOf('UTC');
    const series = (from: string, values: (bigint | null)[], version?: string) => ({ ref: from, resolution: 'PT1H' as const, from: calendar.startOfDay(from), values, ...(version !== undefined && { version }) });
    const at = (...fullRate: ReturnType<typeof series>[]) => ['2025-01-01', '2025-01-02', '2025-01-03'].map((date) => fullRateWh(reduction({ fullRate }), calendar, date));
    expect(at(series('2025-01-01', [1n, 2n]))).toEqual([1n, 2n, undefined]);
    expect(at(series('2025-01-01', [1n, 2n, 3n]), series('2025-01-02', [9n]))).toEqual([1n, 9n, 3n]);
    expect(at(series('2025-01-01', [1n, 2n, 3n], '2'), series('2025-01-02', [9n], '1'))).toEqual([1n, 2n, 3n]);
    expect(at(series('2025-01-01', [1n, null, 3n]))).toEqual([1n, undefined, 3n]);
    expect(fullRateWh(reduction(), calendar, '2025-01-01')).toBeUndefined();
  });
});
