import { describe, expect, it } from '@jest/globals';
import { duePeriods } from './due-periods.js';

const due = (after: string, today: string) => duePeriods(after, today).map(({ frequency, period: { from, to } }) => `${frequency} ${from}/${to}`);

describe('Billing periods', () => {
  it('become due on the day after their last', () => {
    expect(due('2025-10-30', '2025-10-31')).toEqual(['daily 2025-10-30/2025-10-31']);
    expect(due('2025-10-31', '2025-11-01')).toEqual(['daily 2025-10-31/2025-11-01', 'monthly 2025-10-01/2025-11-01']);
  });
  it('are due on Mondays when they are weeks', () => expect(due('2025-10-26', '2025-10-27')).toEqual(['daily 2025-10-26/2025-10-27', 'weekly 2025-10-20/2025-10-27']));
  it('are all due on a first of January that is a Monday', () => {
    expect(due('2023-12-31', '2024-01-01')).toEqual(['daily 2023-12-31/2024-01-01', 'weekly 2023-12-25/2024-01-01', 'monthly 2023-12-01/2024-01-01', 'quarterly 2023-10-01/2024-01-01']);
  });
  it('are caught up with, none left out and none twice', () => {
    expect(due('2025-10-29', '2025-11-03')).toEqual([
      'daily 2025-10-29/2025-10-30', 'daily 2025-10-30/2025-10-31', 'daily 2025-10-31/2025-11-01', 'monthly 2025-10-01/2025-11-01',
      'daily 2025-11-01/2025-11-02', 'daily 2025-11-02/2025-11-03', 'weekly 2025-10-27/2025-11-03',
    ]);
  });
  it('are none when no day has passed', () => expect(due('2025-11-01', '2025-11-01')).toEqual([]));
  it('are those of the frequencies asked for', () => expect(duePeriods('2025-10-31', '2025-11-01', ['monthly'])).toHaveLength(1));
});
