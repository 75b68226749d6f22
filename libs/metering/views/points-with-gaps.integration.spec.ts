import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { openSpecDatabase, type SpecDatabase } from '#platform/testing';
import { meteringPointsView } from './metering-points.js';
import { daysWithGaps } from './points-with-gaps.js';
import { readingsView } from './readings.js';

const ZONE = 'Europe/Copenhagen';
const [FIRST, SECOND, THIRD] = ['571313900000000016', '571313900000000023', '571313900000000030'];
let database: SpecDatabase;
let pool: SpecDatabase['pool'];

/** The tables of the views, filled by hand: FIRST and SECOND are supplied in the first days of October, THIRD has a series with a hole. */
beforeAll(async () => {
  database = await openSpecDatabase();
  ({ pool } = database);
  await pool.query(`create schema views; create table views.metering_points (${meteringPointsView.columns}); create table views.metering_readings (${readingsView(calendarOf(ZONE)).columns})`);
  for (const gsrn of [FIRST, SECOND]) {
    await pool.query(`insert into views.metering_points values ($1, 0, '2025-10-01', $2, now(), '1', 's')`, [gsrn, JSON.stringify({ resolution: 'PT1H', supplyPeriods: [{ from: '2025-10-01', to: '2025-10-03' }] })]);
  }
  await pool.query(`insert into views.metering_readings values ($1, '2025-10-01', 'PT1H', '2025-09-30T22:00Z', '2025-10-01T22:00Z', '{1,null}', null, null, 1, now(), now(), 'x', 'd', 's', 0, 0, '2', 's', 0)`, [THIRD]);
}, 60_000);
afterAll(async () => { await database.close(); });

const found = async (only?: readonly string[], after?: { gsrn: string; day: string }) =>
  (await daysWithGaps(pool, '2025-10-01', '2025-10-04', ZONE, after, 10, only)).map(({ gsrn, day, why }) => [gsrn, day, why]);

describe('Days with gaps', () => {
  const of = (gsrn: string) => [[gsrn, '2025-10-01', 'not-received'], [gsrn, '2025-10-02', 'not-received']];
  const incomplete = [THIRD, '2025-10-01', 'incomplete'];

  it('are found over all points, in order', async () => expect(await found()).toEqual([...of(FIRST!), ...of(SECOND!), incomplete]));
  it('are those of the named points only, when some are named', async () => {
    expect(await found([SECOND!])).toEqual(of(SECOND!));
    expect(await found([THIRD!, FIRST!])).toEqual([...of(FIRST!), incomplete]);
    expect(await found([])).toEqual([]);
  });
  it('go on after a page within the named points', async () => expect(await found([SECOND!, THIRD!], { gsrn: SECOND!, day: '2025-10-01' })).toEqual([[SECOND, '2025-10-02', 'not-received'], incomplete]));
});
