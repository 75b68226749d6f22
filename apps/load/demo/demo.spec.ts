import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fromRsm012 } from '#datahub/published';
import { calendarOf, glnReasons, gsrnReasons } from '#energy';
import { DEMO_ZONE, demoPoints, GRID_COMPANIES, LONG_DAY, shownPoint } from './demo-points.js';
import { demoMasterData, demoPortfolio } from './demo-portfolio.js';
import { demoPrices, latePrice } from './demo-prices.js';
import { correctedReadings, demoReadings, filledGap } from './demo-readings.js';

const points = demoPoints();
const shown = shownPoint(points);
const few = points.slice(0, 60);
const records = (topic: string) => [...demoPrices(), ...demoPortfolio(points)].filter((one) => one.topic === topic).flatMap(({ body }) => (JSON.parse(body.toString()) as { records: Record<string, unknown>[] }).records);
const read = (body: Buffer) => {
  const answer = fromRsm012(body);
  if (!answer.ok) throw new Error(answer.reasons.map(({ path, en }) => `${path} ${en}`).join('\n'));
  return answer.document.series[0]!;
};

describe('The data of the demo', () => {
  it('are the same bytes on every machine', () => {
    const hash = createHash('sha256');
    for (const { body } of [...demoPrices(), ...demoPortfolio(few), latePrice(), ...demoReadings(few, shown), filledGap(shown), correctedReadings(shown)]) hash.update(body);
    expect(hash.digest('hex')).toBe('5d58e34557df8365f345bae02dd1f0c8d70097f3b223b0190893df51c2440681');
  });
  it('are a thousand points of every kind, with ids that could be right, each once', () => {
    const ids = points.flatMap(({ gsrn, child }) => [gsrn, ...(child ? [child.gsrn] : [])]);
    expect([points.length, new Set(ids).size]).toEqual([1_000, 1_150]);
    expect(ids.flatMap((gsrn) => gsrnReasons(gsrn, { strict: true, path: '$' }))).toEqual([]);
    expect(GRID_COMPANIES.flatMap(({ gln }) => glnReasons(gln, { strict: true, path: '$' }))).toEqual([]);
    const kinds = Object.fromEntries([...new Set(points.map(({ kind }) => kind))].map((kind) => [kind, points.filter((one) => one.kind === kind).length]));
    expect(kinds).toEqual({ household: 550, heating: 100, heatingMeasured: 50, solar: 100, business: 100, fixedPrice: 50, lateProduct: 50 });
    expect(points.filter(({ kind, resolution }) => kind === 'business' && resolution !== 'PT15M')).toEqual([]);
    expect([...new Set(points.map(({ grid }) => grid.priceArea))].sort()).toEqual(['DK1', 'DK2']);
  });
  it('let twenty people move in mid-month, without a day between', () => {
    const supplies = records('portfolio.supplies');
    expect(supplies).toHaveLength(1_020);
    expect(supplies.filter(({ to }) => to === '2025-10-16')).toHaveLength(20);
    expect(supplies.filter(({ from }) => from === '2025-10-16')).toHaveLength(20);
  });
  it('lack one price until it is delivered, and change each grid tariff on the 16th', () => {
    expect(records('prices.products').filter(({ prices }) => prices === undefined)).toMatchObject([{ id: 'demo-new' }]);
    expect(JSON.parse(latePrice().body.toString())).toMatchObject({ records: [{ id: 'demo-new' }] });
    const changed = records('prices.charges').filter(({ prices }) => (prices as unknown[]).length === 2);
    expect(changed.map(({ owner, prices }) => [owner, (prices as { from: string }[])[1]!.from])).toEqual(GRID_COMPANIES.map(({ gln }) => [gln, '2025-10-16']));
  });
  it('have a spot price for each of the 2,980 quarters of October', () => {
    for (const area of ['DK1', 'DK2']) {
      const prices = records('prices.spot').filter((one) => one['area'] === area).flatMap((one) => one['prices'] as string[]);
      expect([area, prices.length, prices.every((price) => /^-?\d\.\d{5}$/.test(price))]).toEqual([area, 2_980, true]);
    }
  });
  it('tell each point and child every interval of the month, once', () => {
    const calendar = calendarOf(DEMO_ZONE);
    const counts = new Map<string, number>();
    for (const { gsrn, body } of demoReadings(few, shown)) {
      const { resolution, valuesWh } = read(body);
      counts.set(gsrn, (counts.get(gsrn) ?? 0) + valuesWh.length * (resolution === 'PT1H' ? 4 : 1));
    }
    const quarters = calendar.dayTable('2025-10-01', '2025-11-01').reduce((sum, { date }) => sum + calendar.quartersIn(date), 0);
    expect([...counts.values()].every((one) => one === quarters)).toBe(true);
    expect([...counts.keys()].sort()).toEqual((JSON.parse(demoMasterData(few).body.toString()) as { records: { gsrn: string }[] }).records.map(({ gsrn }) => gsrn).sort());
  });
  it('lack an hour of the day with 25 hours, which comes later, and is corrected after that', () => {
    const first = [...demoReadings([shown], shown)].find(({ day }) => day === LONG_DAY.from)!;
    const [gap, filled, corrected] = [first, filledGap(shown), correctedReadings(shown)].map(({ body }) => read(body));
    expect([gap!, filled!, corrected!].map(({ valuesWh }) => [valuesWh.length, valuesWh.filter((one) => one === null).length])).toEqual([[100, 4], [100, 0], [100, 0]]);
    expect(gap!.registeredAt < filled!.registeredAt && filled!.registeredAt < corrected!.registeredAt).toBe(true);
    expect(corrected!.valuesWh.filter((one, at) => one !== filled!.valuesWh[at]).length).toBeGreaterThan(20);
  });
});
