import { addDays, calendarOf, MARKET_ZONE } from '#energy';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { electricalHeating, type HeatingInput } from './electrical-heating.js';
import { limitReduction } from './heating-limit.js';
import type { ChildPoint, ConsumptionPeriod, Measurement } from './measurement-input.js';

const calendar = calendarOf(MARKET_ZONE);
const WH = 10n ** 9n;
const noon = (date: string): number => calendar.startOfDay(date) + 12 * 3_600_000;
const parent = (changes: Partial<ConsumptionPeriod> = {}): ConsumptionPeriod => ({ meteringPointId: 'p', from: '2024-01-01', settlementMonth: 1, ...changes });
const child = (type: ChildPoint['type'], changes: Partial<ChildPoint> = {}): ChildPoint => ({ meteringPointId: type, type, parentId: 'p', coupled: '2020-01-01', ...changes });
const kwh = (values: Readonly<Record<string, number>>): readonly Measurement[] => Object.entries(values).map(([date, value]) => ({ time: noon(date), quantity: BigInt(value) * 1000n * WH }));
const input = (changes: Partial<HeatingInput>): HeatingInput => ({
  periods: [parent()], children: [child('electrical_heating')], measurements: new Map(), sent: new Map(), executionDay: '2024-08-01', calendar, ...changes,
});
const brief = (changes: Partial<HeatingInput>): readonly string[] =>
  electricalHeating(input(changes)).map(({ meteringPointId, date, wh, settlementType }) => `${meteringPointId} ${date} ${wh} ${settlementType}`);

