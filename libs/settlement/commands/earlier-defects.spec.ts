import { beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import type { SettlementEvent } from '../domain/events.js';
import { settlementStream } from '../domain/events.js';
import { GOLDEN_CUSTOMER, GOLDEN_DAY, GOLDEN_GSRN, goldenFacts, plainFacts, type PlainFacts, positionOf } from '../testing.js';
import { rulesOf } from './gather/facts.js';
import { settlePoints, type StandingPeriod } from './settle-points.js';

const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
const OTHER_GSRN = '571313100000099999';
let store: MemoryEventStore;
let log: number;
beforeEach(() => { store = new MemoryEventStore(); log = 1_000; });

const settle = (all: PlainFacts, run = JANUARY, { gsrns = [GOLDEN_GSRN], standing = [] }: Readonly<{ gsrns?: readonly string[]; standing?: readonly StandingPeriod[] }> = {}) => settlePoints(
  { store, facts: plainFacts(all), rules: rulesOf(calendarOf('UTC')), asOfNow: async () => positionOf(++log), standing: async () => standing },
  { gsrns, run, askedBy: { actor: 'spec' }, commandIdPrefix: `run-${log}` },
);
const eventsOf = async (from = JANUARY.from, gsrn = GOLDEN_GSRN): Promise<SettlementEvent[]> => {
  const events: SettlementEvent[] = [];
  for await (const event of store.readStream<SettlementEvent>(settlementStream(gsrn, from))) events.push(event);
  return events;
};
const amountsIn = (lines: readonly Readonly<{ id: string; amountDkk: string }>[]): Readonly<Record<string, string>> => Object.fromEntries(lines.map(({ id, amountDkk }) => [id, amountDkk]));
const figuresOf = (event: SettlementEvent | undefined) => {
  if (event?.type !== 'PeriodSettled' && event?.type !== 'SettlementCorrected') throw new Error(`No figures in ${JSON.stringify(event)}`);
  return event.data;
};
const late = (all: PlainFacts, day: string, hour: number, kwh: string, registeredAt = '2025-03-01T00:00Z'): void => {
  all.readings.push({ at: ++log, gsrn: GOLDEN_GSRN, seriesId: `late-${log}`, from: `${day}T${String(hour).padStart(2, '0')}:00Z`, kwh: [kwh], registeredAt });
};

/** Each of these was wrong in an earlier system: not in a formula, but on the way from the facts to what is said. */
describe('Errors on the way to a settlement that must not come back', () => {
  it('readings corrected after the customer left are settled for that customer, on the products of those days', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settle(all);
    all.supplies.push({ ...all.supplies[0]!, at: ++log, to: '2025-02-01' }, { at: log, gsrn: GOLDEN_GSRN, supplyId: 'supply-2', customerId: 'customer-2', from: '2025-02-01' });
    all.products.push({ at: log, id: 'dear', name: 'Dear', kind: 'fixed' });
    all.productPrices.push({ at: log, id: 'dear', from: '2024-01-01', fixedDkkPerKwh: '9', registeredAt: '2024-12-01T00:00Z' });
    all.contracts.push({ ...all.contracts[0]!, at: log, to: '2025-02-01' }, { ...all.contracts[0]!, at: log, contractId: 'contract-2', customerId: 'customer-2', payerId: 'customer-2', products: [{ product: 'dear' }], from: '2025-02-01' });
    late(all, '2025-01-20', 10, '1.500');
    await settle(all);
    const [, corrected] = await eventsOf();
    expect(corrected).toMatchObject({ type: 'SettlementCorrected', data: { customerId: GOLDEN_CUSTOMER, contractId: 'contract-1', delta: { lines: expect.arrayContaining([expect.objectContaining({ id: 'product/spot/energy', amountDkk: '0.89' })]) } } });
  });

  it('readings of days before our supply change nothing that was said', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01', '2025-01-16');
    await settle(all);
    late(all, '2025-01-15', 23, '99.000');
    expect(await settle(all)).toMatchObject({ unchanged: 1, settled: 0 });
    late(all, '2025-01-16', 0, '1.300');
    expect(await settle(all)).toMatchObject({ settled: 1 });
    expect(figuresOf((await eventsOf('2025-01-16')).at(-1))).toMatchObject({ energyKwh: { consumption: '212.200' } });
  });

  it('what is taken back is what was said, not what would come out today', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settle(all);
    all.prices.push({ ...all.prices[1]!, at: ++log, price: '5', registeredAt: '2025-03-01T00:00Z' });
    late(all, '2025-01-20', 10, '50.000');
    all.supplies.push({ ...all.supplies[0]!, at: log, to: all.supplies[0]!.from });
    expect(await settle(all, JANUARY, { standing: [{ gsrn: GOLDEN_GSRN, ...JANUARY }] })).toMatchObject({ reversed: 1, settled: 0 });
    const [said, reversed] = await eventsOf();
    expect(reversed).toMatchObject({ type: 'SettlementReversed', data: { settlementId: figuresOf(said).settlementId, reason: 'supply-not-ours', delta: { subtotalDkk: '-634.51', vatDkk: '-158.63', totalDkk: '-793.14' } } });
  });

  it('a price that changes while the energy stays makes a correction of that line and its VAT', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settle(all);
    all.prices.push({ ...all.prices[1]!, at: ++log, price: '0.064', registeredAt: '2025-03-01T00:00Z' });
    await settle(all);
    const [, corrected] = await eventsOf();
    if (corrected?.type !== 'SettlementCorrected') throw new Error('not corrected');
    expect(corrected.data.delta).toMatchObject({ lines: [{ id: 'charge/5790000432752/tariff/system', quantity: '0.000', amountDkk: '4.09' }], subtotalDkk: '4.09', vatDkk: '1.02', totalDkk: '5.11' });
  });

  it('a charge that is no longer linked is taken back, and others keep their own difference', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settle(all);
    const subscription = all.links.find(({ code }) => code === 'grid-subscription')!;
    all.links.push({ ...subscription, at: ++log, to: subscription.from });
    late(all, '2025-01-20', 10, '1.500');
    await settle(all);
    const [, corrected] = await eventsOf();
    if (corrected?.type !== 'SettlementCorrected') throw new Error('not corrected');
    expect(amountsIn(corrected.data.delta.lines)).toMatchObject({ 'charge/5790000705689/subscription/grid-subscription': '-49.00', 'product/spot/energy': '0.89' });
  });

  it('several products of a contract each have their line, and each line its own correction', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    for (const [id, marginDkkPerKwh] of [['climate', '0.10'], ['local', '0.02']] as const) {
      all.products.push({ at: 7, id, name: id, kind: 'addOn' });
      all.productPrices.push({ at: 8, id, from: '2024-01-01', marginDkkPerKwh, registeredAt: '2024-12-01T00:00Z' });
    }
    all.contracts[0] = { ...all.contracts[0]!, products: [{ product: 'spot' }, { product: 'climate' }, { product: 'local', from: '2025-01-16' }] };
    await settle(all);
    expect(amountsIn(figuresOf((await eventsOf())[0]).lines)).toMatchObject({ 'product/climate/margin': '40.92', 'product/local/margin': '4.22' });
    late(all, '2025-01-20', 10, '10.500');
    await settle(all);
    const [, corrected] = await eventsOf();
    if (corrected?.type !== 'SettlementCorrected') throw new Error('not corrected');
    expect(amountsIn(corrected.data.delta.lines)).toMatchObject({ 'product/climate/margin': '1.00', 'product/local/margin': '0.20', 'product/spot/energy': '8.90' });
  });

  it('a product that takes over in mid-month counts from its day, and a price that begins with the period counts at all', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    all.products.push({ at: 7, id: 'fixed', name: 'Fixed', kind: 'fixed' });
    all.productPrices.push({ at: 8, id: 'fixed', from: '2025-01-16', fixedDkkPerKwh: '1', registeredAt: '2024-12-01T00:00Z' });
    all.contracts[0] = { ...all.contracts[0]!, products: [{ product: 'spot', to: '2025-01-16' }, { product: 'fixed', from: '2025-01-16' }] };
    await settle(all);
    expect(amountsIn(figuresOf((await eventsOf())[0]).lines)).toMatchObject({ 'product/spot/energy': '187.02', 'product/fixed/fixed': '211.20', 'product/spot/subscription': '18.87' });
  });

  it('a quarter that begins in mid-month pays each month’s subscription by that month’s own days', async () => {
    const all = goldenFacts('2025-02-15', '2025-04-01');
    all.contracts[0] = { ...all.contracts[0]!, billingFrequency: 'quarterly' };
    expect(await settle(all, { from: '2025-03-31', to: '2025-04-01' })).toMatchObject({ settled: 1 });
    const said = figuresOf((await eventsOf('2025-02-15'))[0]);
    expect(said).toMatchObject({ from: '2025-02-15', to: '2025-04-01' });
    expect(amountsIn(said.lines)).toMatchObject({ 'charge/5790000705689/subscription/grid-subscription': '73.50', 'product/spot/subscription': '58.50' }); // 14 of 28 days and a whole March
  });

  it('points of different billing frequencies keep their own periods in one run, and so does what is blocked', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    for (const list of [all.supplies, all.contracts, all.points, all.links, all.readings] as { gsrn: string }[][]) {
      list.push(...list.map((one) => ({ ...one, gsrn: OTHER_GSRN, supplyId: 'supply-2', contractId: 'contract-2', billingFrequency: 'weekly', seriesId: `${(one as { seriesId?: string }).seriesId}-2` })));
    }
    all.readings.splice(all.readings.findIndex(({ gsrn, from }) => gsrn === OTHER_GSRN && from.startsWith('2025-01-15')), 1);
    const { periods } = await settle(all, JANUARY, { gsrns: [GOLDEN_GSRN, OTHER_GSRN] });
    expect(periods.map(({ gsrn, from, to, outcome }) => [gsrn === OTHER_GSRN ? 'weekly' : 'monthly', from, to, outcome]).sort()).toEqual([
      ['monthly', '2025-01-01', '2025-02-01', 'settled'],
      ['weekly', '2025-01-01', '2025-01-06', 'settled'], ['weekly', '2025-01-06', '2025-01-13', 'settled'], ['weekly', '2025-01-13', '2025-01-20', 'blocked'], ['weekly', '2025-01-20', '2025-01-27', 'settled'],
    ]);
    expect(await eventsOf('2025-01-13', OTHER_GSRN)).toMatchObject([{ type: 'SettlementBlocked', data: { from: '2025-01-13', to: '2025-01-20', reasons: [{ code: 'READINGS_MISSING' }] } }]);
  });

  it('another point of a customer we know already is settled like the first', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    for (const list of [all.contracts, all.points, all.links, all.readings] as { gsrn: string }[][]) list.push(...list.map((one) => ({ ...one, gsrn: OTHER_GSRN, contractId: 'contract-2', seriesId: `${(one as { seriesId?: string }).seriesId}-2` })));
    all.supplies.push({ at: 12, gsrn: OTHER_GSRN, supplyId: 'supply-2', customerId: GOLDEN_CUSTOMER, from: '2025-01-16' });
    expect(await settle(all, JANUARY, { gsrns: [GOLDEN_GSRN, OTHER_GSRN] })).toMatchObject({ settled: 2 });
    expect(figuresOf((await eventsOf('2025-01-16', OTHER_GSRN))[0])).toMatchObject({ customerId: GOLDEN_CUSTOMER, totalDkk: '409.36' });
  });

  it('subscriptions of any kind of charge are settled, of the system and of transmission too', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    for (const [code, category] of [['system-subscription', 'system'], ['transmission-subscription', 'transmission']] as const) {
      const key = { owner: '5790000432752', type: 'subscription', code } as const;
      all.charges.push({ at: 1, ...key, name: code, category, resolution: 'P1M', tax: false, notBilled: false, vatClass: 'D02' });
      all.prices.push({ key: `${key.owner}/${key.type}/${key.code}`, at: 2, from: '2024-01-01', price: '15.00', registeredAt: '2024-12-01T00:00Z' });
      all.links.push({ at: 13, gsrn: GOLDEN_GSRN, ...key, factor: 1, from: '2024-01-01' });
    }
    await settle(all);
    expect(amountsIn(figuresOf((await eventsOf())[0]).lines)).toMatchObject({ 'charge/5790000432752/subscription/system-subscription': '15.00', 'charge/5790000432752/subscription/transmission-subscription': '15.00' });
  });

  it('a charge without a price is an issue and not a line of zero', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    all.prices = all.prices.filter(({ key }) => !key.endsWith('/system'));
    expect(await settle(all)).toMatchObject({ settled: 0, blocked: 1 });
    expect(await eventsOf()).toMatchObject([{ type: 'SettlementBlocked', data: { reasons: [{ code: expect.stringMatching(/PRICE/) }] } }]);
  });

  it('monthly values are not taken for hours: the period waits, and says why', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    const facts = plainFacts({ ...all, readings: [] });
    const monthly = { ...facts, readings: { ...facts.readings, readings: async () => new Map([[GOLDEN_GSRN, [{
      seriesId: 'month', resolution: 'P1M' as const, from: Date.parse('2025-01-01T00:00Z'), registeredAt: Date.parse('2025-02-01T00:00Z'), firstIndex: 0, energyWh: [409_200],
    }]]]) } };
    const answer = await settlePoints({ store, facts: monthly, rules: rulesOf(calendarOf('UTC')), asOfNow: async () => positionOf(++log) }, { gsrns: [GOLDEN_GSRN], run: JANUARY, askedBy: { actor: 'spec' }, commandIdPrefix: 'monthly' });
    expect(answer).toMatchObject({ settled: 0, blocked: 1 });
    expect((await eventsOf())[0]).toMatchObject({ type: 'SettlementBlocked' });
  });

  it('a day of 23 hours and one of 25 are whole days in their months, in hours of the zone', async () => {
    for (const [month, next, hours] of [['2025-03-01', '2025-04-01', 743], ['2025-10-01', '2025-11-01', 745]] as const) {
      const calendar = calendarOf('Europe/Copenhagen');
      const all = goldenFacts(month, addDays(next, 1));
      const start = new Date(calendar.startOfDay(month)).toISOString();
      all.readings = [{ at: 30, gsrn: GOLDEN_GSRN, seriesId: `month-${month}`, from: start, kwh: Array.from({ length: hours }, (_, at) => GOLDEN_DAY[at % 24]!), registeredAt: next + 'T06:00Z' }];
      all.spot = [{ at: 9, area: 'DK1', resolution: 'PT1H', from: start, prices: Array.from({ length: hours }, () => '1'), registeredAt: '2024-12-01T00:00Z' }];
      const parts = { store, facts: plainFacts(all, 'Europe/Copenhagen'), rules: rulesOf(calendar), asOfNow: async () => positionOf(++log) };
      expect(await settlePoints(parts, { gsrns: [GOLDEN_GSRN], run: { from: month, to: next }, askedBy: { actor: 'spec' }, commandIdPrefix: month })).toMatchObject({ settled: 1 });
      const short = { ...all, readings: [{ ...all.readings[0]!, at: ++log, kwh: [...all.readings[0]!.kwh.slice(0, -1), null] }] };
      expect(await settlePoints({ ...parts, facts: plainFacts(short, 'Europe/Copenhagen') }, { gsrns: [GOLDEN_GSRN], run: { from: month, to: next }, askedBy: { actor: 'spec' }, commandIdPrefix: `${month}-short` })).toMatchObject({ settled: 0, blocked: 1 });
    }
  });
});
