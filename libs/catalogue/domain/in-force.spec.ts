import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { dayAfterPoints, inForceOn, pointsOn } from './in-force.js';
import { perKwhFromPerMwh, plainDecimal } from './price-text.js';
import type { ChargePrice } from './terms.js';

const calendar = calendarOf('Europe/Copenhagen');
const entry = (from: string, price: string, more: Partial<ChargePrice> = {}): ChargePrice => ({ from, price, registeredAt: '2024-01-01T00:00:00Z', ...more });

describe('What counts on a day', () => {
  const prices = [entry('2025-01-01', '1'), entry('2025-06-01', '2', { to: '2025-07-01' }), entry('2025-01-01', '1.5', { registeredAt: '2025-03-01T00:00:00Z' }), entry('2025-01-01', '0.5', { registeredAt: '2023-01-01T00:00:00Z' })];
  it('is the newest registration of the latest first day', () => expect(inForceOn(prices, '2025-05-31')?.price).toBe('1.5'));
  it('is the later first day, from that day on', () => expect(inForceOn(prices, '2025-06-01')?.price).toBe('2'));
  it('is the earlier one again when the later has ended', () => expect(inForceOn(prices, '2025-07-01')?.price).toBe('1.5'));
  it('is nothing before the first', () => expect(inForceOn(prices, '2024-12-31')).toBeUndefined());
  it('is the later of two registered at once', () => expect(inForceOn([entry('2025-01-01', '1'), entry('2025-01-01', '2')], '2025-01-01')?.price).toBe('2'));
});

describe('Points', () => {
  const hourly = (date: string): ChargePrice => ({ from: date, points: Array.from({ length: calendar.hoursIn(date) }, (_, at) => String(at)), registeredAt: '2024-01-01T00:00:00Z' });
  it.each([['2025-03-30', '2025-03-31'], ['2025-10-26', '2025-10-27']])('of all hours of %s end before %s', (date, end) => {
    expect(dayAfterPoints({ from: date, points: hourly(date).points! }, 'PT1H', calendar)).toBe(end);
    expect(pointsOn([hourly(date)], 'PT1H', date, calendar)).toHaveLength(calendar.hoursIn(date));
    expect(pointsOn([hourly(date)], 'PT1H', end, calendar)).toHaveLength(0);
  });
  it('are replaced one by one by a later registration', () => {
    const newer: ChargePrice = { from: '2025-01-02', points: ['9'], registeredAt: '2024-06-01T00:00:00Z' };
    const older: ChargePrice = { from: '2025-01-01', points: ['1', '2', '3'], registeredAt: '2024-01-01T00:00:00Z' };
    expect(['2025-01-01', '2025-01-02', '2025-01-03'].map((day) => pointsOn([newer, older], 'P1D', day, calendar)[0]?.price)).toEqual(['1', '9', '3']);
  });
  it('of months hold for every day of theirs', () => {
    const monthly: ChargePrice = { from: '2024-12-01', points: ['20', '21', null], registeredAt: '2024-01-01T00:00:00Z' };
    expect(['2024-11-30', '2024-12-31', '2025-01-15', '2025-02-28', '2025-03-01'].map((day) => pointsOn([monthly], 'P1M', day, calendar)[0]?.price)).toEqual([undefined, '20', '21', null, undefined]);
    expect(dayAfterPoints({ from: '2024-12-01', points: monthly.points! }, 'P1M', calendar)).toBe('2025-03-01');
  });
});

describe('A price as text', () => {
  it('is written in one way', () => expect(['0.50', '10.000', '100', '-0.0', '1e-3', '-1.250'].map(plainDecimal)).toEqual(['0.5', '10', '100', '0', '0.001', '-1.25']));
  it('per MWh becomes exact per kWh', () => expect(['573.048261', '-37.41', '0', '3796.79', '1000'].map(perKwhFromPerMwh)).toEqual(['0.573048261', '-0.03741', '0', '3.79679', '1']));
  it('is refused rather than rounded', () => expect(() => perKwhFromPerMwh('0.1234567891')).toThrow(/more than 9 decimals/));
});
