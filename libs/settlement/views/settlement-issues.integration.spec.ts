import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { RecordedEvent } from '#kernel';
import type { View } from '#projections';
import type { SettlementEvent } from '../domain/events.js';
import { settlementIssuesView } from './settlement-issues.js';
import { settlementPeriodsView } from './settlement-periods.js';

const serverUrl = process.env['DATABASE_URL'];
if (!serverUrl) throw new Error('DATABASE_URL is not set: these specs need a Postgres. `npm test` starts one and sets it');

const PERIOD = { gsrn: '571313100000012345', from: '2025-01-01', to: '2025-02-01' };
const FIGURES = { settlementId: 's', number: 1, basis: { asOf: '0', digest: 'd' }, askedBy: { actor: 'spec' }, subtotalDkk: '0.80', vatDkk: '0.20', totalDkk: '1.00' };
const SAID: Readonly<Record<string, readonly [SettlementEvent['type'], object]>> = {
  blocked: ['SettlementBlocked', { reasons: [{ code: 'A', en: 'a', da: 'a' }], asOf: '0', askedBy: { actor: 'spec' } }],
  dismissed: ['SettlementIssueDismissed', { reason: 'the meter burnt', dismissedBy: 'spec' }],
  resolved: ['SettlementIssueResolved', { why: 'settled', askedBy: { actor: 'spec' } }],
  settled: ['PeriodSettled', FIGURES], corrected: ['SettlementCorrected', FIGURES], reversed: ['SettlementReversed', FIGURES],
};
const at = (place: number): string => `2025-03-01T00:00:0${place}Z`;
const eventsOf = (story: string): RecordedEvent<SettlementEvent>[] => story.split(' ').map((word, place) => {
  const [type, data] = SAID[word]!;
  return { id: `${place}`, type, data: { ...PERIOD, ...data }, stream: 'settlement-1', revision: place, position: `0${place}`, recordedAt: at(place), metadata: {} } as unknown as RecordedEvent<SettlementEvent>;
});

/** Every way to cut events into pages. */
const pagings = <T>(events: readonly T[]): readonly (readonly (readonly T[])[])[] => Array.from({ length: 2 ** (events.length - 1) }, (_, cuts) => {
  const pages: T[][] = [[]];
  events.forEach((event, place) => {
    pages.at(-1)!.push(event);
    if (place < events.length - 1 && (cuts >> place) % 2 === 1) pages.push([]);
  });
  return pages;
});

const STORIES = [
  'blocked settled corrected', 'blocked dismissed settled corrected', 'blocked blocked', 'blocked resolved blocked', 'blocked dismissed blocked resolved', 'settled blocked corrected corrected',
  'settled blocked reversed resolved', 'settled blocked reversed blocked', 'settled blocked reversed settled corrected', 'settled reversed settled', 'blocked settled blocked blocked corrected',
];

describe('What the views say of issues and periods', () => {
  let pool: pg.Pool;
  beforeAll(() => { pool = new pg.Pool({ connectionString: serverUrl, max: 1 }); });
  afterAll(() => pool.end());

  const rowsAfter = async (view: View<SettlementEvent>, pages: readonly (readonly RecordedEvent<SettlementEvent>[])[]): Promise<readonly unknown[]> => {
    const name = `paging_${randomUUID().replaceAll('-', '')}`;
    await pool.query(`create table ${name} (${view.columns})`);
    try {
      const query = async (text: string, values: readonly unknown[] = []) => (await pool.query(text.replaceAll('{table}', name), [...values])).rows as never;
      for (const page of pages) await view.project(page, { query, copy: async () => { throw new Error('not used here'); } } as unknown as Parameters<typeof view.project>[1]);
      return (await pool.query(`select t::text as row from ${name} t`)).rows;
    } finally {
      await pool.query(`drop table ${name}`);
    }
  };

  it.each(STORIES)('is the same however the events are paged: %s', async (story) => {
    for (const view of [settlementIssuesView, settlementPeriodsView]) {
      const [oneByOne, ...others] = [...pagings(eventsOf(story))].reverse();
      const rows = await rowsAfter(view, oneByOne!);
      for (const pages of others) expect([view.name, pages.map(({ length }) => length), await rowsAfter(view, pages)]).toEqual([view.name, pages.map(({ length }) => length), rows]);
    }
  });

  it('names the event that closed an issue, not a correction that came later', async () => {
    const [row] = await rowsAfter(settlementIssuesView, [eventsOf('blocked settled corrected')]) as readonly Readonly<{ row: string }>[];
    expect(row!.row).toContain('resolved');
    expect(row!.row.endsWith(',01)')).toBe(true);
  });
});
