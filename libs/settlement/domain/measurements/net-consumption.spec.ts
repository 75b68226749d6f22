import { addDays, calendarOf, MARKET_ZONE } from '#energy';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import type { ChildPoint, ConsumptionPeriod, Measurement, SentBefore } from './measurement-input.js';
import { netConsumptionEstimate, type NetConsumptionInput, yearlyEstimates } from './net-consumption-estimate.js';
import { netConsumptionSettled } from './net-consumption-settled.js';

const calendar = calendarOf(MARKET_ZONE);
const WH = 10n ** 9n;
const noon = (date: string): number => calendar.startOfDay(date) + 12 * 3_600_000;
const wh = (values: Readonly<Record<string, number>>): readonly Measurement[] => Object.entries(values).map(([date, value]) => ({ time: noon(date), quantity: BigInt(value) * WH }));
const parent = (changes: Partial<ConsumptionPeriod> = {}): ConsumptionPeriod => ({ meteringPointId: 'p', from: '2020-01-01', settlementMonth: 1, ...changes });
const child = (type: ChildPoint['type'], changes: Partial<ChildPoint> = {}): ChildPoint => ({ meteringPointId: type, type, parentId: 'p', coupled: '2020-01-01', ...changes });
const CHILDREN = [child('net_consumption'), child('consumption_from_grid'), child('supply_to_grid')];
const input = (changes: Partial<NetConsumptionInput> = {}): NetConsumptionInput => ({
  periods: [parent()], children: CHILDREN, measurements: new Map([['consumption_from_grid', wh({ '2023-06-01': 1_000_000 })]]), sent: new Map(), executionDay: '2024-01-02', calendar, ...changes,
});
const sent = (days: Readonly<Record<string, [bigint, string]>>): SentBefore => new Map([['net_consumption', new Map(Object.entries(days).map(([date, [value, settlementType]]) => [date, { wh: value, settlementType }]))]]);
const estimate = (changes: Partial<NetConsumptionInput> = {}) => netConsumptionEstimate(input(changes)).map(({ date, wh: value, settlementType }) => `${date} ${value} ${settlementType}`);
const settled = (changes: Partial<NetConsumptionInput> = {}) => netConsumptionSettled(input({ executionDay: '2024-06-01', periods: [parent({ from: '2023-01-01' })], ...changes }));

