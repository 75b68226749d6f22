import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { fromRsm012, type Rsm012 } from '#datahub/published';
import { gsrnReasons } from '#energy';
import { countDocuments, generatedDocuments, generatedGsrn, generatedPoints } from './generated-documents.js';
import { type LoadPlan, loadPlan } from './load-plan.js';

const plan = (change: Partial<LoadPlan> = {}): LoadPlan => loadPlan({ points: 4, firstDay: '2025-10-25', days: 3, quarters: 0.5, gaps: 0.2, corrections: 0.3, seed: 7, zone: 'Europe/Copenhagen', ...change });

const digest = (of: LoadPlan): string => {
  const hash = createHash('sha256');
  for (const { id, body } of generatedDocuments(of)) hash.update(id).update(body);
  return hash.digest('hex');
};

const read = (body: Buffer): Rsm012 => {
  const answer = fromRsm012(body);
  if (!answer.ok) throw new Error(answer.reasons.map(({ code, path, en }) => `${path} ${code}: ${en}`).join('\n'));
  return answer.document;
};

describe('generated documents', () => {
  it('are the same bytes for the same plan, for ever', () => {
    expect(digest(plan())).toBe(digest(plan()));
    expect(digest(plan())).toBe('8e1fdf2a09828be863feba8ae886d0c744291d015a0c010f994bdcbc41bafa5b');
  });
  it('are other bytes for another seed', () => expect(digest(plan({ seed: 8 }))).not.toBe(digest(plan())));
  it('have no two contents under one id, whatever the plan', () => {
    const seen = new Map<string, string>();
    for (const other of [plan(), plan({ quarters: 0 }), plan({ gaps: 1 }), plan({ corrections: 1 }), plan({ zone: 'Europe/London' }), plan({ days: 1, points: 9 })]) {
      for (const { id, body } of generatedDocuments(other)) {
        expect(seen.get(id) ?? body.toString()).toBe(body.toString());
        seen.set(id, body.toString());
      }
    }
  });
  it('stay the same when the plan has more points or days', () => {
    const more = new Set([...generatedDocuments(plan({ points: 6, days: 5 }))].map(({ id }) => id));
    for (const { id } of generatedDocuments(plan())) expect(more.has(id)).toBe(true);
  });
  it.each([
    ['spring, 23 hours', '2026-03-28', '2026-03-29', 23], ['autumn, 25 hours', '2025-10-25', '2025-10-26', 25],
  ])('pass every rule of RSM-012: %s', (_, firstDay, changeDay, hours) => {
    let [documents, onChangeDay] = [0, 0];
    for (const { body, day, id, gsrn, series } of generatedDocuments(plan({ firstDay, points: 12, gaps: 0.5 }))) {
      const document = read(body);
      expect(document.documentId).toBe(id);
      expect(document.series).toHaveLength(series);
      expect(document.series[0]!.gsrn).toBe(gsrn);
      documents++;
      if (day !== changeDay) continue;
      onChangeDay++;
      expect(document.series[0]!.valuesWh).toHaveLength(document.series[0]!.resolution === 'PT15M' ? 4 * hours : hours);
    }
    expect(documents).toBe(countDocuments(plan({ firstDay, points: 12, gaps: 0.5 })));
    expect(onChangeDay).toBeGreaterThanOrEqual(12);
  });
  it('have gaps only where the plan wants them, and corrections fill them', () => {
    const missing = (kind: string, change: Partial<LoadPlan>) => [...generatedDocuments(plan(change))].filter((one) => one.kind === kind).filter(({ body }) => read(body).series[0]!.valuesWh.includes(null)).length;
    expect(missing('first', { gaps: 1 })).toBe(12);
    expect(missing('first', { gaps: 0 })).toBe(0);
    expect(missing('correction', { gaps: 1, corrections: 1 })).toBe(0);
  });
  it('has quarters, hours or both, as the plan wants', () => {
    const resolutions = (quarters: number) => new Set([...generatedDocuments(plan({ quarters, points: 20 }))].map(({ body }) => read(body).series[0]!.resolution));
    expect([...resolutions(0)]).toEqual(['PT1H']);
    expect([...resolutions(1)]).toEqual(['PT15M']);
    expect(resolutions(0.5).size).toBe(2);
  });
});

describe('generated points', () => {
  it('have a GSRN with a right check digit, each another', () => {
    const gsrns = Array.from({ length: 500 }, (_, point) => generatedGsrn(point));
    expect(new Set(gsrns).size).toBe(500);
    for (const gsrn of gsrns) expect(gsrnReasons(gsrn)).toEqual([]);
  });
  it('say the resolution that their documents have', () => {
    const said = new Map([...generatedPoints(plan())].map(({ gsrn, masterData }) => [gsrn, masterData['resolution']]));
    for (const { gsrn, body } of generatedDocuments(plan())) expect(said.get(gsrn)).toBe(read(body).series[0]!.resolution);
  });
});

describe('a plan', () => {
  it('tells everything that is wrong with it at once', () => {
    try {
      loadPlan({ points: 0, firstDay: '2025-02-30', days: 1.5, quarters: 2, gaps: -1, corrections: Number.NaN, seed: -3, zone: 'Europe/Copenhagen' });
    } catch (error) {
      expect((error as { reasons: { path: string }[] }).reasons.map(({ path }) => path).sort()).toEqual(['$.corrections', '$.days', '$.firstDay', '$.gaps', '$.points', '$.quarters', '$.seed']);
      return;
    }
    throw new Error('The plan was taken');
  });
});
