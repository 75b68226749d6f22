import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import type { RecordedEvent } from '#kernel';
import { rulesOf } from '../../commands/gather/facts.js';
import type { PeriodSettled } from '../../domain/events.js';
import { plainFacts, goldenFacts, GOLDEN_GSRN, positionOf } from '../../testing.js';
import { correctSettledPeriods, type CorrectionParts } from './correct-settled-periods.js';

const PERIOD = { gsrn: GOLDEN_GSRN, from: '2025-01-01', to: '2025-02-01', priceArea: 'DK1' };

describe('Correcting settled periods', () => {
  /** The first event that the process hears in its life: a period that was settled as of a place. */
  const heardFirst = async (asOf: number, after: string | undefined): Promise<readonly string[]> => {
    const looked: string[] = [];
    const facts = plainFacts(goldenFacts('2025-01-01', '2025-02-01'));
    const noticing = { ...facts, portfolio: { ...facts.portfolio, terms: async (gsrns: readonly string[]) => { looked.push(...gsrns); throw new Error('looked at again'); } } };
    const parts: CorrectionParts = { store: undefined as never, facts: noticing, rules: rulesOf(calendarOf('UTC')), asOfNow: async () => positionOf(900), periodsOlder: async () => [] };
    const event = { type: 'PeriodSettled', data: { ...PERIOD, basis: { asOf: positionOf(asOf) } }, id: 'e', stream: 's', revision: 0, position: positionOf(700), recordedAt: '', metadata: {} } as unknown as RecordedEvent<PeriodSettled>;
    await correctSettledPeriods(parts).hear([event], new AbortController().signal, after).catch((error: Error) => { if (error.message !== 'looked at again') throw error; });
    return looked;
  };

  it('that begin a new life do not look again at what rests on all that was heard in the life before', async () => {
    expect(await heardFirst(600, positionOf(600))).toEqual([]);
    expect(await heardFirst(600, positionOf(601))).toEqual([GOLDEN_GSRN]);
    expect(await heardFirst(600, undefined)).toEqual([GOLDEN_GSRN]);
  });
});
