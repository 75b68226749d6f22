import { describe, expect, it } from '@jest/globals';
import type { Contract, PortfolioFacts, Supply } from '#portfolio/published';
import { latestEndOf, planPoints } from './plan-points.js';

const GSRN = '571313100000012345';
const heard = { stream: 'spec', revision: 0, position: '1', knownAt: '2025-01-01T00:00:00Z' };
const supply: Supply = { supplyId: 'supply-1', customerId: 'customer-1', from: '2025-01-01', heard };
const contract = (contractId: string, from: string, billingFrequency: Contract['billingFrequency'] = 'quarterly'): Contract =>
  ({ contractId, gsrn: GSRN, customerId: 'customer-1', payerId: 'customer-1', from, products: [], billingFrequency, paymentDays: 14, heard });

/** As the portfolio answers: only what touches the asked days, all of it open-ended here. */
const portfolioOf = (contracts: readonly Contract[]): Pick<PortfolioFacts, 'terms'> => ({
  terms: async (gsrns, { to }) => new Map(gsrns.map((gsrn) => [gsrn, { gsrn, supplies: [supply].filter(({ from }) => from < to), contracts: contracts.filter(({ from }) => from < to), links: [], heating: [] }])),
});
const planned = async (contracts: readonly Contract[], run: Readonly<{ from: string; to: string }>) =>
  (await planPoints(portfolioOf(contracts), [GSRN], run, {})).periods.map(({ from, to, contract: of }) => `${from}..${to} ${of?.contractId ?? 'none'}`);

describe('Planning points', () => {
  it('knows a period that the next contract ends on the very day on which the run ends', async () => {
    const contracts = [contract('first', '2025-01-01'), contract('second', '2025-02-01')];
    const wholeYear = await planned(contracts, { from: '2024-12-31', to: '2026-01-01' });
    expect(wholeYear[0]).toBe('2025-01-01..2025-02-01 first');
    expect(await planned(contracts, { from: '2024-12-31', to: '2025-02-01' })).toEqual(['2025-01-01..2025-02-01 first']);
  });

  it('knows days without a contract that end where the contract begins', async () => {
    expect(await planned([contract('late', '2025-01-20')], { from: '2024-12-31', to: '2025-01-20' })).toEqual(['2025-01-01..2025-01-20 none']);
  });

  it('plans the same periods in one long run and in runs of each day', async () => {
    const contracts = [contract('a', '2025-01-05', 'weekly'), contract('b', '2025-01-22', 'monthly'), contract('c', '2025-02-10', 'daily')];
    const days = Array.from({ length: 59 }, (_, at) => new Date(Date.UTC(2024, 11, 31 + at)).toISOString().slice(0, 10));
    const dayByDay = await Promise.all(days.slice(1).map((to, at) => planned(contracts, { from: days[at]!, to })));
    expect(dayByDay.flat()).toEqual(await planned(contracts, { from: days[0]!, to: days.at(-1)! }));
  });

  it('asks for what holds from the first day of a week that began before the quarter', async () => {
    const asked: string[] = [];
    const { periods } = await planPoints({ terms: (gsrns, days, asOf) => { asked.push(days.from); return portfolioOf([contract('weekly', '2025-01-01', 'weekly')]).terms(gsrns, days, asOf); } }, [GSRN], { from: '2025-04-01', to: '2025-04-07' }, {});
    expect(periods.map(({ from, to }) => [from, to])).toEqual([['2025-03-31', '2025-04-07']]);
    expect(asked).toEqual(['2025-03-31']);
  });

  it('knows the latest day on which a period may end, whatever is agreed', () => {
    expect([latestEndOf('2025-03-31'), latestEndOf('2025-01-01'), latestEndOf('2025-12-30')]).toEqual(['2025-04-07', '2025-04-01', '2026-01-05']);
  });
});
