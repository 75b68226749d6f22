import { describe, expect, it } from '@jest/globals';
import { padSeries } from './pad-series.js';
import { activePeriod, HOUR, readingsOf } from './testing.js';

const quarter = (n: number): number => HOUR + n * 900_000;

describe('padding', () => {
  it('gives every quarter of the period a value: missing ones are 0', () => {
    const readings = readingsOf({ p1: [[quarter(1), 5n, 'estimated'], [quarter(4), 9n, 'measured'], [quarter(-1), 9n, 'measured']], p2: [[quarter(0), 7n, 'measured']] });
    const { points, resolution } = padSeries(activePeriod({ resolution: 'PT15M' }), readings);
    expect(resolution).toBe('PT15M');
    expect(points).toEqual([
      { time: quarter(0), quantity: 0n, quality: 'missing' }, { time: quarter(1), quantity: 5n, quality: 'estimated' },
      { time: quarter(2), quantity: 0n, quality: 'missing' }, { time: quarter(3), quantity: 0n, quality: 'missing' },
    ]);
  });

  it('takes an unknown quantity as 0 and keeps the quality it came with', () => {
    expect(padSeries(activePeriod(), readingsOf({ p1: [[HOUR, null, 'estimated']] })).points).toEqual([{ time: HOUR, quantity: 0n, quality: 'estimated' }]);
  });

  it('steps by the hour for an hourly point, not reading what lies between', () => {
    const { points } = padSeries(activePeriod({ to: HOUR + 7_200_000 }), readingsOf({ p1: [[quarter(1), 5n, 'measured']] }));
    expect(points.map(({ time, quality }) => [time, quality])).toEqual([[HOUR, 'missing'], [HOUR + 3_600_000, 'missing']]);
  });
});