describe('the estimate of net consumption', () => {
  it('spreads last year over the days of this one, up to and with today', () => {
    expect(estimate()).toEqual(['2024-01-01 2732 up_to_end_of_period', '2024-01-02 2732 up_to_end_of_period']);
    expect(yearlyEstimates(input())).toEqual([{ meteringPointId: 'net_consumption', year: { from: '2024-01-01', to: '2025-01-01', days: 366 }, wh: 1_000_000n }]);
  });

  it('is what was taken less what was given, not below 0', () => {
    const measurements = (given: number) => new Map([['consumption_from_grid', wh({ '2023-06-01': 1_000_000 })], ['supply_to_grid', wh({ '2023-12-31': given })]]);
    expect(estimate({ measurements: measurements(634_000) })[0]).toBe('2024-01-01 1000 up_to_end_of_period');
    expect(estimate({ measurements: measurements(2_000_000) })[0]).toBe('2024-01-01 0 up_to_end_of_period');
    expect(estimate({ measurements: new Map([['supply_to_grid', wh({ '2023-12-31': 1 })]]) })[0]).toBe('2024-01-01 0 up_to_end_of_period');
  });

  it('says nothing when there is nothing to estimate from', () => {
    expect(estimate({ measurements: new Map([['consumption_from_grid', wh({ '2022-12-31': 1, '2024-01-01': 1 })]]) })).toEqual([]);
  });

  it.each([[false, '4918'], [true, '15301'], [undefined, '4918']])('takes the standard for a new customer with heating %s', (hasElectricalHeating, value) => {
    expect(estimate({ periods: [parent({ moveIn: true, hasElectricalHeating })] })[0]).toBe(`2024-01-01 ${value} up_to_end_of_period`);
  });

  it('goes on after the last day sent in this year', () => {
    expect(estimate({ sent: sent({ '2024-01-01': [1n, 'x'], '2023-12-30': [1n, 'x'] }) })).toHaveLength(1);
    expect(estimate({ sent: sent({ '2023-12-30': [1n, 'x'] }) })).toHaveLength(2);
    expect(estimate({ sent: sent({ '2024-01-02': [1n, 'x'] }) })).toEqual([]);
  });

  it('begins with the second day of a customer who came within the year, unless something was sent before', () => {
    const days = (from: string, ...before: readonly string[]) => estimate({
      periods: [parent({ from })], executionDay: '2024-01-04', sent: sent(Object.fromEntries(before.map((date) => [date, [1n, 'x']]))),
    }).map((day) => day.slice(0, 10));
    expect(days('2024-01-02')).toEqual(['2024-01-03', '2024-01-04']);
    expect(days('2024-01-01')).toHaveLength(4);
    expect(days('2024-01-02', '2023-12-31')).toEqual(['2024-01-02', '2024-01-03', '2024-01-04']);
    expect(days('2024-01-02', '2024-01-03')).toEqual(['2024-01-04']);
    expect(days('2024-01-04')).toEqual([]);
  });

  it('belongs to the customer of today and to the days the child is coupled', () => {
    expect(estimate({ periods: [parent({ to: '2024-01-02' })] })).toEqual([]);
    expect(estimate({ periods: [parent({ from: '2024-01-03' })] })).toEqual([]);
    expect(estimate({ periods: [parent({ moveIn: true }), parent({ from: '2024-01-02' })], executionDay: '2024-01-03' })).toEqual(['2024-01-03 2732 up_to_end_of_period']);
    for (const periods of [[parent(), parent({ from: '2023-06-01', moveIn: true })], [parent({ from: '2023-06-01', moveIn: true }), parent()]]) expect(estimate({ periods })[0]).toBe('2024-01-01 4918 up_to_end_of_period');
    expect(estimate({ periods: [parent(), parent({ from: '2024-01-03', moveIn: true })] })[0]).toBe('2024-01-01 2732 up_to_end_of_period'); // the next customer is not here yet
    expect(estimate({ children: [child('net_consumption', { coupled: '2024-01-02' }), ...CHILDREN.slice(1)] })).toHaveLength(1);
    expect(estimate({ children: [child('net_consumption', { uncoupled: '2024-01-02' }), ...CHILDREN.slice(1)] })).toEqual(['2024-01-01 2732 up_to_end_of_period']);
    expect(estimate({ children: [...CHILDREN, child('consumption_from_grid', { coupled: '2023-01-01' })] })[0]).toBe('2024-01-01 2732 up_to_end_of_period'); // the same point twice counts once
  });
});

