import { beforeEach, describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import type { RecordedEvent } from '#kernel';
import { rulesOf } from '../../commands/gather/facts.js';
import { settlePoints } from '../../commands/settle-points.js';
import type { SettlementEvent } from '../../domain/events.js';
import { GOLDEN_GSRN, goldenFacts, plainFacts, type PlainFacts, positionOf } from '../../testing.js';
import type { ConcernedPeriod, PeriodsAsked } from '../../views/periods-concerned.js';
import type { FactEvent } from './concern.js';
import { type CorrectionParts, correctSettledPeriods } from './correct-settled-periods.js';

type Heard = RecordedEvent<FactEvent | SettlementEvent>;
const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
let store: MemoryEventStore;
let all: PlainFacts;
let log: number;
let asked: (PeriodsAsked & Readonly<{ than: string }>)[];
let told: ConcernedPeriod[];

beforeEach(() => { [store, all, log, asked, told] = [new MemoryEventStore(), goldenFacts('2025-01-01', '2025-02-01'), 1_000, [], [{ gsrn: GOLDEN_GSRN, ...JANUARY }]]; });

const parts = (more: Partial<CorrectionParts> = {}): CorrectionParts => ({
  store, facts: plainFacts(all), rules: rulesOf(calendarOf('UTC')), asOfNow: async () => positionOf(log),
  periodsOlder: async (periods, than) => { asked.push({ ...periods, than }); return told; }, ...more,
});
const heard = (type: Heard['type'], data: object, position = positionOf(++log)): Heard => ({ type, data, id: `event-${position}`, stream: 'spec-1', revision: 0, position, recordedAt: '2025-02-01T00:00:00Z', metadata: {} }) as unknown as Heard;
const settled = async (): Promise<readonly RecordedEvent<SettlementEvent>[]> => {
  const events: RecordedEvent<SettlementEvent>[] = [];
  for await (const { events: some } of store.readAll<SettlementEvent>()) events.push(...some);
  return events;
};
const { signal } = new AbortController();
const newReading = (kwh: string): void => { all.readings.push({ at: ++log, gsrn: GOLDEN_GSRN, seriesId: `late-${kwh}`, from: '2025-01-10T17:00Z', kwh: [kwh], registeredAt: '2025-03-01T00:00Z' }); };
const readingHeard = (): Heard => heard('ReadingsReceived', { gsrn: GOLDEN_GSRN, meteringPointType: 'E17', from: '2025-01-10T17:00:00Z' });
const run = () => settlePoints(parts(), { gsrns: [GOLDEN_GSRN], run: JANUARY, askedBy: { actor: 'spec', runId: 'r' }, commandIdPrefix: `run-${log}` });

describe('Whenever something becomes known that settled periods rest on', () => {
  it('settles them anew, once, however often it is heard', async () => {
    await run();
    newReading('2.345');
    const [process, event] = [correctSettledPeriods(parts()), readingHeard()];
    await process.hear([event], signal);
    await process.hear([event], signal);
    await correctSettledPeriods(parts()).hear([event], signal);
    expect((await settled()).map(({ type }) => type)).toEqual(['PeriodSettled', 'SettlementCorrected']);
    expect((await settled())[1]?.metadata).toMatchObject({ causationId: event.id, actor: 'process settlement-correct-periods' });
  });

  it('corrects against all that was said, not against the first figures', async () => {
    await run();
    for (const kwh of ['2.345', '0.001', '2.345']) {
      newReading(kwh);
      all.readings.push({ ...all.readings.pop()!, seriesId: `series-${log}`, registeredAt: `2025-03-02T00:00:${String(log % 60).padStart(2, '0')}Z` });
      await correctSettledPeriods(parts()).hear([readingHeard()], signal);
    }
    const [first, ...corrections] = await settled();
    if (first?.type !== 'PeriodSettled') throw new Error('another event');
    const oere = (text: string): number => Math.round(Number(text) * 100);
    const last = corrections.at(-1);
    expect(corrections.map(({ type }) => type)).toEqual(['SettlementCorrected', 'SettlementCorrected', 'SettlementCorrected']);
    expect(corrections.reduce((sum, { data }) => sum + ('delta' in data ? oere(data.delta.totalDkk) : NaN), oere(first.data.totalDkk))).toBe(last?.type === 'SettlementCorrected' ? oere(last.data.totalDkk) : NaN);
  });

  it('looks for periods that rest on less than the newest it heard, and says nothing where nothing changed', async () => {
    await run();
    const events = [readingHeard(), heard('SpotPricesPublished', { area: 'DK1', day: '2025-01-10' }), heard('RatePublished', { name: 'vat', from: '2025-01-01' })];
    await correctSettledPeriods(parts()).hear(events, signal);
    const than = events.at(-1)!.position;
    expect(asked).toEqual([{ gsrns: [GOLDEN_GSRN], days: { from: '2025-01-10' }, than }, { priceArea: 'DK1', days: { from: '2025-01-10', to: '2025-01-11' }, than }, { days: { from: '2025-01-01' }, than }]);
    expect(await settled()).toHaveLength(1);
  });

  it('looks for the parent of a child whose readings came', async () => {
    const child = '571313100000088888';
    all.points.push({ at: 1, gsrn: child, validFrom: '2020-01-01', masterData: { meteringPointType: 'E18', gridArea: '543', priceArea: 'DK1', resolution: 'PT1H', supplyPeriods: [], parentGsrn: GOLDEN_GSRN } });
    await correctSettledPeriods(parts()).hear([heard('ReadingsReceived', { gsrn: child, meteringPointType: 'E18', from: '2025-01-10T00:00:00Z' })], signal);
    expect(asked).toMatchObject([{ gsrns: [child, GOLDEN_GSRN] }]);
  });

  it('settles anew what a slow worker settled on less than was heard already', async () => {
    const process = correctSettledPeriods(parts());
    const slow = positionOf(log);
    told = [];
    await process.hear([heard('RatePublished', { name: 'taxLimit', from: '2024-01-01' }, positionOf(1))], signal);
    newReading('2.345');
    await process.hear([readingHeard()], signal);
    await settlePoints(parts(), { gsrns: [GOLDEN_GSRN], run: JANUARY, askedBy: { actor: 'spec', runId: 'slow' }, commandIdPrefix: 'slow', asOf: slow });
    await process.hear([{ ...(await settled())[0]!, position: positionOf(++log) }], signal);
    expect((await settled()).map(({ type }) => type)).toEqual(['PeriodSettled', 'SettlementCorrected']);
  });

  it('leaves alone what rests on everything that was heard', async () => {
    const process = correctSettledPeriods(parts());
    told = [];
    await process.hear([heard('RatePublished', { name: 'taxLimit', from: '2024-01-01' }, positionOf(1))], signal);
    await process.hear([readingHeard()], signal);
    await run();
    newReading('2.345'); // known, but not heard of yet
    await process.hear([{ ...(await settled())[0]!, position: positionOf(log) }], signal);
    expect(await settled()).toHaveLength(1);
  });

  it('plans anew until the billing period of the last day ends, by the contract that began last', async () => {
    const windows: unknown[] = [];
    const contract = all.contracts[0]!;
    all.contracts.splice(0, 1, { ...contract, billingFrequency: 'daily' }, { ...contract, contractId: 'contract-2', from: '2025-01-05', billingFrequency: 'monthly' });
    told = [{ gsrn: GOLDEN_GSRN, from: '2025-01-12', to: '2025-01-13' }];
    await correctSettledPeriods(parts({ standing: async (_, window) => { windows.push(window); return []; } })).hear([readingHeard()], signal);
    expect(windows).toEqual([{ from: '2025-01-12', to: '2025-02-01' }]);
    expect((await settled()).map(({ stream }) => stream)).toEqual([`settlement-${GOLDEN_GSRN}-2025-01-05`]);
  });

  it('stops when it is told to, so that the same is heard again', async () => {
    await expect(correctSettledPeriods(parts()).hear([readingHeard()], AbortSignal.abort())).rejects.toThrow('Stopped before');
    expect(await settled()).toEqual([]);
  });

  it('asks for nothing when nothing settled depends on what it hears', async () => {
    await correctSettledPeriods(parts()).hear([heard('CustomerRegistered', { customerId: 'customer-1' })], signal);
    await correctSettledPeriods(parts()).hear([], signal);
    expect(asked).toEqual([]);
  });
});
