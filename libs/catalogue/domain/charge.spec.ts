import { describe, it } from '@jest/globals';
import { spec } from '#kernel/testing';
import { charge, type PublishChargePrice } from './charge.js';
import type { ChargePrice, ChargeTerms } from './terms.js';

const key = { owner: '5790000432752', type: 'tariff', code: '40000' } as const;
const terms: ChargeTerms = { ...key, name: 'Transmission', category: 'transmission', resolution: 'P1D', tax: false, notBilled: false, vatClass: 'D02' };
const defined = { type: 'ChargeDefined', data: terms } as const;
const hourly = { type: 'ChargeDefined', data: { ...terms, resolution: 'PT1H' } } as const;
const entry: ChargePrice = { from: '2025-01-01', price: '0.061', registeredAt: '2024-11-01T08:00:00Z' };
const publish = (change: Partial<ChargePrice> = {}, registration: PublishChargePrice['registration'] = 'given'): PublishChargePrice => ({ type: 'PublishChargePrice', data: { ...key, ...entry, ...change }, registration });
const published = (change: Partial<ChargePrice> = {}) => ({ type: 'ChargePricesPublished', data: { ...key, ...entry, ...change } }) as const;
const hours = Array.from({ length: 24 }, (_, hour) => `0.${hour + 10}`);
const pointsOnly = (points: readonly (string | null)[], from = '2025-01-01'): PublishChargePrice => ({ type: 'PublishChargePrice', data: { ...key, from, points, registeredAt: entry.registeredAt }, registration: 'given' });
const given = spec(charge);

describe('A charge', () => {
  it('is defined', () => given().when({ type: 'DefineCharge', data: terms }).thenEvents(defined));
  it('is not defined again with the same words', () => given(defined).when({ type: 'DefineCharge', data: terms }).thenNothing());
  it('becomes something else when other words are said', () => given(defined).when({ type: 'DefineCharge', data: { ...terms, name: 'Transmissionsnettarif' } }).thenEvents({ type: 'ChargeDefined', data: { ...terms, name: 'Transmissionsnettarif' } }));
  it('goes back to what it was', () => given(defined, { type: 'ChargeDefined', data: { ...terms, tax: true } }).when({ type: 'DefineCharge', data: terms }).thenEvents(defined));
  it('keeps its resolution once prices rest on it', () => given(defined, published()).when({ type: 'DefineCharge', data: { ...terms, resolution: 'PT1H' } }).thenRejected('CHARGE_RESOLUTION_IN_USE'));
  it('may change its resolution before', () => given(defined).when({ type: 'DefineCharge', data: { ...terms, resolution: 'PT1H' } }).thenEvents(hourly));
});

describe('A price of a charge', () => {
  it('is published', () => given(defined).when(publish()).thenEvents(published()));
  it('needs a charge that is defined', () => given().when(publish()).thenRejected('CHARGE_NOT_DEFINED'));
  it('is published once', () => given(defined, published()).when(publish()).thenNothing());
  it('is the same however its instant is written', () => given(defined, published()).when(publish({ registeredAt: '2024-11-01T08:00Z' })).thenNothing());
  it('is corrected by another version', () => given(defined, published()).when(publish({ price: '0.062', registeredAt: '2024-12-01T08:00:00Z' })).thenEvents(published({ price: '0.062', registeredAt: '2024-12-01T08:00:00Z' })));
  it('is another version when it was registered again, since what came between may yet arrive', () => given(defined, published()).when(publish({ registeredAt: '2024-12-01T08:00:00Z' })).thenEvents(published({ registeredAt: '2024-12-01T08:00:00Z' })));
  it('is already so when nobody says when it was registered and it counts', () => given(defined, published()).when(publish({ registeredAt: '2024-12-01T08:00:00Z' }, 'assumed')).thenNothing());
  it('is not already so when another counts by then', () =>
    given(defined, published(), published({ price: '0.07', registeredAt: '2024-11-15T08:00:00Z' })).when(publish({ registeredAt: '2024-12-01T08:00:00Z' }, 'assumed')).thenEvents(published({ registeredAt: '2024-12-01T08:00:00Z' })));
  it('ends on another day in another version', () => given(defined, published()).when(publish({ to: '2026-01-01' })).thenEvents(published({ to: '2026-01-01' })));
  it('differs by local hour on an hourly charge', () => given(hourly).when({ type: 'PublishChargePrice', data: { ...key, from: '2025-01-01', hours, registeredAt: entry.registeredAt }, registration: 'given' })
    .thenEvents({ type: 'ChargePricesPublished', data: { ...key, from: '2025-01-01', hours, registeredAt: entry.registeredAt } }));
  it('cannot differ by hour on a daily charge', () => given(defined).when({ type: 'PublishChargePrice', data: { ...key, from: '2025-01-01', hours, registeredAt: entry.registeredAt }, registration: 'given' }).thenRejected('HOURS_DO_NOT_FIT'));
  it('may be given for each interval, and remembers of which length', () => given(defined).when(pointsOnly(['0.1', null])).thenEvents({ type: 'ChargePricesPublished', data: { ...key, from: '2025-01-01', points: ['0.1', null], registeredAt: entry.registeredAt, resolution: 'P1D' } }));
  it('has one form only, so that it is never open which one counts', () => given(defined, published()).when(pointsOnly(['0.1'])).thenRejected('PRICE_FORM_MIXED'));
  it('for each month begins with a month', () => given({ type: 'ChargeDefined', data: { ...terms, resolution: 'P1M' } }).when(pointsOnly(['20'], '2025-01-02')).thenRejected('POINTS_NOT_FROM_MONTH_START'));
});
