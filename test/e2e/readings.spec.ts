import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { all, document, newGsrn } from './documents.js';
import { type RunningApp, startApp } from './running-app.js';

type Interval = Readonly<{ from: string; to: string; kwh: string | null; quality: string; missingQuarters?: number; versions?: readonly string[] }>;
type Readings = Readonly<{ intervals: readonly Interval[]; totalKwh: string | null; missingQuarters: number; versions: readonly Readonly<{ seriesId: string; knownAt: string }>[] }>;

let app: RunningApp;
beforeAll(async () => { app = await startApp(); }, 60_000);
afterAll(async () => { await app?.close(); }, 30_000);

const readings = async (gsrn: string, from: string, to: string, resolution: string, knownAt?: string): Promise<Readings> =>
  (await app.door.get(`/api/metering-points/${gsrn}/readings?from=${from}&to=${to}&resolution=${resolution}${knownAt === undefined ? '' : `&knownAt=${knownAt}`}`)) as unknown as Readings;
const kwh = ({ intervals }: Readings) => intervals.map((interval) => interval.kwh);

/** A usual winter day: 24 hours from 23:00 UTC. */
const DAY = { from: '2025-01-14T23:00:00Z', to: '2025-01-15T23:00:00Z' };
const ASKED = ['2025-01-15', '2025-01-16'] as const;

