import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { IsInstant, IsLocalDay } from './field-checks.js';

class Asked {
  @IsLocalDay() on: unknown;
  @IsInstant() at: unknown;
}

const wrong = (on: unknown, at: unknown): string[] => validateSync(Object.assign(new Asked(), { on, at })).map(({ property }) => property);

describe('Checks of fields', () => {
  it('take days and instants that exist', () => {
    for (const at of ['2025-11-05T12:00Z', '2025-11-05T12:00:00Z', '2025-11-05T12:00:00.1Z', '2025-11-05T12:00:00.123456Z']) expect(wrong('2024-02-29', at)).toEqual([]);
  });
  it('refuse what does not exist: a view would stumble over it', () => {
    expect(wrong('2025-02-31', '2025-02-31T00:00Z')).toEqual(['on', 'at']);
    expect(wrong('2025-2-1', '2025-11-05T12:00:00')).toEqual(['on', 'at']);
    expect(wrong(20250101, undefined)).toEqual(['on', 'at']);
    expect(wrong('2025-01-01\n', '2025-11-05T12:00:00.1234567Z')).toEqual(['on', 'at']);
  });
});
