import { describe, expect, it } from '@jest/globals';
import { readInstant } from './field-readers.js';

describe('reading an instant', () => {
  it.each([
    '2023-01-31T23:00:00Z', '2023-01-31 23:00:00', '2023-01-31T23:00Z', '2023-01-31T23:00:00.000000Z', '2023-02-01T00:00:00+01:00', '2023-02-01T00:00:00+0100',
    '2023-02-01 00:00+01', '2023-01-31T18:00:00-05:00', '2023-01-31 23:00:00 UTC', '2023-01-31t23:00:00z',
  ])('%s is one hour before February', (text) => expect(readInstant(text)).toBe(Date.UTC(2023, 0, 31, 23)));

  it('takes a bare date as its midnight in UTC, and keeps milliseconds', () => {
    expect(readInstant('2023-02-01')).toBe(Date.UTC(2023, 1, 1));
    expect(readInstant('2023-02-01T00:00:00.1239Z')).toBe(Date.UTC(2023, 1, 1, 0, 0, 0, 123));
  });

  it.each(['', '2023-02-30T00:00Z', '2023-13-01', '2023-02-01T24:00Z', '2023-02-01T10:60Z', '2023-02-01T10:00:60Z', '23-02-01', '2023-02-01X', 'x2023-02-01', '2023-02-01T10Z'])('%s is none', (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});
