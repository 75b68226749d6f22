import { describe, expect, it } from '@jest/globals';
import { calendarOf, HOUR_MS } from '#energy';
import { billingPeriodEnd, billingPeriods, billingPeriodStart, isDue, spanOf } from './billing-period.js';
import { entitlementOf, fullRateWh, limitOf, settlementYearOf } from './tax-reduction.js';
import { identityText } from './line-identity.js';
import { spreadVat } from './vat-spread.js';
import { wh } from './testing.js';

describe('billing periods', () => {
  it('begin where the one before ends', () => {
    for (const [frequency, date, start] of [['daily', '2026-02-15', '2026-02-15'], ['weekly', '2026-02-15', '2026-02-09'], ['weekly', '2026-02-16', '2026-02-16'], ['monthly', '2026-02-15', '2026-02-01'], ['quarterly', '2026-06-30', '2026-04-01'], ['quarterly', '2026-12-31', '2026-10-01']] as const) {
      expect(billingPeriodStart(frequency, date)).toBe(start);
      expect(billingPeriodEnd(frequency, start)).toBe(billingPeriodEnd(frequency, date));
    }
  });

  it('are cut to the supply', () => {
    expect(billingPeriods('monthly', { from: '2025-01-16', to: '2025-03-10' })).toEqual([{ from: '2025-01-16', to: '2025-02-01' }, { from: '2025-02-01', to: '2025-03-01' }, { from: '2025-03-01', to: '2025-03-10' }]);
    expect(billingPeriods('weekly', { from: '2025-01-01', to: '2025-01-01' })).toEqual([]);
  });

  it('have the hours of the local calendar', () => {
    const { from, to } = spanOf({ from: '2025-03-01', to: '2025-04-01' }, calendarOf('Europe/Copenhagen'));
    expect((to - from) / HOUR_MS).toBe(743);
  });

  it('are due on the day after their last', () => {
    expect([isDue({ from: '2025-01-01', to: '2025-02-01' }, '2025-01-31'), isDue({ from: '2025-01-01', to: '2025-02-01' }, '2025-02-01')]).toEqual([false, true]);
  });
});

describe('the limit of the electricity tax', () => {
  const limits = [{ ref: 'l', from: '2020-01-01', whPerYear: wh('4000') }];

  it('belongs to twelve months from the settlement month', () => {
    expect(settlementYearOf('2025-06-30', 7)).toEqual({ from: '2024-07-01', to: '2025-07-01' });
    expect(settlementYearOf('2025-07-01', 7)).toEqual({ from: '2025-07-01', to: '2026-07-01' });
    expect(settlementYearOf('2025-01-01', 1)).toEqual({ from: '2025-01-01', to: '2026-01-01' });
  });

  it('is pro rata by entitled days, to the watt-hour, in common and leap years', () => {
    const year = { from: '2025-01-01', to: '2026-01-01' };
    expect(limitOf({ from: '2025-03-01', to: '2026-01-01' }, year, limits)).toBe(wh('3353.425'));
    expect(limitOf({ from: '2024-01-01', to: '2024-07-01' }, { from: '2024-01-01', to: '2025-01-01' }, limits)).toBe(wh('1989.071'));
    expect(limitOf(year, year, [])).toBeUndefined();
  });

  it('is cut to the entitlement within the year, and there is none outside it', () => {
    const reduction = { entitled: [{ from: '2025-03-01', to: '2025-09-01' }], yearStartsInMonth: 1, limits, prices: [] };
    expect(entitlementOf(reduction, '2025-08-31')?.entitlement).toEqual({ from: '2025-03-01', to: '2025-09-01' });
    expect([entitlementOf(reduction, '2025-02-28'), entitlementOf(reduction, '2025-09-01')]).toEqual([undefined, undefined]);
  });

  it('takes the newest figure of the hub for a day', () => {
    const calendar = calendarOf('Europe/Copenhagen');
    const series = (values: (bigint | null)[], registeredAt: number) => ({ ref: 'd14', resolution: 'P1D' as const, from: calendar.startOfDay('2025-03-29'), values, registeredAt });
    const reduction = { entitled: [], yearStartsInMonth: 1, limits, prices: [], fullRate: [series([1n, 2n, 9n, 4n], 2), series([1n, 1n, 1n], 1)] };
    expect(['2025-03-28', '2025-03-29', '2025-03-31', '2025-04-01', '2025-04-02'].map((date) => fullRateWh(reduction, calendar, date))).toEqual([undefined, 1n, 9n, 4n, undefined]);
  });
});

describe('identities of lines', () => {
  it('stay apart when ids hold slashes', () => {
    const of = (product: string) => identityText({ source: 'product', product, component: 'margin' });
    expect(new Set([of('a/b'), of('a%2Fb'), of('a')]).size).toBe(3);
    expect(identityText({ source: 'charge', owner: '5790000432752', type: 'tariff', code: '40/1' })).toBe('charge/5790000432752/tariff/40%2F1');
  });
});

describe('VAT spread over lines', () => {
  it('adds up to the VAT of the document, the last line taking what is left', () => {
    expect(spreadVat([100n, 100n, 100n], 76n)).toEqual([25n, 25n, 26n]);
    expect(spreadVat([100n, -100n], 0n)).toEqual([0n, 0n]);
    expect(spreadVat([], 0n)).toEqual([]);
  });
});
