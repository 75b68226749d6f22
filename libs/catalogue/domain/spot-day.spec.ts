import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { spec } from '#kernel/testing';
import { spotCompleteness } from './spot-completeness.js';
import { type PublishSpotPrices, spotDay } from './spot-day.js';
import { spotInForce } from './spot-layers.js';
import type { SpotPrices } from './terms.js';

const calendar = calendarOf('Europe/Copenhagen');
const two: SpotPrices = { area: 'DK1', resolution: 'PT1H', from: '2025-01-01T10:00:00Z', prices: ['0.5', null], registeredAt: '2024-12-31T12:00:00Z' };
const publish = (change: Partial<SpotPrices> = {}, registration: PublishSpotPrices['registration'] = 'given'): PublishSpotPrices => ({ type: 'PublishSpotPrices', data: { day: '2025-01-01', ...two, ...change }, registration });
const published = (change: Partial<SpotPrices> = {}) => ({ type: 'SpotPricesPublished', data: { day: '2025-01-01', ...two, ...change } }) as const;
const later = '2024-12-31T14:00:00Z';
const given = spec(spotDay);

describe('Spot prices of a day', () => {
  it('are published, what is missing as missing', () => given().when(publish()).thenEvents(published()));
  it('are published once', () => given(published()).when(publish()).thenNothing());
  it('are corrected by another publication', () => given(published()).when(publish({ prices: ['0.5', '0.6'], registeredAt: later })).thenEvents(published({ prices: ['0.5', '0.6'], registeredAt: later })));
  it('are already so when nobody says when they were registered and each interval has its price', () =>
    given(published(), published({ prices: ['0.4'], registeredAt: later })).when(publish({ prices: ['0.4', null], registeredAt: '2025-01-01T00:00:00Z' }, 'assumed')).thenNothing());
  it('are not already so when one interval differs', () =>
    given(published()).when(publish({ prices: ['0.5', '0'], registeredAt: later }, 'assumed')).thenEvents(published({ prices: ['0.5', '0'], registeredAt: later })));
  it('are not already so in another resolution', () =>
    given(published()).when(publish({ resolution: 'PT15M', prices: ['0.5', '0.5', '0.5', '0.5'], registeredAt: later }, 'assumed')).thenEvents(published({ resolution: 'PT15M', prices: ['0.5', '0.5', '0.5', '0.5'], registeredAt: later })));
  it('are not hidden by an earlier registration that arrives later', () => {
    const span = { from: Date.parse('2025-01-01T10:00:00Z'), to: Date.parse('2025-01-01T12:00:00Z') };
    const inForce = spotInForce([{ ...two, prices: ['0.9', '0.9'], registeredAt: later }, two], span);
    expect(inForce.map(({ from, to, price }) => [from, to, price])).toEqual([['2025-01-01T10:00:00Z', '2025-01-01T11:00:00Z', '0.9'], ['2025-01-01T11:00:00Z', '2025-01-01T12:00:00Z', '0.9']]);
  });
});

describe('The completeness of spot prices', () => {
  const day = (date: string, resolution: 'PT1H' | 'PT15M', change: (prices: (string | null)[]) => void = () => undefined): SpotPrices => {
    const { from, hours, quarters } = calendar.day(date);
    const prices: (string | null)[] = Array.from({ length: resolution === 'PT1H' ? hours : quarters }, () => '0.1');
    change(prices);
    return { area: 'DK1', resolution, from: new Date(from).toISOString(), prices, registeredAt: later };
  };
  for (const [date, hours] of [['2025-03-30', 23], ['2025-10-26', 25], ['2025-10-27', 24]] as const) {
    it(`of ${date} means ${hours} hours and ${hours * 4} quarters`, () => {
      for (const resolution of ['PT1H', 'PT15M'] as const) {
        const [found] = spotCompleteness([day(date, resolution)], date, calendar.nextDay(date), calendar);
        expect(found).toEqual({ day: date, complete: true, PT1H: { expected: hours, priced: hours, missing: [] }, PT15M: { expected: hours * 4, priced: hours * 4, missing: [] } });
      }
    });
  }
  it('names the quarter that is missing, and its hour', () => {
    const [found] = spotCompleteness([day('2025-10-26', 'PT15M', (prices) => { prices[9] = null; })], '2025-10-26', '2025-10-27', calendar);
    expect(found).toMatchObject({
      complete: false,
      PT1H: { expected: 25, priced: 24, missing: [{ from: '2025-10-26T00:00:00Z', to: '2025-10-26T01:00:00Z', intervals: 1 }] },
      PT15M: { expected: 100, priced: 99, missing: [{ from: '2025-10-26T00:15:00Z', to: '2025-10-26T00:30:00Z', intervals: 1 }] },
    });
  });
  it('takes a price of 0 for a price', () => expect(spotCompleteness([day('2025-01-01', 'PT1H', (prices) => { prices[0] = '0'; })], '2025-01-01', '2025-01-02', calendar)[0]!.complete).toBe(true));
  it('says that a whole day is missing', () => expect(spotCompleteness([], '2025-03-30', '2025-03-31', calendar)[0]!.PT1H).toEqual({ expected: 23, priced: 0, missing: [{ from: '2025-03-29T23:00:00Z', to: '2025-03-30T22:00:00Z', intervals: 23 }] }));
  it('ends once what was missing is delivered', () => {
    const first = { ...day('2025-01-01', 'PT1H', (prices) => { prices[5] = null; }), registeredAt: two.registeredAt };
    const delivered: SpotPrices = { area: 'DK1', resolution: 'PT1H', from: '2025-01-01T04:00:00Z', prices: ['0.7'], registeredAt: later };
    expect(spotCompleteness([first], '2025-01-01', '2025-01-02', calendar)[0]!.complete).toBe(false);
    expect(spotCompleteness([first, delivered], '2025-01-01', '2025-01-02', calendar)[0]!.complete).toBe(true);
  });
});
