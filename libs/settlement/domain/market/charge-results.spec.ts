import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import type { ChargeResults } from './charge-results.js';
import { calculateMarket } from './market-calculation.js';
import { CALCULATION_TYPES, type CalculationType, type Charges, type ChargeType, type MarketInput, type Reading } from './market-input.js';
import type { ChargeLine } from './charge-line.js';
import { at, calculation, DAY_FROM, DAY_TO, marketInput, NO_CHARGES, period, readingsOf } from './testing.js';

const DAY = 86_400_000;
const FINE_KWH = 10n ** 12n;
const charge = (code: string, type: ChargeType, resolution: 'PT1H' | 'P1D' | 'P1M' | 'PT15M', isTax = false) => ({ code, type, ownerId: isTax ? 'tso' : 'grid', resolution, isTax, from: 0 });
const price = (code: string, type: ChargeType, time: number, priceMicro: bigint, ownerId = 'grid') => ({ code, type, ownerId, time, priceMicro });
const link = (code: string, type: ChargeType, changes: object = {}, ownerId = 'grid') => ({ code, type, ownerId, meteringPointId: 'p1', factor: 1, from: 0, ...changes });
const chargesOf = (input: MarketInput): ChargeResults => calculateMarket(input).charges!;
const brief = (lines: readonly ChargeLine[]) => lines.map(({ time, quantity, priceMicro, amountMicro }) => [time, quantity, priceMicro, amountMicro]);
const withCharges = (charges: Partial<Charges>, changes: Partial<MarketInput> = {}): MarketInput =>
  marketInput({ periods: [period()], charges: { ...NO_CHARGES, ...charges }, ...changes });

describe('tariffs', () => {
  it('take each hour at the price of exactly that hour, and half a millionth up', () => {
    const input = withCharges({
      periods: [charge('t', 'tariff', 'PT1H')], links: [link('t', 'tariff', { factor: 9, from: DAY_FROM + 3_600_000, to: DAY_FROM + 4 * 3_600_000 })],
      prices: [price('t', 'tariff', DAY_FROM + 3_600_000, 500n), price('t', 'tariff', DAY_FROM + 3 * 3_600_000, 1_000_000n), price('u', 'tariff', DAY_FROM + 2 * 3_600_000, 7n)],
    }, { readings: readingsOf({ p1: [[DAY_FROM + 3_600_000, 1_001n * FINE_KWH / 1000n, 'measured'], [DAY_FROM + 3 * 3_600_000, FINE_KWH, 'measured']] }) });
    expect(brief(chargesOf(input).lines.hourly_tariff_per_co_es)).toEqual([
      [DAY_FROM + 3_600_000, 1001n, 500n, 501n], [DAY_FROM + 2 * 3_600_000, 0n, null, null], [DAY_FROM + 3 * 3_600_000, 1000n, 1_000_000n, 1_000_000n],
    ]);
  });

  it('round each point to watt-hours before points are added', () => {
    const half = FINE_KWH / 2000n;
    const input = withCharges({ periods: [charge('t', 'tariff', 'P1D')], links: [link('t', 'tariff'), link('t', 'tariff', { meteringPointId: 'p2' })], prices: [price('t', 'tariff', DAY_FROM, 1_000_000n)] }, {
      periods: [period(), period({ meteringPointId: 'p2' })], readings: readingsOf({ p1: [[DAY_FROM, half, 'measured']], p2: [[DAY_FROM, half, 'measured']] }),
    });
    expect(brief(chargesOf(input).lines.daily_tariff_per_co_es)).toEqual([[DAY_FROM, 2n, 1_000_000n, 2000n]]);
  });

  it('know hours and days only, and need the charge to be valid', () => {
    const results = chargesOf(withCharges({
      periods: [charge('q', 'tariff', 'PT15M'), { ...charge('t', 'tariff', 'PT1H'), to: DAY_FROM + 3_600_000 }], links: [link('q', 'tariff'), link('t', 'tariff'), link('unknown', 'tariff')],
    }));
    expect(results.lines.hourly_tariff_per_co_es.map(({ code, time }) => [code, time])).toEqual([['t', DAY_FROM]]);
    expect(results.lines.daily_tariff_per_co_es).toEqual([]);
  });

  it('are not taken from exchange points, nor from a point without a supplier', () => {
    const charges = { periods: [charge('t', 'tariff', 'PT1H')], links: [link('t', 'tariff')] };
    expect(chargesOf(withCharges(charges, { periods: [period({ type: 'exchange', fromGridArea: '900', toGridArea: '901' })] })).lines.hourly_tariff_per_co_es).toEqual([]);
    expect(chargesOf(withCharges(charges, { periods: [period({ supplierId: undefined })] })).lines.hourly_tariff_per_co_es).toEqual([]);
    expect(chargesOf(withCharges(charges)).lines.hourly_tariff_per_co_es).toHaveLength(24);
  });
});