describe('electrical heating', () => {
  it('is min(consumption, what is left of days x 4000 / days of the year), each day', () => {
    const day = fc.record({ skip: fc.integer({ min: 1, max: 40 }), wh: fc.integer({ min: 0, max: 3_000_000 }) });
    fc.assert(fc.property(fc.integer({ min: 0, max: 500 }), fc.array(day, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (start, days, settlementMonth) => {
      const from = addDays('2023-01-01', start);
      let date = from;
      const consumed = days.map(({ skip, wh }) => ({ date: (date = addDays(date, skip)), wh }));
      const results = electricalHeating(input({
        periods: [parent({ from, settlementMonth })], executionDay: '2026-01-01',
        measurements: new Map([['p', consumed.map(({ date: on, wh }) => ({ time: noon(on), quantity: BigInt(wh) * WH }))]]),
      }));
      // The same by another road: calendar years of the JS date, decimals, one running total a year.
      const used = new Map<string, Decimal>();
      const expected = consumed.map(({ date: on, wh }) => {
        const [year, month] = on.split('-').map(Number) as [number, number];
        const begins = Date.UTC(month >= settlementMonth ? year : year - 1, settlementMonth - 1, 1);
        const ends = Date.UTC(new Date(begins).getUTCFullYear() + 1, settlementMonth - 1, 1);
        const limit = new Decimal(ends - Math.max(begins, Date.parse(from))).div(ends - begins).mul(4_000_000);
        const before = used.get(`${begins}`) ?? new Decimal(0);
        used.set(`${begins}`, before.add(wh));
        return Decimal.min(wh, Decimal.max(0, limit.sub(before))).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed();
      });
      expect(results.map(({ wh }) => `${wh}`)).toEqual(expected);
    }), { numRuns: 200 });
  });

  it('has a year open until the day of execution reaches its end', () => {
    const measurements = new Map([['p', kwh({ '2024-07-31': 1 })]]);
    const periods = [parent({ settlementMonth: 8 })];
    expect(brief({ periods, measurements, executionDay: '2024-07-31' })).toEqual(['electrical_heating 2024-07-31 1000 up_to_end_of_period']);
    expect(brief({ periods, measurements, executionDay: '2024-08-01' })).toEqual(['electrical_heating 2024-07-31 1000 end_of_period']);
  });

  it('fills the limit in order of time, in whatever order readings come', () => {
    const readings = kwh({ '2024-05-01': 3000, '2024-05-02': 600, '2024-05-03': 700 });
    const expected = ['electrical_heating 2024-05-01 3000000 up_to_end_of_period', 'electrical_heating 2024-05-02 600000 up_to_end_of_period', 'electrical_heating 2024-05-03 400000 up_to_end_of_period'];
    for (const order of [readings, [...readings].reverse(), [readings[1]!, readings[0]!, readings[2]!]]) expect(brief({ measurements: new Map([['p', order]]) })).toEqual(expected);
  });

  it('needs a D14 child, coupled while the customer is there', () => {
    const measurements = new Map([['p', kwh({ '2024-05-01': 1, '2024-05-02': 1, '2024-05-03': 1 })]]);
    expect(brief({ measurements, children: [child('net_consumption')] })).toEqual([]);
    expect(brief({ measurements, children: [child('electrical_heating', { parentId: 'q' })] })).toEqual([]);
    expect(brief({ measurements, children: [child('electrical_heating', { coupled: '2024-05-02', uncoupled: '2024-05-03' })] })).toEqual(['electrical_heating 2024-05-02 1000 up_to_end_of_period']);
    expect(brief({ measurements, children: [child('electrical_heating', { uncoupled: '2024-01-01' })] })).toEqual([]);
  });

  it.each([
    [2, '2024-08-01', ['electrical_heating 2024-05-01 2000 up_to_end_of_period']], [6, '2024-08-01', ['electrical_heating 2024-05-01 2000 up_to_end_of_period']],
    [3, '2024-08-01', ['electrical_heating 2024-05-01 1000 up_to_end_of_period']], [undefined, '2024-08-01', ['electrical_heating 2024-05-01 1000 up_to_end_of_period']],
    [2, '2025-01-01', ['electrical_heating 2024-05-01 2000 end_of_period']],
  ])('takes net consumption in group %s on %s', (netSettlementGroup, executionDay, expected) => {
    const measurements = new Map([['p', kwh({ '2024-05-01': 1 })], ['net_consumption', kwh({ '2024-05-01': 2, '2024-06-01': 3 })]]);
    const children = [child('electrical_heating'), child('net_consumption', { uncoupled: '2024-06-01' })];
    expect(brief({ periods: [parent({ netSettlementGroup })], children, measurements, executionDay })).toEqual(expected);
  });

  it('has no value for an open year of group 2 without net consumption, but for closed ones', () => {
    const measurements = new Map([['p', kwh({ '2023-05-01': 1, '2024-05-01': 1 })]]);
    const periods = [parent({ from: '2023-01-01', netSettlementGroup: 2 })];
    expect(brief({ periods, measurements })).toEqual(['electrical_heating 2023-05-01 1000 end_of_period']);
    expect(brief({ periods: [parent({ from: '2023-01-01', netSettlementGroup: 6 })], measurements })).toHaveLength(2);
    expect(brief({ periods, measurements, children: [child('electrical_heating'), child('net_consumption', { uncoupled: '2024-01-01' })] })).toEqual([]); // nothing metered on it
    expect(brief({ periods, measurements, executionDay: '2024-01-01' })).toEqual(['electrical_heating 2023-05-01 1000 end_of_period']); // the year's first day is of the open year
  });

  it('adds the net consumption of two children that follow each other', () => {
    const children = [child('electrical_heating'), child('net_consumption', { uncoupled: '2024-05-02' }), child('net_consumption', { meteringPointId: 'n2', coupled: '2024-05-02' })];
    const measurements = new Map([['net_consumption', kwh({ '2024-05-01': 1, '2024-05-02': 10 })], ['n2', kwh({ '2024-05-01': 10, '2024-05-02': 2 })]]);
    expect(brief({ periods: [parent({ netSettlementGroup: 6 })], children, measurements })).toEqual([
      'electrical_heating 2024-05-01 1000 up_to_end_of_period', 'electrical_heating 2024-05-02 2000 up_to_end_of_period',
    ]);
  });

  it('counts nothing in groups 2 and 6 while a meter of the year is not coupled', () => {
    const measurements = new Map([['p', kwh({ '2024-05-01': 1, '2024-05-02': 2, '2024-05-03': 3, '2024-05-04': 4 })]]);
    const children = [child('electrical_heating'), child('consumption_from_grid', { coupled: '2024-05-02' }), child('supply_to_grid', { uncoupled: '2024-05-04' })];
    const dates = (netSettlementGroup: number | undefined) => brief({ periods: [parent({ netSettlementGroup })], children, measurements }).map((day) => day.split(' ')[1]);
    expect(dates(6)).toEqual(['2024-05-02', '2024-05-03']);
    expect(dates(undefined)).toHaveLength(4);
    const later = [child('electrical_heating'), child('consumption_from_grid', { coupled: '2025-01-01' })];
    expect(brief({ periods: [parent({ netSettlementGroup: 6, to: '2025-06-01' })], children: later, measurements })).toHaveLength(4); // a meter of another year
    const longGone = [child('electrical_heating'), child('consumption_from_grid', { uncoupled: '2024-01-01' })];
    expect(brief({ periods: [parent({ netSettlementGroup: 6 })], children: longGone, measurements })).toHaveLength(4);
  });

  it('shrinks the limit of a closed year only', () => {
    const children = [child('electrical_heating'), child('consumption_from_grid'), child('supply_to_grid')];
    const measurements = new Map([['p', kwh({ '2024-05-01': 4000 })], ['consumption_from_grid', kwh({ '2024-05-01': 100 })], ['supply_to_grid', kwh({ '2024-05-01': 30 })]]);
    const periods = [parent({ netSettlementGroup: 6 })];
    expect(brief({ periods, children, measurements })).toEqual(['electrical_heating 2024-05-01 4000000 up_to_end_of_period']);
    expect(brief({ periods, children, measurements, executionDay: '2025-01-01' })).toEqual(['electrical_heating 2024-05-01 3970000 end_of_period']);
  });
});

describe('the reduction of the limit', () => {
  const fromGrid = new Map([[1, 10n], [2, 1n], [3, 5n]]);
  const toGrid = new Map([[1, 4n], [2, 6n], [4, 7n]]);

  it('nets group 2 hour by hour and group 6 over the year', () => {
    expect(limitReduction(2, { fromGrid, toGrid })).toBe(5n);
    expect(limitReduction(6, { fromGrid, toGrid })).toBe(16n);
    expect(limitReduction(6, { fromGrid, toGrid: new Map([[9, 100n]]) })).toBe(16n);
    expect(limitReduction(6, { fromGrid, toGrid: new Map() })).toBe(0n);
  });

  it.each([undefined, 0, 1, 3, 99])('nets nothing in group %s', (group) => expect(limitReduction(group, { fromGrid, toGrid })).toBe(0n));
});
