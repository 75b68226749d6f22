import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#energy';
import type { BillingFrequency } from '../customer/billing-period.js';
import { plannedPeriods, type PlannedContract, type PlannedSupply } from './planned-periods.js';

const supply = (from: string, to?: string, customerId = 'c1'): PlannedSupply => ({ supplyId: `${customerId}/${from}`, customerId, from, ...(to !== undefined && { to }) });
const contract = (from: string, to?: string, billingFrequency: BillingFrequency = 'monthly', customerId = 'c1'): PlannedContract => ({ contractId: `k/${from}`, customerId, billingFrequency, from, ...(to !== undefined && { to }) });
const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
const plan = (supplies: PlannedSupply[], contracts: PlannedContract[], run = JANUARY): string[] => plannedPeriods({ supplies, contracts }, run).map(({ from, to, supply: { customerId }, contract: under }) => `${from}..${to} ${customerId} ${under?.contractId ?? '-'}`);

describe('Planned periods', () => {
  it('are the billing periods that end inside the run', () => {
    expect(plan([supply('2024-01-01')], [contract('2024-01-01')])).toEqual(['2025-01-01..2025-02-01 c1 k/2024-01-01']);
    expect(plan([supply('2024-01-01')], [contract('2024-01-01')], { from: '2024-12-01', to: '2025-02-01' })).toEqual(['2024-12-01..2025-01-01 c1 k/2024-01-01', '2025-01-01..2025-02-01 c1 k/2024-01-01']);
    expect(plan([supply('2024-01-01')], [contract('2024-01-01')], { from: '2025-01-01', to: '2025-01-31' })).toEqual([]);
  });
  it('may begin before the run: a quarter is settled by the run in which it ends', () => {
    expect(plan([supply('2024-01-01')], [contract('2024-01-01', undefined, 'quarterly')])).toEqual([]);
    expect(plan([supply('2024-01-01')], [contract('2024-01-01', undefined, 'quarterly')], { from: '2025-03-01', to: '2025-04-01' })).toEqual(['2025-01-01..2025-04-01 c1 k/2024-01-01']);
  });
  it('count weeks from Monday and days each by itself', () => {
    expect(plan([supply('2024-01-01')], [contract('2024-01-01', undefined, 'weekly')], { from: '2025-01-01', to: '2025-01-15' })).toEqual(['2024-12-30..2025-01-06 c1 k/2024-01-01', '2025-01-06..2025-01-13 c1 k/2024-01-01']);
    expect(plan([supply('2024-01-01')], [contract('2024-01-01', undefined, 'daily')], { from: '2025-01-01', to: '2025-01-03' })).toEqual(['2025-01-01..2025-01-02 c1 k/2024-01-01', '2025-01-02..2025-01-03 c1 k/2024-01-01']);
  });
  it('are cut to supply and contract, and end with them', () => {
    expect(plan([supply('2025-01-10', '2025-01-20')], [contract('2024-01-01')])).toEqual(['2025-01-10..2025-01-20 c1 k/2024-01-01']);
    expect(plan([supply('2024-01-01')], [contract('2024-01-01', '2025-01-16'), contract('2025-01-16')])).toEqual(['2025-01-01..2025-01-16 c1 k/2024-01-01', '2025-01-16..2025-02-01 c1 k/2025-01-16']);
  });
  it('of a move are two, each under the customer\'s own contract', () => {
    expect(plan([supply('2024-01-01', '2025-01-16'), supply('2025-01-16', undefined, 'c2')], [contract('2024-01-01'), contract('2025-01-10', undefined, 'monthly', 'c2')]))
      .toEqual(['2025-01-01..2025-01-16 c1 k/2024-01-01', '2025-01-16..2025-02-01 c2 k/2025-01-10']);
  });
  it('do not forget supply without a contract', () => {
    expect(plan([supply('2024-01-01')], [])).toEqual(['2025-01-01..2025-02-01 c1 -']);
    expect(plan([supply('2024-01-01')], [contract('2025-01-11', '2025-01-21')])).toEqual(['2025-01-01..2025-01-11 c1 -', '2025-01-11..2025-01-21 c1 k/2025-01-11', '2025-01-21..2025-02-01 c1 -']);
  });
  it('follow the contract that began last where two overlap, and the other again after it', () => {
    expect(plan([supply('2024-01-01')], [contract('2024-01-01'), contract('2025-01-10', '2025-01-20')]))
      .toEqual(['2025-01-01..2025-01-10 c1 k/2024-01-01', '2025-01-10..2025-01-20 c1 k/2025-01-10', '2025-01-20..2025-02-01 c1 k/2024-01-01']);
    expect(plan([supply('2024-01-01')], [contract('2024-01-01'), contract('2025-01-10', '2025-01-10')])).toEqual(['2025-01-01..2025-02-01 c1 k/2024-01-01']);
  });

  it('put no day of supply into two periods and leave none out, whatever overlaps', () => {
    const day = fc.integer({ min: 0, max: 120 });
    const days = fc.tuple(day, fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined })).map(([from, length]) => [addDays('2024-12-01', from), length === undefined ? undefined : addDays('2024-12-01', from + length)] as const);
    const customer = fc.constantFrom('c1', 'c2');
    fc.assert(fc.property(
      fc.array(fc.tuple(days, customer).map(([[from, to], who]) => supply(from, to, who)), { maxLength: 4 }),
      fc.array(fc.tuple(days, fc.constantFrom<BillingFrequency>('daily', 'weekly', 'monthly', 'quarterly'), customer).map(([[from, to], frequency, who]) => contract(from, to, frequency, who)), { maxLength: 5 }),
      (supplies, contracts) => {
        const planned = plannedPeriods({ supplies, contracts }, { from: '2024-10-01', to: '2025-10-01' });
        for (let at = 0; at < 200; at++) {
          const date = addDays('2024-11-01', at);
          const supplied = supplies.some(({ from, to }) => from <= date && (to === undefined || date < to));
          expect(planned.filter(({ from, to }) => from <= date && date < to)).toHaveLength(supplied ? 1 : 0);
        }
      }), { numRuns: 60 });
  });
});
