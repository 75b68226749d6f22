import { describe, expect, it } from '@jest/globals';
import { closedBy } from './issue-as-known.js';

describe('An issue that one view still shows', () => {
  const changedAt = '2025-02-01T06:00:00.250Z';
  it.each([
    ['closed by figures that came later', { kind: 'settled', knownAt: '2025-02-01T06:00:00.2501Z' }, true],
    ['closed by a correction that came later', { kind: 'corrected', knownAt: '2025-02-01T07:00:00Z' }, true],
    ['open when the figures are older', { kind: 'settled', knownAt: '2025-02-01T06:00:00.2Z' }, false],
    ['open when figures were only taken back', { kind: 'reversed', knownAt: '2025-02-01T07:00:00Z' }, false],
  ] as const)('is %s', (_what, newest, closed) => { expect(closedBy(newest, { changedAt })).toBe(closed); });
  it('is open when there never were figures', () => { expect(closedBy(undefined, { changedAt })).toBe(false); });
});
