import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#kernel';
import type { SettlementEvent } from '../domain/events.js';
import { settlementPeriodsView } from './settlement-periods.js';

const PERIOD = { gsrn: '571313100000012345', from: '2025-01-01' };
const event = (revision: number, type: SettlementEvent['type'], data: object): RecordedEvent<SettlementEvent> =>
  ({ id: `event-${revision}`, type, data: { ...PERIOD, ...data }, stream: 'settlement-571313100000012345-2025-01-01', revision, position: `0${revision}`, recordedAt: '2025-02-01T00:00:00Z', metadata: {} }) as unknown as RecordedEvent<SettlementEvent>;
const blocked = (revision: number, to: string, more: object = {}) => event(revision, 'SettlementBlocked', { to, reasons: [], asOf: '00', askedBy: { actor: 'spec' }, ...more });

/** The rows that a page of events leads to. */
const rowsOf = async (...events: RecordedEvent<SettlementEvent>[]): Promise<readonly Record<string, unknown>[]> => {
  const asked: unknown[][] = [];
  await settlementPeriodsView.project(events, { query: async (_: string, values: unknown[]) => { asked.push(values); return { rows: [] }; } } as unknown as Parameters<typeof settlementPeriodsView.project>[1]);
  return JSON.parse(asked[0]![0] as string) as Record<string, unknown>[];
};

describe('How a period stands after a page of events', () => {
  it('is what the newest attempt says while there are no figures, however the events are paged', async () => {
    const [first, second] = [blocked(0, '2025-04-01'), blocked(1, '2025-02-01', { customerId: 'customer-1', priceArea: 'DK1' })];
    expect(await rowsOf(first, second)).toEqual(await rowsOf(second));
    expect(await rowsOf(first, second)).toMatchObject([{ to_day: '2025-02-01', price_area: 'DK1', status: 'blocked', issue: 'open' }]);
  });

  it('keeps the days of figures that stand while an issue is open', async () => {
    const settled = event(0, 'PeriodSettled', { to: '2025-02-01', priceArea: 'DK1', settlementId: 's', basis: { asOf: '00', digest: 'd' }, askedBy: { actor: 'spec' }, totalDkk: '1.00' });
    expect(await rowsOf(settled, blocked(1, '2025-04-01'))).toMatchObject([{ to_day: '2025-02-01', status: 'settled', issue: 'open', as_of: '00', revision: 1 }]);
  });
});