describe('subscriptions and fees', () => {
  const threeDays = calculation({ to: DAY_TO + 2 * DAY });

  it('divide the month by the days of the calculation and round before multiplying', () => {
    const input = withCharges({ periods: [charge('s', 'subscription', 'P1M')], links: [link('s', 'subscription', { factor: 2 })], prices: [price('s', 'subscription', DAY_FROM, 908_602n)] }, { calculation: threeDays });
    const { lines, months } = chargesOf(input);
    expect(brief(lines.subscription_per_co_es)).toEqual([0, 1, 2].map((day) => [DAY_FROM + day * DAY, 2000n, 302_867n, 605_734n]));
    expect(months.monthly_subscription_per_co_es.map(({ amountMicro, unit }) => [amountMicro, unit])).toEqual([[1_817_202n, 'pcs']]);
  });

  it('carry a price on until the next, not from before the period and not across a gap in validity', () => {
    const validity = (from: number, to?: number) => ({ ...charge('f', 'fee', 'P1M'), from, to });
    const input = withCharges({
      periods: [validity(0, DAY_FROM + DAY), validity(DAY_FROM + 2 * DAY)], links: [link('f', 'fee')],
      prices: [price('f', 'fee', DAY_FROM - DAY, 1n), price('f', 'fee', DAY_FROM, 2n)],
    }, { calculation: threeDays });
    expect(brief(chargesOf(input).lines.fee_per_co_es)).toEqual([[DAY_FROM, 1000n, 2n, 2n], [DAY_FROM + 2 * DAY, 1000n, null, null]]);
  });

  it('count a day when its midnight lies in the link', () => {
    const input = withCharges({ periods: [charge('f', 'fee', 'P1M')], links: [link('f', 'fee', { from: DAY_FROM + 1, to: DAY_FROM + DAY + 1 })] }, { calculation: threeDays });
    expect(chargesOf(input).lines.fee_per_co_es.map(({ time }) => time)).toEqual([DAY_FROM + DAY]);
  });

  it('follow local midnight when the clocks change', () => {
    const spring = calculation({ from: at('2024-03-29T23:00Z'), to: at('2024-04-01T22:00Z') });
    const input = withCharges({ periods: [charge('s', 'subscription', 'P1M')], links: [link('s', 'subscription')], prices: [price('s', 'subscription', spring.from, 3n)] }, { calculation: spring });
    expect(brief(chargesOf(input).lines.subscription_per_co_es)).toEqual(['2024-03-29T23:00Z', '2024-03-30T23:00Z', '2024-03-31T22:00Z'].map((day) => [at(day), 1000n, 1n, 1n]));
  });
});

