import { describe, expect, it } from '@jest/globals';
import { calculationInForce, type RunCalculation } from './version-in-force.js';

const run = (changes: Partial<RunCalculation>): RunCalculation =>
  ({ id: 'a', type: 'wholesale_fixing', gridAreas: ['900'], from: '2025-01-01', to: '2025-02-01', version: 1, state: 'succeeded', ...changes });
const inForce = (runs: readonly RunCalculation[], changes: Partial<{ day: string; gridArea: string }> = {}): string | undefined =>
  calculationInForce(runs, { type: 'wholesale_fixing', gridArea: '900', day: '2025-01-15', ...changes })?.id;

describe('the calculation that counts for a day', () => {
  it('is the highest version, in whatever order they are known', () => {
    expect(inForce([run({ id: 'third', version: 30 }), run({ id: 'first' }), run({ id: 'second', version: 4 })])).toBe('third');
  });

  it('is one that has succeeded', () => expect(inForce([run({ id: 'good' }), run({ version: 9, state: 'failed' }), run({ version: 8, state: 'running' })])).toBe('good'));

  it('covers the day: its last day is the one before its end', () => {
    const runs = [run({ id: 'month' }), run({ id: 'week', version: 2, from: '2025-01-08', to: '2025-01-15' })];
    expect(inForce(runs, { day: '2025-01-14' })).toBe('week');
    expect(inForce(runs)).toBe('month');
    expect(inForce(runs, { day: '2025-01-08' })).toBe('week');
    expect(inForce(runs, { day: '2025-02-01' })).toBeUndefined();
  });

  it('is of the same type and grid area', () => {
    expect(inForce([run({ type: 'balance_fixing' })])).toBeUndefined();
    expect(inForce([run({ gridAreas: ['901', '902'] })])).toBeUndefined();
    expect(inForce([run({ id: 'both', gridAreas: ['901', '902'] })], { gridArea: '902' })).toBe('both');
  });
});
