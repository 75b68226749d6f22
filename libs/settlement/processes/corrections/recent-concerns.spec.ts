import { describe, expect, it } from '@jest/globals';
import type { Concern } from './concern.js';
import { RecentConcerns } from './recent-concerns.js';

const GSRN = '571313100000012345';
const period = { gsrn: GSRN, from: '2025-01-01', to: '2025-02-01', priceArea: 'DK1', asOf: '05' };
const points = (gsrns: readonly string[], from = '2025-01-10', more = {}): Concern => ({ who: 'points', gsrns, days: { from }, ...more });
const after = (concern: Concern, position = '06'): RecentConcerns => {
  const recent = new RecentConcerns();
  recent.startAt('01');
  recent.note(position, concern);
  return recent;
};

describe('What happened lately', () => {
  it('overtakes a period that rests on less', () => expect(after(points([GSRN])).hasOvertaken(period)).toBe(true));
  it('overtakes none that rests on as much', () => {
    expect(after(points([GSRN])).hasOvertaken({ ...period, asOf: '06' })).toBe(false);
    expect(after(points([GSRN]), '05').hasOvertaken(period)).toBe(false);
  });
  it('finds an old concern behind newer ones of others', () => {
    const recent = after(points([GSRN]));
    recent.note('07', points(['571313100000099999']));
    expect(recent.hasOvertaken(period)).toBe(true);
    expect(recent.hasOvertaken({ ...period, asOf: '06' })).toBe(false);
  });
  it('overtakes no other point, except as what may be its child', () => {
    expect(after(points(['571313100000099999'])).hasOvertaken(period)).toBe(false);
    expect(after(points(['571313100000099999'], '2025-01-10', { children: true })).hasOvertaken(period)).toBe(true);
  });
  it('overtakes on its own days only, half-open at both ends', () => {
    expect(after(points([GSRN], '2025-02-01')).hasOvertaken(period)).toBe(false);
    expect(after(points([GSRN], '2025-01-31')).hasOvertaken(period)).toBe(true);
    const spot = (from: string, to: string): Concern => ({ who: 'area', area: 'DK1', days: { from, to } });
    expect(after(spot('2024-12-31', '2025-01-01')).hasOvertaken(period)).toBe(false);
    expect(after(spot('2025-01-01', '2025-01-02')).hasOvertaken(period)).toBe(true);
  });
  it('overtakes by spot prices of its own area, or of any while its area is not known', () => {
    const spot: Concern = { who: 'area', area: 'DK2', days: { from: '2025-01-05', to: '2025-01-06' } };
    const { priceArea: _, ...nowhere } = period;
    expect(after(spot).hasOvertaken(period)).toBe(false);
    expect(after(spot).hasOvertaken(nowhere)).toBe(true);
  });
  it('overtakes everybody by prices and figures of law: who pays them is not remembered', () => {
    const days = { from: '2025-01-05' };
    for (const concern of [{ who: 'charge', charge: { owner: '5790000432752', type: 'tariff', code: '40000' }, days }, { who: 'product', product: 'spot', days }, { who: 'everyone', days }] as const) expect(after(concern).hasOvertaken(period)).toBe(true);
  });
  it('takes a period for overtaken when nobody remembers that far back', () => {
    expect(new RecentConcerns().hasOvertaken(period)).toBe(true);
    const later = new RecentConcerns();
    later.startAt('06');
    expect(later.hasOvertaken(period)).toBe(true);
    expect(later.hasOvertaken({ ...period, asOf: '06' })).toBe(false);
  });
  it('forgets the oldest of very many, and then takes what rests on less for overtaken', () => {
    const recent = new RecentConcerns();
    const position = (at: number): string => String(at).padStart(8, '0');
    recent.startAt(position(0));
    for (let at = 1; at <= 50_001; at++) recent.note(position(at), points(['571313100000099999']));
    expect(recent.hasOvertaken({ ...period, asOf: position(10) })).toBe(true);
    expect(recent.hasOvertaken({ ...period, asOf: position(6_000) })).toBe(false);
  });
});