describe('charges', () => {
  it('are computed by settlements, not by the two calculations of energy alone', () => {
    const withType = (type: CalculationType) => calculateMarket(withCharges({}, { calculation: calculation({ type }) })).charges !== undefined;
    expect(CALCULATION_TYPES.filter(withType)).toEqual(['wholesale_fixing', 'first_correction_settlement', 'second_correction_settlement', 'third_correction_settlement']);
  });

  it('are nothing where a link knows a charge that nobody described', () => {
    expect(chargesOf(withCharges({ links: [link('s', 'subscription'), link('f', 'fee'), link('t', 'tariff')] })).months).toEqual(chargesOf(withCharges({})).months);
  });

  it('of one code and resolution are told apart by their type', () => {
    const input = withCharges({ periods: [charge('c', 'fee', 'P1D'), charge('c', 'tariff', 'P1D')], links: [link('c', 'fee'), link('c', 'tariff')] });
    expect(chargesOf(input).lines.daily_tariff_per_co_es.map(({ chargeType }) => chargeType)).toEqual(['tariff']);
  });
});

describe('whatever is linked', () => {
  const anyCharges = fc.record({
    links: fc.array(fc.record({ which: fc.constantFrom('h', 'd', 's', 'f', 'x'), point: fc.integer({ min: 0, max: 3 }), factor: fc.integer({ min: 0, max: 5 }), days: fc.integer({ min: 0, max: 3 }) }), { maxLength: 12 }),
    prices: fc.array(fc.tuple(fc.constantFrom('h', 'd', 's', 'f', 'x'), fc.integer({ min: 0, max: 71 }), fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n })), { maxLength: 20 }),
    readings: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 71 }), fc.bigInt({ min: 0n, max: 10n ** 15n })), { maxLength: 30 }),
  });
  const OF = { h: charge('h', 'tariff', 'PT1H'), d: charge('d', 'tariff', 'P1D'), s: charge('s', 'subscription', 'P1M'), f: charge('f', 'fee', 'P1M'), x: charge('x', 'tariff', 'PT1H', true) } as const;

  it('lines add up to months, months to totals, and owners to the whole', () => {
    fc.assert(fc.property(anyCharges, ({ links, prices, readings }) => {
      const results = chargesOf(marketInput({
        calculation: calculation({ to: DAY_TO + 2 * DAY }),
        periods: [0, 1, 2, 3].map((n) => period({ meteringPointId: `p${n}`, supplierId: `s${n % 2}`, settlementMethod: n === 3 ? 'non_profiled' : 'flex', resolution: n % 2 ? 'PT15M' : 'PT1H' })),
        charges: {
          periods: Object.values(OF),
          links: links.map(({ which, point, factor, days }) => ({ ...OF[which], meteringPointId: `p${point}`, factor, from: DAY_FROM, to: DAY_FROM + days * DAY })),
          prices: prices.map(([which, hour, priceMicro]) => ({ ...OF[which], time: DAY_FROM + hour * 3_600_000, priceMicro })),
        },
        readings: new Map([0, 1, 2, 3].map((n) => [`p${n}`, new Map(readings.filter(([point]) => point === n).map(([, hour, quantity]): [number, Reading] => [DAY_FROM + hour * 3_600_000, { quantity, quality: 'measured' }]))])),
      }));
      const sum = (rows: readonly { amountMicro: bigint | null }[]): bigint => rows.reduce((all, { amountMicro }) => all + (amountMicro ?? 0n), 0n);
      const [lines, months] = [Object.values(results.lines).flat(), Object.values(results.months).flat()];
      expect(sum(months)).toBe(sum(lines));
      expect(sum(results.totals.total_monthly_amounts_per_es)).toBe(sum(months));
      for (const supplierId of ['s0', 's1']) {
        const own = months.filter((row) => row.supplierId === supplierId);
        const grid = results.totals.total_monthly_amounts_per_co_es.filter((row) => row.supplierId === supplierId);
        expect(grid).toHaveLength(own.some(({ isTax }) => !isTax) ? 1 : 0);
        if (grid.length === 1) expect(sum(grid)).toBe(sum(own)); // one grid company collects everything, tax included
      }
      for (const row of lines) expect(row.amountMicro === null).toBe(row.priceMicro === null);
    }), { numRuns: 60 });
  });
});