describe('A document of the market', () => {
  it('in quarters comes out in quarters, hours, the day and the month', async () => {
    const gsrn = newGsrn();
    const taken = await app.door.take(document({ gsrn, ...DAY, resolution: 'PT15M', wh: Array.from({ length: 96 }, (_, at) => at) }));
    expect(taken).toMatchObject({ series: 1, recorded: 1, repeated: 0 });
    const quarters = await readings(gsrn, ...ASKED, 'PT15M');
    expect(quarters.intervals).toHaveLength(96);
    expect(quarters.intervals[5]).toMatchObject({ from: '2025-01-15T00:15:00Z', to: '2025-01-15T00:30:00Z', kwh: '0.005', quality: 'measured' });
    const hours = await readings(gsrn, ...ASKED, 'PT1H');
    expect(kwh(hours)).toEqual(Array.from({ length: 24 }, (_, hour) => ((16 * hour + 6) / 1_000).toFixed(3)));
    expect(kwh(await readings(gsrn, ...ASKED, 'P1D'))).toEqual(['4.560']);
    const month = await readings(gsrn, '2025-01-01', '2025-02-01', 'P1M');
    expect(month).toMatchObject({ totalKwh: '4.560', missingQuarters: 30 * 96 });
    expect(month.intervals).toMatchObject([{ from: '2024-12-31T23:00:00Z', to: '2025-01-31T23:00:00Z', quality: 'incomplete' }]);
  });

  it('that corrects another counts from when it was recorded, and what was known before stays known', async () => {
    const gsrn = newGsrn();
    const [first, second] = [randomUUID(), randomUUID()];
    await app.door.take(document({ gsrn, ...DAY, resolution: 'PT1H', wh: all(1_000, 24), seriesId: first, registeredAt: '2025-01-16T10:00:00Z' }));
    const { knownAt } = (await readings(gsrn, ...ASKED, 'P1D')).versions[0]!;
    await app.door.take(document({ gsrn, ...DAY, resolution: 'PT1H', wh: all(1_500, 24), seriesId: second, registeredAt: '2025-01-20T10:00:00Z' }));
    expect(kwh(await readings(gsrn, ...ASKED, 'P1D'))).toEqual(['36.000']);
    expect(kwh(await readings(gsrn, ...ASKED, 'P1D', knownAt))).toEqual(['24.000']);
    expect(kwh(await readings(gsrn, ...ASKED, 'P1D', '2025-01-01T00:00:00Z'))).toEqual([null]);
    const versions = await app.door.get(`/api/metering-points/${gsrn}/readings/versions?from=${ASKED[0]}&to=${ASKED[1]}`) as unknown as Readings;
    expect(versions.versions.map(({ seriesId }) => seriesId)).toEqual([first, second]);
  });

  it('that was registered earlier does not replace a later one, whenever it comes', async () => {
    const gsrn = newGsrn();
    await app.door.take(document({ gsrn, ...DAY, resolution: 'PT1H', wh: all(2_000, 24), registeredAt: '2025-01-20T10:00:00Z' }));
    await app.door.take(document({ gsrn, ...DAY, resolution: 'PT1H', wh: all(1_000, 24), registeredAt: '2025-01-16T10:00:00Z' }));
    expect(kwh(await readings(gsrn, ...ASKED, 'P1D'))).toEqual(['48.000']);
  });

  it('leaves missing what is missing: reported (A02), or never received', async () => {
    const gsrn = newGsrn();
    await app.door.take(document({ gsrn, ...DAY, resolution: 'PT1H', wh: [...all(1_000, 10), null, null, ...all(1_000, 12)] }));
    const day = await readings(gsrn, ...ASKED, 'PT1H');
    expect(day.intervals[10]).toMatchObject({ kwh: null, quality: 'missing' });
    expect(day).toMatchObject({ totalKwh: '22.000', missingQuarters: 8 });
    const { gaps } = await app.door.get(`/api/metering-points/${gsrn}/gaps?from=2025-01-14&to=2025-01-16`);
    expect(gaps).toMatchObject([{ quarters: 96, why: 'not-received' }, { from: '2025-01-15T09:00:00Z', to: '2025-01-15T11:00:00Z', quarters: 8, why: 'reported-missing' }]);
  });

  it('changes nothing when it comes again, nor does its series in another document', async () => {
    const gsrn = newGsrn();
    const seriesId = randomUUID();
    const told = { gsrn, ...DAY, resolution: 'PT1H' as const, wh: all(1_000, 24), seriesId };
    const first = document(told);
    expect(await app.door.take(first)).toMatchObject({ recorded: 1, repeated: 0 });
    expect(await app.door.take(first)).toMatchObject({ series: 1 });
    expect(await app.door.post(first, { headers: { 'message-id': 'again' } })).toMatchObject({ status: 202, body: { series: 1 } });
    expect(await app.door.take(document(told))).toMatchObject({ recorded: 0, repeated: 1 });
    const { events } = await app.door.get(`/api/streams/readings-${gsrn}-2025-01-15`);
    expect(events).toHaveLength(1);
    expect(kwh(await readings(gsrn, ...ASKED, 'P1D'))).toEqual(['24.000']);
  });

  it('is kept byte for byte', async () => {
    const [gsrn, documentId] = [newGsrn(), randomUUID()];
    const body = document({ gsrn, ...DAY, resolution: 'PT1H', wh: all(1, 24), documentId });
    await app.door.take(body);
    expect((await app.door.ask('GET', `/api/messages/5790001330552/${documentId}/body`)).body).toEqual(JSON.parse(body.toString()));
    expect((await app.door.get(`/api/messages?gsrn=${gsrn}`))['documents']).toMatchObject([{ documentId, seriesCount: 1, bytes: body.length }]);
  });

  it.each([
    ['spring', '2025-03-29T23:00:00Z', '2025-03-30T22:00:00Z', '2025-03-30', '2025-03-31', 23],
    ['autumn', '2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z', '2025-10-26', '2025-10-27', 25],
  ])('of the day on which the clock changes in %s has all its hours', async (_season, from, to, day, next, hours) => {
    const gsrn = newGsrn();
    await app.door.take(document({ gsrn, from, to, resolution: 'PT1H', wh: Array.from({ length: hours }, (_, hour) => 1_000 + hour) }));
    const answer = await readings(gsrn, day, next, 'PT1H');
    expect(kwh(answer)).toEqual(Array.from({ length: hours }, (_, hour) => ((1_000 + hour) / 1_000).toFixed(3)));
    expect((await readings(gsrn, day, next, 'PT15M')).intervals).toHaveLength(hours * 4);
    const total = (hours * 1_000 + hours * (hours - 1) / 2) / 1_000;
    expect((await readings(gsrn, day, next, 'P1D')).intervals).toMatchObject([{ from, to, kwh: total.toFixed(3), quality: 'measured' }]);
  });
});

describe('Master data', () => {
  it('are stated, shown at once, and stating them again changes nothing', async () => {
    const gsrn = newGsrn();
    const json = { meteringPointType: 'E17', gridArea: '543', priceArea: 'DK1', settlementMethod: 'D01', resolution: 'PT1H', validFrom: '2025-01-01', supplyPeriods: [{ from: '2025-01-01' }] };
    const path = `/api/metering-points/${gsrn}`;
    expect((await app.door.ask('PUT', path, { json })).body).toMatchObject({ outcome: 'appended', visible: true });
    expect((await app.door.ask('PUT', path, { json })).body).toMatchObject({ outcome: 'already-so' });
    expect(await app.door.get(`${path}?on=2025-06-01`)).toMatchObject({ gsrn, masterData: { gridArea: '543', priceArea: 'DK1' } });
    expect(await app.door.get(`${path}?on=2024-06-01`)).toMatchObject({ masterData: null });
  });
});
