import { calendarOf, MARKET_ZONE } from '#energy';
import { describe, expect, it } from '@jest/globals';
import type { CalculatedDay } from './measurement-input.js';
import { inOrder, isNew, latestSent, type SentRow } from './sent-before.js';

const KWH = 10n ** 12n;
const MIDNIGHT = Date.parse('2024-05-01T22:00Z'); // local 2 May
const row = (changes: Partial<SentRow>): SentRow => ({ meteringPointId: 'h', time: MIDNIGHT, quantity: KWH, settlementType: 'end_of_period', sentAt: 1, ...changes });
const sent = (rows: readonly SentRow[]) => latestSent(rows, calendarOf(MARKET_ZONE));
const day = (changes: Partial<CalculatedDay> = {}): CalculatedDay => ({ meteringPointId: 'h', date: '2024-05-02', wh: 1000n, settlementType: 'end_of_period', ...changes });

describe('what was sent before', () => {
  it('is the latest message of each point and local day, whatever their order', () => {
    const rows = [row({ sentAt: 2, quantity: 2n * KWH }), row({ sentAt: 3, quantity: 3n * KWH }), row({ sentAt: 1 })];
    for (const order of [rows, [...rows].reverse()]) expect(sent(order).get('h')!.get('2024-05-02')).toEqual({ wh: 3000n, settlementType: 'end_of_period' });
  });

  it('adds the hours of one message up, and drops those of an older one', () => {
    const rows = [row({}), row({ time: MIDNIGHT + 3_600_000, quantity: 0n }), row({ time: MIDNIGHT + 7_200_000, quantity: KWH / 2n }), row({ time: MIDNIGHT + 7_200_000, quantity: 9n * KWH, sentAt: 0 })];
    expect(sent(rows).get('h')!.get('2024-05-02')!.wh).toBe(1500n);
  });

  it('keeps days and points apart', () => {
    const known = sent([row({}), row({ time: MIDNIGHT - 1 }), row({ meteringPointId: 'i' })]);
    expect([...known.get('h')!.keys()]).toEqual(['2024-05-02', '2024-05-01']);
    expect([...known.get('i')!.keys()]).toEqual(['2024-05-02']);
  });
});

describe('a calculated day is new', () => {
  const known = sent([row({})]);

  it('unless its value and kind were sent', () => expect(isNew(day(), known)).toBe(false));

  it.each([
    ['its value differs', { wh: 1001n }], ['its kind differs', { settlementType: 'up_to_end_of_period' as const }],
    ['the day was never sent', { date: '2024-05-03' }], ['the point was never sent', { meteringPointId: 'i' }],
  ])('when %s', (_what, changes) => expect(isNew(day(changes), known)).toBe(true));
});

describe('order', () => {
  it('is by point, then by day', () => {
    const days = [day({ meteringPointId: 'b' }), day({ date: '2024-05-03' }), day({ meteringPointId: 'a', date: '2024-05-04' }), day()];
    expect(inOrder(days).map(({ meteringPointId, date }) => `${meteringPointId} ${date}`)).toEqual(['a 2024-05-04', 'b 2024-05-02', 'h 2024-05-02', 'h 2024-05-03']);
  });
});