describe('settled net consumption', () => {
  it('waits two days after the end', () => {
    expect(settled({ executionDay: '2024-01-02' })).toEqual([]);
    expect(settled({ executionDay: '2024-01-03' })).toHaveLength(365);
    expect(settled({ periods: [parent({ from: '2024-01-01', to: '2024-02-01' })], executionDay: '2024-02-03' })).toHaveLength(31);
  });

  it('settles closed years only: an open supply ends with the year before today\'s', () => {
    const days = settled({ periods: [parent({ from: '2023-01-01', settlementMonth: 4 })] });
    expect([days[0]!.date, days.at(-1)!.date]).toEqual(['2023-01-01', '2024-03-31']);
    expect(new Set(days.map(({ settlementType }) => settlementType))).toEqual(new Set(['end_of_period']));
  });

  it('goes back three years', () => {
    expect(settled({ periods: [parent()], executionDay: '2024-02-29' })[0]!.date).toBe('2021-02-28');
    expect(settled({ periods: [parent()], executionDay: '2024-06-15' })[0]!.date).toBe('2021-06-15');
    expect(settled({ periods: [parent()], executionDay: '2024-06-29' })[0]!.date).toBe('2021-06-29');
    expect(settled({ periods: [parent()], executionDay: '2032-02-29' })[0]!.date).toBe('2029-02-28');
    expect(settled({ periods: [parent({ to: '2021-06-15' })], executionDay: '2024-06-15' })).toEqual([]);
  });

  it('leaves days out that were settled with the same value', () => {
    const value = settled()[0]!.wh;
    const days = settled({ sent: sent({ '2023-01-01': [value, 'end_of_period'], '2023-01-02': [value, 'up_to_end_of_period'], '2023-01-03': [value + 1n, 'end_of_period'] }) });
    expect(days.slice(0, 2).map(({ date }) => date)).toEqual(['2023-01-02', '2023-01-03']);
  });

  it('spreads over the days on which the customer and all meters are active', () => {
    const measurements = new Map([['consumption_from_grid', wh({ '2023-12-29': 1_000, '2023-12-30': 4_000 })]]);
    const briefly = (...children: readonly ChildPoint[]) => settled({ children, measurements }).map(({ date, wh: value }) => `${date} ${value}`);
    expect(briefly(child('net_consumption', { coupled: '2023-12-30', uncoupled: '2024-01-01' }), child('consumption_from_grid'))).toEqual(['2023-12-30 2000', '2023-12-31 2000']);
    expect(briefly(child('net_consumption'), child('consumption_from_grid', { coupled: '2023-12-30' }), child('supply_to_grid', { coupled: '2023-12-29', uncoupled: '2023-12-31' }))).toEqual(['2023-12-30 4000']);
    const again = [child('consumption_from_grid', { coupled: '2023-12-31' }), child('consumption_from_grid', { coupled: '2023-12-29', uncoupled: '2023-12-30' })];
    expect(briefly(child('net_consumption'), ...again)).toHaveLength(3);
    expect(briefly(child('net_consumption'), ...again)[0]).toBe('2023-12-29 1667');
    expect(briefly(child('net_consumption', { uncoupled: '2023-01-01' }))).toEqual([]);
    const twice = [child('consumption_from_grid', { coupled: '2023-12-28', uncoupled: '2023-12-29' }), child('consumption_from_grid', { coupled: '2023-12-30', uncoupled: '2023-12-31' })];
    for (const meters of [twice, [...twice].reverse()]) expect(briefly(child('net_consumption'), ...meters).map((day) => day.slice(0, 10))).toEqual(['2023-12-28', '2023-12-29', '2023-12-30']);
    const stillThere = [child('supply_to_grid', { coupled: '2023-12-29' }), child('supply_to_grid', { coupled: '2023-01-01', uncoupled: '2023-12-30' })];
    for (const meters of [stillThere, [...stillThere].reverse()]) expect(briefly(child('net_consumption', { coupled: '2023-12-29' }), child('consumption_from_grid'), ...meters)).toHaveLength(3);
  });

  it('spreads the net of each year over its days', () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 0, max: 5_000_000 }), fc.boolean()), { maxLength: 20 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 12 }),
      (readings, start, settlementMonth) => {
        const from = addDays('2022-06-01', start);
        const measured = (given: boolean) => readings.filter(([, , isGiven]) => isGiven === given).map(([day, value]) => ({ time: noon(addDays('2022-06-01', day)), quantity: BigInt(value) * WH }));
        const results = settled({ periods: [parent({ from, settlementMonth })], executionDay: '2025-05-20', measurements: new Map([['consumption_from_grid', measured(false)], ['supply_to_grid', measured(true)]]) });
        const perDay = new Map<string, string>();
        const expected = results.map(({ date }) => {
          const [year, month] = date.split('-').map(Number) as [number, number];
          const begins = `${month >= settlementMonth ? year : year - 1}-${String(settlementMonth).padStart(2, '0')}-01`;
          if (!perDay.has(begins)) {
            const ends = `${Number(begins.slice(0, 4)) + 1}${begins.slice(4)}`;
            const first = begins < from ? from : begins;
            const net = readings.map(([day, amount, given]) => [addDays('2022-06-01', day), given ? -amount : amount] as const).filter(([on]) => on >= first && on < ends).reduce((sum, [, amount]) => sum.add(amount), new Decimal(0));
            const days = (Date.parse(ends) - Date.parse(first)) / 86_400_000;
            perDay.set(begins, Decimal.max(0, net).div(days).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed());
          }
          return perDay.get(begins);
        });
        expect(results.map(({ wh: value }) => `${value}`)).toEqual(expected);
        expect(results.length).toBeGreaterThan(0);
      },
    ), { numRuns: 30 });
  });
});
