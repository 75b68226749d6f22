import { describe, it } from '@jest/globals';
import { spec } from '#kernel/testing';
import { rate } from './rate.js';
import type { Rate } from './terms.js';

const vat: Rate = { name: 'vat', from: '1992-01-01', value: '0.25', registeredAt: '1991-12-01T00:00:00Z' };
const published = { type: 'RatePublished', data: vat } as const;
const given = spec(rate);

describe('A figure of law', () => {
  it('is published', () => given().when({ type: 'PublishRate', data: vat, registration: 'given' }).thenEvents(published));
  it('is published once', () => given(published).when({ type: 'PublishRate', data: vat, registration: 'given' }).thenNothing());
  it('is already so when nobody says when it was announced', () => given(published).when({ type: 'PublishRate', data: { ...vat, registeredAt: '2025-01-01T00:00:00Z' }, registration: 'assumed' }).thenNothing());
  it('changes from a day on', () => given(published).when({ type: 'PublishRate', data: { ...vat, from: '2027-01-01', value: '0.26' }, registration: 'assumed' }).thenEvents({ type: 'RatePublished', data: { ...vat, from: '2027-01-01', value: '0.26' } }));
});
