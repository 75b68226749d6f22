import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { all, document, newGsrn } from './documents.js';
import { eventually } from './eventually.js';
import { type RunningApp, startApp } from './running-app.js';

let app: RunningApp;
beforeAll(async () => { app = await startApp(); }, 60_000);
afterAll(async () => { await app?.close(); }, 30_000);

const DOCUMENTS = 30;
const ROUNDS = 6;
const seed = randomInt(2 ** 31);

/** Even numbers in [0, 1) from a seed. */
const randomFrom = (from: number): (() => number) => {
  let state = from | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 4_294_967_296;
  };
};
const shuffled = <T>(items: readonly T[], random: () => number): T[] => items.map((item) => ({ item, place: random() })).sort((a, b) => a.place - b.place).map(({ item }) => item);

/** Thirty documents of one point over three days around the end of summer time: hours, quarters, gaps, corrections of corrections. */
const story = (gsrn: string, random: () => number): Buffer[] => Array.from({ length: DOCUMENTS }, (_, at) => {
  const [from, to, hours] = [['2025-10-24T22:00:00Z', '2025-10-25T22:00:00Z', 24], ['2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z', 25], ['2025-10-26T23:00:00Z', '2025-10-27T23:00:00Z', 24]][at % 3] as [string, string, number];
  const quarters = random() < 0.5;
  const wh: (number | null)[] = all(0, quarters ? hours * 4 : hours).map(() => (random() < 0.1 ? null : Math.floor(random() * 2_000)));
  return document({ gsrn, from, to, resolution: quarters ? 'PT15M' : 'PT1H', wh, registeredAt: `2025-11-${String(1 + at % 28).padStart(2, '0')}T10:${String(at).padStart(2, '0')}:00Z` });
});

/** Everything that is answered about the point, without what names it or says when we heard. */
const answersAbout = async (gsrn: string): Promise<unknown> => Promise.all(['PT15M', 'PT1H', 'P1D'].map(async (resolution) => {
  const { intervals, totalKwh, missingQuarters } = await app.door.get(`/api/metering-points/${gsrn}/readings?from=2025-10-25&to=2025-10-28&resolution=${resolution}`);
  return { totalKwh, missingQuarters, intervals: (intervals as { from: string; kwh: string | null; quality: string; missingQuarters?: number }[]).map(({ from, kwh, quality, missingQuarters: missing }) => [from, kwh, quality, missing]) };
}));

const sendAll = async (documents: readonly Buffer[]): Promise<void> => {
  let last = '';
  for (const body of documents) {
    const answer = await app.door.post(body);
    expect(answer.status).toBe(202);
    const position = answer.body['position'] as string | undefined;
    if (position !== undefined && position > last) last = position;
  }
  await app.door.shows(last);
};

describe(`Order and repetition of messages (seed ${seed})`, () => {
  it('do not matter for any answer', async () => {
    process.stderr.write(`order and repetition: seed ${seed}\n`);
    const random = randomFrom(seed);
    const inOrder = newGsrn();
    const values = random() * 2 ** 31;
    await sendAll(story(inOrder, randomFrom(values)));
    const expected = await answersAbout(inOrder);
    expect(JSON.stringify(expected)).toContain('missing');
    for (let round = 0; round < ROUNDS; round++) {
      const gsrn = newGsrn();
      const documents = story(gsrn, randomFrom(values));
      const repeated = documents.filter(() => random() < 0.4);
      await sendAll(shuffled([...documents, ...repeated, ...repeated.filter(() => random() < 0.3)], random));
      expect({ seed, round, answers: await answersAbout(gsrn) }).toEqual({ seed, round, answers: expected });
    }
  }, 120_000);
});

describe('Rebuilding a view', () => {
  const rows = () => app.database.query(`select md5(string_agg(line, E'\\n' order by line)) as hash, count(*)::int as count from (select v::text as line from views.metering_readings v) as lines`);
  const points = () => app.database.query(`select md5(string_agg(line, E'\\n' order by line)) as hash, count(*)::int as count from (select v::text as line from views.metering_points v) as lines`);

  it.each([['metering_readings', rows], ['metering_points', points]])('%s gives the same rows as following the events', async (name, look) => {
    const gsrn = newGsrn();
    const json = { meteringPointType: 'E17', gridArea: '543', priceArea: 'DK1', settlementMethod: 'D01', resolution: 'PT1H', validFrom: '2025-01-01', supplyPeriods: [{ from: '2025-01-01' }] };
    expect((await app.door.ask('PUT', `/api/metering-points/${gsrn}`, { json })).status).toBe(200);
    await sendAll(story(gsrn, randomFrom(seed + 1)).slice(0, 6));
    const before = await look();
    expect(before[0]!['count']).toBeGreaterThan(0);
    const ordered = await app.door.ask('POST', `/api/views/${name}/rebuild`);
    expect({ status: ordered.status, build: ordered.body }).toMatchObject({ status: 202, build: { view: name } });
    await eventually('the new build answers', async () => {
      const { views } = await app.door.get('/api/views');
      return (views as { view: string; build: number; state: string }[]).some((one) => one.view === name && one.build === ordered.body['build'] && one.state === 'live') ? true : undefined;
    }, 60_000);
    expect(await look()).toEqual(before);
  }, 90_000);
});
