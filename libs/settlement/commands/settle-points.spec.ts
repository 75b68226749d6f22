import { beforeEach, describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import type { RecordedEvent } from '#kernel';
import type { SettlementEvent } from '../domain/events.js';
import { settlementStream } from '../domain/events.js';
import { GOLDEN_DAY, GOLDEN_GSRN, goldenFacts, plainFacts, type PlainFacts, positionOf } from '../testing.js';
import { rulesOf } from './gather/facts.js';
import { asOfViews, settlePoints, type SettlePointsParts, type StandingPeriod, VIEWS_READ } from './settle-points.js';

const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
let store: MemoryEventStore;
let log: number;
beforeEach(() => { store = new MemoryEventStore(); log = 1_000; });

const partsOn = (all: PlainFacts, more: Partial<SettlePointsParts> = {}): SettlePointsParts =>
  ({ store, facts: plainFacts(all), rules: rulesOf(calendarOf('UTC')), asOfNow: async () => positionOf(log), ...more });
const settleJanuary = (all: PlainFacts, prefix = `run-${++log}`, more: Partial<SettlePointsParts> = {}) =>
  settlePoints(partsOn(all, more), { gsrns: [GOLDEN_GSRN], run: JANUARY, askedBy: { actor: 'spec', runId: prefix }, commandIdPrefix: prefix });
const eventsOf = async (from = '2025-01-01', gsrn = GOLDEN_GSRN): Promise<RecordedEvent<SettlementEvent>[]> => {
  const events: RecordedEvent<SettlementEvent>[] = [];
  for await (const event of store.readStream<SettlementEvent>(settlementStream(gsrn, from))) events.push(event);
  return events;
};
const amounts = (event: SettlementEvent | undefined) => (event?.type === 'PeriodSettled' || event?.type === 'SettlementCorrected' ? Object.fromEntries(event.data.lines.map(({ id, amountDkk }) => [id.split('/').at(-1), amountDkk])) : undefined);
const digestOf = (event: SettlementEvent | undefined) => (event?.type === 'PeriodSettled' || event?.type === 'SettlementCorrected' ? event.data.basis.digest : undefined);

describe('Settling points', () => {
  it('gives golden master GM1: the whole of January', async () => {
    expect(await settleJanuary(goldenFacts('2025-01-01', '2025-02-01'))).toMatchObject({ settled: 1, blocked: 0, unchanged: 0, reversed: 0 });
    const [settled, ...more] = await eventsOf();
    expect(more).toEqual([]);
    expect(amounts(settled)).toEqual({ energy: '386.51', grid: '114.58', system: '22.10', transmission: '20.05', tax: '3.27', 'grid-subscription': '49.00', subscription: '39.00' });
    expect(settled).toMatchObject({ type: 'PeriodSettled', data: {
      subtotalDkk: '634.51', vatDkk: '158.63', totalDkk: '793.14', energyKwh: { consumption: '409.200', billed: '409.200' }, vat: [{ rate: '0.25', baseDkk: '634.51', vatDkk: '158.63' }],
      from: '2025-01-01', to: '2025-02-01', customerId: 'customer-1', payerId: 'customer-1', contractId: 'contract-1', supplyId: 'supply-1', priceArea: 'DK1', askedBy: { actor: 'spec', runId: 'run-1001' },
    } });
  });

  it('gives golden master GM2: a customer who moves in on the sixteenth', async () => {
    await settleJanuary(goldenFacts('2025-01-01', '2025-02-01', '2025-01-16'));
    const [settled] = await eventsOf('2025-01-16');
    expect(amounts(settled)).toEqual({ energy: '199.49', grid: '59.14', system: '11.40', transmission: '10.35', tax: '1.69', 'grid-subscription': '25.29', subscription: '20.13' });
    expect(settled?.data).toMatchObject({ subtotalDkk: '327.49', vatDkk: '81.87', totalDkk: '409.36' });
  });

  it('counts once, however often the same is asked', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settleJanuary(all, 'run-a');
    expect(await settleJanuary(all, 'run-a')).toMatchObject({ settled: 1 });
    expect(await settleJanuary(all, 'run-b')).toMatchObject({ settled: 0, unchanged: 1 });
    expect(await eventsOf()).toHaveLength(1);
  });

  it('blocks what lacks a reading and a price, with every reason, and settles it by itself when they come', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    const [day, spot] = [all.readings.splice(4, 1)[0]!, all.spot.splice(9, 1)[0]!];
    expect(await settleJanuary(all)).toMatchObject({ settled: 0, blocked: 1 });
    expect((await eventsOf())[0]).toMatchObject({ type: 'SettlementBlocked', data: { reasons: [{ code: 'READINGS_MISSING' }, { code: 'SPOT_MISSING' }], customerId: 'customer-1' } });
    all.readings.push({ ...day, at: ++log });
    expect(await settleJanuary(all)).toMatchObject({ blocked: 1 });
    all.spot.push({ ...spot, at: ++log });
    expect(await settleJanuary(all)).toMatchObject({ settled: 1 });
    expect((await eventsOf()).map(({ type }) => type)).toEqual(['SettlementBlocked', 'SettlementBlocked', 'PeriodSettled']);
    expect((await eventsOf()).at(-1)?.data).toMatchObject({ totalDkk: '793.14' });
  });

  it('corrects twice, and all that was said adds up to the latest figures', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settleJanuary(all);
    for (const kwh of ['2.345', '0.001']) {
      all.readings.push({ at: ++log, gsrn: GOLDEN_GSRN, seriesId: `correction-${kwh}`, from: '2025-01-10T17:00Z', kwh: [kwh], registeredAt: `2025-03-0${kwh.startsWith('2') ? 1 : 2}T00:00Z` });
      await settleJanuary(all);
    }
    const [first, second, third] = await eventsOf();
    expect([first, second, third].map((event) => event?.type)).toEqual(['PeriodSettled', 'SettlementCorrected', 'SettlementCorrected']);
    if (first?.type !== 'PeriodSettled' || second?.type !== 'SettlementCorrected' || third?.type !== 'SettlementCorrected') throw new Error('other events');
    expect([second.data.number, third.data.number]).toEqual([1, 2]);
    expect(new Set([first, second, third].map(({ data }) => data.settlementId)).size).toBe(1);
    const oere = (text: string): number => Math.round(Number(text) * 100);
    expect([first.data, second.data.delta, third.data.delta].reduce((sum, { totalDkk }) => sum + oere(totalDkk), 0)).toBe(oere(third.data.totalDkk));
    for (const { id, amountDkk } of third.data.lines) {
      expect([first.data, second.data.delta, third.data.delta].reduce((sum, { lines }) => sum + oere(lines.find((line) => line.id === id)?.amountDkk ?? '0'), 0)).toBe(oere(amountDkk));
    }
  });

  it('leaves alone what is planned from the same day on and ends outside the run', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settleJanuary(all);
    const standing = async () => [{ gsrn: GOLDEN_GSRN, from: '2025-01-01', to: '2025-01-20' }];
    const asked = { gsrns: [GOLDEN_GSRN], askedBy: { actor: 'spec' }, commandIdPrefix: 'part', asOf: positionOf(++log) };
    expect(await settlePoints(partsOn(all, { standing }), { ...asked, run: { from: '2025-01-10', to: '2025-01-25' } })).toMatchObject({ reversed: 0, settled: 0, blocked: 0 });
    expect(await eventsOf()).toHaveLength(1);
  });

  it('stops one point whose data break the calculation, and no other', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    const other = '571313100000099999';
    for (const list of [all.supplies, all.contracts, all.points, all.readings] as { gsrn: string }[][]) list.push(...list.map((one) => ({ ...one, gsrn: other, supplyId: 'supply-2', contractId: 'contract-2', seriesId: `${(one as { seriesId?: string }).seriesId}-2` })));
    all.links.push(...all.links.map((link) => ({ ...link, gsrn: other, factor: 1.5 })));
    const failed: unknown[] = [];
    const answer = await settlePoints(partsOn(all, { onFailed: (error) => failed.push(error) }), { gsrns: [GOLDEN_GSRN, other], run: JANUARY, askedBy: { actor: 'spec' }, commandIdPrefix: 'run' });
    expect(answer).toMatchObject({ settled: 1, blocked: 1 });
    expect((await eventsOf('2025-01-01', other))[0]).toMatchObject({ type: 'SettlementBlocked', data: { reasons: [{ code: 'CALCULATION_FAILED' }] } });
    expect(failed).toHaveLength(1);
  });

  it('takes back what stands and is not planned any more', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    await settleJanuary(all);
    const standing = async (): Promise<StandingPeriod[]> => [{ gsrn: GOLDEN_GSRN, from: '2025-01-01', to: '2025-02-01' }];
    all.supplies.push({ ...all.supplies[0]!, at: ++log, from: '2025-01-16' });
    all.contracts.push({ ...all.contracts[0]!, at: ++log, from: '2025-01-16' });
    expect(await settleJanuary(all, 'moved', { standing })).toMatchObject({ settled: 1, reversed: 1 });
    expect((await eventsOf()).at(-1)).toMatchObject({ type: 'SettlementReversed', data: { reason: 'period-changed', number: 1, delta: { totalDkk: '-793.14' } } });
    expect((await eventsOf('2025-01-16'))[0]?.data).toMatchObject({ totalDkk: '409.36' });
  });

  it('says nothing with an older view of the world than was said before', async () => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    all.readings.push({ at: 900, gsrn: GOLDEN_GSRN, seriesId: 'late', from: '2025-01-10T17:00Z', kwh: ['9.000'], registeredAt: '2025-03-01T00:00Z' });
    await settleJanuary(all);
    const slow = await settlePoints(partsOn(all), { gsrns: [GOLDEN_GSRN], run: JANUARY, askedBy: { actor: 'slow' }, commandIdPrefix: 'slow', asOf: positionOf(500) });
    expect(slow).toMatchObject({ settled: 0, unchanged: 1 });
    expect(await eventsOf()).toHaveLength(1);
  });

  it('does not guess while the views show nothing', async () => {
    const shown = (views: readonly string[]) => asOfViews({ all: async () => views.map((view, at) => ({ view, state: 'live', position: positionOf(50 - at) })) as never });
    await expect(settleJanuary(goldenFacts('2025-01-01', '2025-02-01'), 'early', { asOfNow: shown(VIEWS_READ.slice(1)) })).rejects.toThrow(VIEWS_READ[0]);
    expect(await eventsOf()).toEqual([]);
    expect(await shown(VIEWS_READ)()).toBe(positionOf(50 - VIEWS_READ.length + 1));
  });
});

