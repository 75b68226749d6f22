import { describe, it } from '@jest/globals';
import { spec } from '#kernel/testing';
import { product, type PublishProductPrice } from './product.js';
import type { ProductPrice, ProductTerms } from './terms.js';

const terms: ProductTerms = { id: 'spot-plus', name: 'Spot Plus', kind: 'spot' };
const defined = { type: 'ProductDefined', data: terms } as const;
const fixed = { type: 'ProductDefined', data: { ...terms, kind: 'fixed' } } as const;
const registeredAt = '2024-12-01T08:00:00Z';
const price: ProductPrice = { from: '2025-01-01', marginDkkPerKwh: '0.04', subscriptionDkkPerMonth: '29', registeredAt };
const publish = (data: ProductPrice, registration: PublishProductPrice['registration'] = 'given'): PublishProductPrice => ({ type: 'PublishProductPrice', data: { id: terms.id, ...data }, registration });
const published = { type: 'ProductPricePublished', data: { id: terms.id, ...price } } as const;
const given = spec(product);

describe('A product', () => {
  it('is defined', () => given().when({ type: 'DefineProduct', data: terms }).thenEvents(defined));
  it('is not defined again with the same words', () => given(defined).when({ type: 'DefineProduct', data: terms }).thenNothing());
  it('gets another name', () => given(defined, published).when({ type: 'DefineProduct', data: { ...terms, name: 'Spot' } }).thenEvents({ type: 'ProductDefined', data: { ...terms, name: 'Spot' } }));
  it('keeps its kind once prices rest on it', () => given(defined, published).when({ type: 'DefineProduct', data: { ...terms, kind: 'fixed' } }).thenRejected('PRODUCT_KIND_IN_USE'));
});

describe('A price of a product', () => {
  it('is published', () => given(defined).when(publish(price)).thenEvents(published));
  it('needs a product that is defined', () => given().when(publish(price)).thenRejected('PRODUCT_NOT_DEFINED'));
  it('is published once', () => given(defined, published).when(publish(price)).thenNothing());
  it('is already so when nobody says when it was decided and it counts', () => given(defined, published).when(publish({ ...price, registeredAt: '2025-02-01T00:00:00Z' }, 'assumed')).thenNothing());
  it('is corrected by another version', () => given(defined, published).when(publish({ ...price, marginDkkPerKwh: '0.05', registeredAt: '2025-02-01T00:00:00Z' }))
    .thenEvents({ type: 'ProductPricePublished', data: { id: terms.id, ...price, marginDkkPerKwh: '0.05', registeredAt: '2025-02-01T00:00:00Z' } }));
  it('of a fixed product is fixed', () => given(fixed).when(publish({ from: '2025-01-01', fixedDkkPerKwh: '1.2', registeredAt })).thenEvents({ type: 'ProductPricePublished', data: { id: terms.id, from: '2025-01-01', fixedDkkPerKwh: '1.2', registeredAt } }));
  it('of a fixed product has no margin', () => given(fixed).when(publish(price)).thenRejected('PRICE_DOES_NOT_FIT'));
  it('of a spot product is not fixed', () => given(defined).when(publish({ from: '2025-01-01', fixedDkkPerKwh: '1.2', registeredAt })).thenRejected('PRICE_DOES_NOT_FIT'));
});
