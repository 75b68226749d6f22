import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { generatedPoints } from '../generated-documents.js';
import { loadPlan, type LoadPlan } from '../load-plan.js';
import { countFacts, FACT_KINDS, generatedFacts } from './generated-facts.js';

type Records = readonly Readonly<Record<string, unknown>>[];
const plan = (change: Partial<LoadPlan> = {}): LoadPlan => loadPlan({ points: 25, firstDay: '2025-10-25', days: 3, quarters: 0, gaps: 0, corrections: 0, seed: 7, zone: 'Europe/Copenhagen', ...change });
const made = (of: LoadPlan) => [...generatedFacts(of, FACT_KINDS)];
const digest = (of: LoadPlan): string => made(of).reduce((hash, { id, body }) => hash.update(id).update(body), createHash('sha256')).digest('hex');
const recordsOf = (topic: string, of = plan()): Records => made(of).filter((one) => one.topic === topic).flatMap(({ body }) => (JSON.parse(body.toString()) as { records: Records }).records);

describe('made-up prices and contracts', () => {
  it('are the same bytes for the same plan, and other prices for another seed', () => {
    expect(digest(plan())).toBe(digest(plan()));
    expect(digest(plan({ seed: 8 }))).not.toBe(digest(plan()));
  });
  it('are as many as was said before, with no document twice', () => {
    for (const one of [plan(), plan({ points: 1 }), plan({ points: 1_003 })]) expect(new Set(made(one).map(({ id }) => id)).size).toBe(countFacts(one, FACT_KINDS));
    expect(countFacts(plan(), [])).toBe(0);
  });
  it('give exactly the points of the plan a supply, a contract and priced charges', () => {
    const points = [...generatedPoints(plan())].map(({ gsrn }) => gsrn);
    for (const topic of ['portfolio.supplies', 'portfolio.contracts']) expect(recordsOf(topic).map(({ gsrn }) => gsrn)).toEqual(points);
    const priced = new Set(recordsOf('prices.charges').map(({ owner, type, code }) => `${String(owner)}/${String(type)}/${String(code)}`));
    const linked = recordsOf('portfolio.links');
    expect(new Set(linked.map(({ gsrn }) => gsrn))).toEqual(new Set(points));
    for (const { owner, type, code } of linked) expect(priced).toContain(`${String(owner)}/${String(type)}/${String(code)}`);
  });
  it('have a spot price for every quarter of every day in both areas, on the day with 25 hours too', () => {
    const spot = recordsOf('prices.spot');
    expect(spot.map(({ area, prices }) => `${String(area)} ${(prices as unknown[]).length}`)).toEqual(['DK1 96', 'DK2 96', 'DK1 100', 'DK2 100', 'DK1 96', 'DK2 96']);
    for (const { prices } of spot) for (const one of prices as unknown[]) expect(one).toMatch(/^-?\d+\.\d{5}$/);
  });
});