describe('The digest of a settlement', () => {
  const digestWith = async (change: (all: PlainFacts) => void): Promise<string | undefined> => {
    const all = goldenFacts('2025-01-01', '2025-02-01');
    change(all);
    store = new MemoryEventStore();
    await settleJanuary(all);
    return digestOf((await eventsOf())[0]);
  };
  const plain = () => digestWith(() => undefined);

  it('is the same for the same versions', async () => expect(await plain()).toBe(await plain()));
  it('changes with a newer version in force, also of the same value', async () => {
    const before = await plain();
    const changes: ((all: PlainFacts) => void)[] = [
      (all) => all.readings.push({ at: 900, gsrn: GOLDEN_GSRN, seriesId: 'again', from: '2025-01-10T00:00Z', kwh: GOLDEN_DAY, registeredAt: '2025-03-01T00:00Z' }),
      (all) => all.prices.push({ ...all.prices[1]!, at: 900, registeredAt: '2025-01-02T00:00Z' }),
      (all) => all.spot.push({ ...all.spot[3]!, at: 900, registeredAt: '2025-01-02T00:00Z' }),
      (all) => all.productPrices.push({ ...all.productPrices[0]!, at: 900, registeredAt: '2025-01-02T00:00Z' }),
      (all) => all.rates.push({ ...all.rates[0]!, at: 900, registeredAt: '2025-01-02T00:00Z' }),
      (all) => all.links.push({ ...all.links[4]!, at: 900 }),
      (all) => all.contracts.push({ ...all.contracts[0]!, at: 900 }),
      (all) => all.supplies.push({ ...all.supplies[0]!, at: 900 }),
      (all) => all.points.push({ ...all.points[0]!, at: 900 }),
    ];
    for (const change of changes) expect(await digestWith(change)).not.toBe(before);
  });
  it('does not change with versions that are not in force in the period', async () => {
    const before = await plain();
    const changes: ((all: PlainFacts) => void)[] = [
      (all) => all.readings.push({ at: 900, gsrn: GOLDEN_GSRN, seriesId: 'older', from: '2025-01-10T00:00Z', kwh: GOLDEN_DAY, registeredAt: '2025-01-11T00:00Z' }),
      (all) => all.readings.push({ at: 900, gsrn: GOLDEN_GSRN, seriesId: 'february', from: '2025-02-01T00:00Z', kwh: GOLDEN_DAY }),
      (all) => all.prices.push({ ...all.prices[1]!, at: 900, from: '2025-02-01', price: '9' }),
      (all) => all.prices.push({ ...all.prices[1]!, at: 900, registeredAt: '2024-11-01T00:00Z' }),
      (all) => all.spot.push({ ...all.spot[3]!, at: 900, area: 'DK2' }),
      (all) => all.links.push({ ...all.links[0]!, at: 900, from: '2025-02-01', code: 'new' }),
      (all) => all.contracts.push({ ...all.contracts[0]!, contractId: 'other', gsrn: '571313100000099999', at: 900 }),
    ];
    for (const change of changes) expect(await digestWith(change)).toBe(before);
  });
});
