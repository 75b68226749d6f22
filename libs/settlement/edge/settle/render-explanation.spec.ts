import { describe, expect, it } from '@jest/globals';
import type { Explanation } from '../../domain/customer/explanation.js';
import { disagreements, recompute } from '../../domain/customer/recompute.js';
import { renderExplanation } from './render-explanation.js';
import { renderResult } from './render-result.js';
import { settleFromJson } from './settle-from-json.js';
import { exampleDocument } from './testing/example-document.js';

const result = settleFromJson(JSON.stringify(exampleDocument()), { explain: true });
const tree: Explanation = result.status === 'settled' && result.explanation ? result.explanation : (() => { throw new Error(JSON.stringify(result)); })();

describe('an explanation', () => {
  it('recomputes to the settled amounts from the tree alone, after a trip through JSON', () => {
    expect(recompute(JSON.parse(JSON.stringify(tree)) as Explanation)).toMatchObject({ subtotalDkk: '41.91', vatDkk: '10.48', totalDkk: '52.39' });
    expect(disagreements(tree)).toEqual([]);
  });

  it('is caught when one interval is changed', () => {
    const changed = JSON.parse(JSON.stringify(tree)) as Explanation;
    (changed.lines[0]!.parts[0]!.intervals[5] as { kwh: string }).kwh = '1.020';
    expect(disagreements(changed).map(({ what }) => what)).toEqual(['spot/consumption', 'subtotal', 'total']);
  });

  it('leads from each interval to its reading and price, and to their versions', () => {
    expect(tree.lines[0]!.parts[0]!.intervals[5]).toEqual({
      at: '2025-01-01T04:00:00Z', lasts: 'PT1H', kwh: '1.000', priceDkkPerKwh: '0.50', productDkk: '0.50', readings: ['readings[0]#6'], prices: ['spot[0]#6'],
    });
    expect(tree.sources['readings[0]']).toEqual({ version: '1', registeredAt: '2025-01-02T06:00:00Z', source: 'rsm-012-1' });
  });

  it.each(['parts', 'days', 'intervals'] as const)('is readable in 100 columns with %s', (detail) => {
    const text = renderExplanation(tree, detail);
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(text).toContain('52.39 DKK');
    expect(text).toContain('readings[0]: version 1, registered 2025-01-02T06:00:00Z, rsm-012-1');
  });

  it('shows interval, price and product when asked for intervals', () => {
    expect(renderExplanation(tree, 'intervals')).toContain('2025-01-01T04:00:00Z PT1H 1.000 kWh × 0.50 = 0.50');
  });

  it('shows what both meters of a solar point said', () => {
    const solar = { ...exampleDocument(), exportReadings: [{ resolution: 'PT1H', from: '2024-12-31T23:00Z', values: Array.from({ length: 24 }, (_, hour) => (hour === 12 ? '1.4' : hour === 13 ? '0.3' : '0')) }] };
    const answer = settleFromJson(JSON.stringify(solar), { explain: true });
    const explanation = answer.status === 'settled' ? answer.explanation! : tree;
    const [used, credited] = [explanation.lines[0]!.parts[0]!.intervals, explanation.lines.at(-1)!.parts[0]!.intervals];
    expect([used[11]!.netOf, used[13]]).toMatchObject([undefined, { kwh: '0.700', netOf: { consumptionKwh: '1.000', productionKwh: '0.300' } }]);
    expect(credited).toMatchObject([{ at: '2025-01-01T11:00:00Z', kwh: '0.400', netOf: { consumptionKwh: '1.000', productionKwh: '1.400' } }]);
    expect(renderExplanation(explanation, 'intervals')).toContain('net of 1.000 kWh used and 0.300 kWh produced');
    expect(disagreements(explanation)).toEqual([]);
  });

  it('stays within 100 columns for long names', () => {
    const long = { ...tree, lines: tree.lines.map((line) => ({ ...line, name: 'Ø'.repeat(200) })) };
    expect(Math.max(...renderExplanation(long, 'intervals').split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
  });
});

describe('a result for people', () => {
  it('shows lines and totals', () => {
    expect(renderResult(result).split('\n').at(-1)).toMatch(/^Total DKK +52\.39$/);
  });

  it('shows problems with code, place and what to do, in the language asked for', () => {
    expect(renderResult(settleFromJson('{'), 'da')).toContain('Dette er ikke JSON');
    expect(renderResult(settleFromJson(JSON.stringify({ ...exampleDocument(), spot: [] })))).toContain('SPOT_MISSING');
  });
});
