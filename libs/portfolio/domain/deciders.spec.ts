import { describe, it } from '@jest/globals';
import { spec } from '#kernel/testing';
import { contract } from './contract.js';
import { customer } from './customer.js';
import type { ContractStatement } from './events.js';
import { heating } from './heating.js';
import { links } from './links.js';
import { supply } from './supply.js';

const gsrn = '571313900000000016';
const source = { sender: '5790001330552', documentId: 'd-1', index: 0 };

describe('A customer', () => {
  const registered = { type: 'CustomerRegistered', data: { customerId: 'c-1', kind: 'private' } } as const;
  const recorded = { type: 'PersonRecorded', data: { customerId: 'c-1', version: 2 } } as const;
  const forgotten = { type: 'PersonForgotten', data: { customerId: 'c-1' } } as const;
  const register = (kind: 'private' | 'business') => ({ type: 'RegisterCustomer', data: { customerId: 'c-1', kind } }) as const;
  const note = (version: number) => ({ type: 'NotePerson', data: { customerId: 'c-1', version } }) as const;
  const forget = { type: 'NoteForgotten', data: { customerId: 'c-1' } } as const;
  const given = spec(customer);

  it('is registered once', () => {
    given().when(register('private')).thenEvents(registered);
    given(registered).when(register('private')).thenNothing();
  });
  it('can become a business', () => given(registered).when(register('business')).thenEvents({ type: 'CustomerReclassified', data: { customerId: 'c-1', kind: 'business' } }));
  it('has personal data only when it is known', () => {
    given().when(note(1)).thenRejected('CUSTOMER_NOT_FOUND');
    given(registered).when(note(1)).thenEvents({ type: 'PersonRecorded', data: { customerId: 'c-1', version: 1 } });
  });
  it('is not taken back to an earlier version by a late note', () => given(registered, recorded).when(note(1)).thenNothing());
  it('is forgotten once, and for good', () => {
    given(registered, recorded).when(forget).thenEvents(forgotten);
    given(registered, recorded, forgotten).when(forget).thenNothing();
    given(registered, recorded, forgotten).when(note(3)).thenRejected('PERSON_GONE');
  });
  it('stays a customer when it was forgotten', () => given(registered, recorded, forgotten).when(register('private')).thenNothing());
});

describe('The supplies of a point', () => {
  const of = (supplyId: string, from: string, to?: string) => ({ gsrn, supplyId, customerId: 'c-1', from, ...(to && { to }) });
  const started = (...args: Parameters<typeof of>) => ({ type: 'SupplyStarted', data: of(...args) }) as const;
  const start = (...args: Parameters<typeof of>) => ({ type: 'StartSupply', data: of(...args) }) as const;
  const end = (supplyId: string, to: string, reason = 'moveOut') => ({ type: 'EndSupply', data: { gsrn, supplyId, to, reason } }) as const;
  const correct = (supplyId: string, from: string) => ({ type: 'CorrectSupplyStart', data: { gsrn, supplyId, from } }) as const;
  const reverse = (supplyId: string) => ({ type: 'ReverseSupply', data: { gsrn, supplyId, reason: 'wrongPoint', process: 'BRS-003' } }) as const;
  const reversed = (...args: Parameters<typeof of>) => ({ type: 'SupplyReversed', data: { ...of(...args), reason: 'wrongPoint', process: 'BRS-003' } }) as const;
  const given = spec(supply);

  it('begin once', () => {
    given().when(start('s-1', '2025-10-01')).thenEvents(started('s-1', '2025-10-01'));
    given(started('s-1', '2025-10-01')).when(start('s-1', '2025-10-01')).thenNothing();
  });
  it('name the message they were stated in', () => {
    given().when({ type: 'StartSupply', data: { ...of('s-1', '2025-10-01'), source } }).thenEvents({ type: 'SupplyStarted', data: { ...of('s-1', '2025-10-01'), source } });
  });
  it('never share a day', () => {
    given(started('s-1', '2025-10-01')).when(start('s-2', '2026-01-01')).thenRejected('SUPPLY_OVERLAPS');
    given(started('s-1', '2025-10-01')).when(start('s-2', '2025-09-01')).thenRejected('SUPPLY_OVERLAPS');
    given(started('s-1', '2025-10-01')).when(start('s-2', '2025-09-01', '2025-10-02')).thenRejected('SUPPLY_OVERLAPS');
  });
  it('may follow each other on the same day', () => {
    given(started('s-1', '2025-10-01', '2025-11-01')).when(start('s-2', '2025-11-01')).thenEvents(started('s-2', '2025-11-01'));
    given(started('s-1', '2025-10-01')).when(start('s-2', '2025-09-01', '2025-10-01')).thenEvents(started('s-2', '2025-09-01', '2025-10-01'));
  });
  it('have at least one day', () => {
    given().when(start('s-1', '2025-10-01', '2025-10-01')).thenRejected('SUPPLY_EMPTY');
    given(started('s-1', '2025-10-01')).when(end('s-1', '2025-10-01')).thenRejected('SUPPLY_EMPTY');
  });
  it('do not take an id for another supply', () => given(started('s-1', '2025-10-01', '2025-11-01')).when(start('s-1', '2025-12-01')).thenRejected('SUPPLY_ID_USED'));
  it('end, and end on another day when that is stated later', () => {
    const ended = { type: 'SupplyEnded', data: { ...of('s-1', '2025-10-01', '2026-02-01'), reason: 'moveOut' } } as const;
    given(started('s-1', '2025-10-01')).when(end('s-1', '2026-02-01')).thenEvents({ ...ended, data: { ...ended.data, to: '2026-02-01' } });
    given(started('s-1', '2025-10-01'), { ...ended, data: { ...ended.data, to: '2026-02-01' } }).when(end('s-1', '2026-02-01')).thenNothing();
    given(started('s-1', '2025-10-01'), { ...ended, data: { ...ended.data, to: '2026-02-01' } }).when(end('s-1', '2026-01-15')).thenEvents({ type: 'SupplyEnded', data: { ...of('s-1', '2025-10-01', '2026-01-15'), to: '2026-01-15', reason: 'moveOut' } });
  });
  it('are not made longer into the next supply', () => {
    given(started('s-1', '2025-10-01', '2025-11-01'), started('s-2', '2025-11-01')).when(end('s-1', '2025-12-01')).thenRejected('SUPPLY_OVERLAPS');
  });
  it('can begin on another day than was said, earlier or later (BRS-011)', () => {
    given(started('s-1', '2025-10-01')).when(correct('s-1', '2025-09-15')).thenEvents({ type: 'SupplyStartCorrected', data: { ...of('s-1', '2025-09-15'), previousFrom: '2025-10-01' } });
    given(started('s-1', '2025-10-01')).when(correct('s-1', '2025-10-15')).thenEvents({ type: 'SupplyStartCorrected', data: { ...of('s-1', '2025-10-15'), previousFrom: '2025-10-01' } });
    given(started('s-1', '2025-10-01')).when(correct('s-1', '2025-10-01')).thenNothing();
  });
  it('do not begin in the supply before, nor after their end', () => {
    given(started('s-1', '2025-09-01', '2025-10-01'), started('s-2', '2025-10-01')).when(correct('s-2', '2025-09-15')).thenRejected('SUPPLY_OVERLAPS');
    given(started('s-1', '2025-09-01', '2025-10-01')).when(correct('s-1', '2025-10-01')).thenRejected('SUPPLY_EMPTY');
  });
  it('are reversed once when the point never was ours (BRS-003), and leave their days free', () => {
    given(started('s-1', '2025-10-01')).when(reverse('s-1')).thenEvents(reversed('s-1', '2025-10-01'));
    given(started('s-1', '2025-10-01'), reversed('s-1', '2025-10-01')).when(reverse('s-1')).thenNothing();
    given(started('s-1', '2025-10-01'), reversed('s-1', '2025-10-01')).when(start('s-2', '2025-10-05')).thenEvents(started('s-2', '2025-10-05'));
  });
  it('cannot be changed once reversed, nor when they never were', () => {
    given(started('s-1', '2025-10-01'), reversed('s-1', '2025-10-01')).when(end('s-1', '2026-01-01')).thenRejected('SUPPLY_REVERSED');
    given().when(end('s-9', '2026-01-01')).thenRejected('SUPPLY_NOT_FOUND');
    given().when(reverse('s-9')).thenRejected('SUPPLY_NOT_FOUND');
  });
});

describe('A contract', () => {
  const terms: ContractStatement = { contractId: 'k-1', gsrn, customerId: 'c-1', payerId: 'c-1', from: '2025-10-01', products: [{ product: 'spot' }], billingFrequency: 'monthly', paymentDays: 20 };
  const state = (change: Partial<ContractStatement> = {}) => ({ type: 'StateContract', data: { ...terms, ...change } }) as const;
  const signed = { type: 'ContractSigned', data: terms } as const;
  const given = spec(contract);

  it('is signed once', () => {
    given().when(state()).thenEvents(signed);
    given(signed).when(state()).thenNothing();
  });
  it('is ended when nothing but its last day is new', () => given(signed).when(state({ to: '2026-01-01' })).thenEvents({ type: 'ContractEnded', data: { ...terms, to: '2026-01-01' } }));
  it('is amended when anything else is', () => {
    given(signed).when(state({ payerId: 'c-2' })).thenEvents({ type: 'ContractAmended', data: { ...terms, payerId: 'c-2' } });
    given(signed).when(state({ to: '2026-01-01', paymentDays: 30 })).thenEvents({ type: 'ContractAmended', data: { ...terms, to: '2026-01-01', paymentDays: 30 } });
  });
  it('can be open again after it was ended', () => {
    given(signed, { type: 'ContractEnded', data: { ...terms, to: '2026-01-01' } }).when(state()).thenEvents({ type: 'ContractAmended', data: terms });
  });
  it('stays with its point and customer', () => {
    given(signed).when(state({ gsrn: '571313900000000023' })).thenRejected('CONTRACT_IS_FOR_ANOTHER');
    given(signed).when(state({ customerId: 'c-2' })).thenRejected('CONTRACT_IS_FOR_ANOTHER');
  });
  it('has days, and products on days', () => {
    given().when(state({ to: '2025-10-01' })).thenRejected('CONTRACT_EMPTY');
    given().when(state({ products: [] })).thenRejected('CONTRACT_WITHOUT_PRODUCT');
    given().when(state({ products: [{ product: 'spot', to: '2025-10-01' }] })).thenRejected('PRODUCT_DAYS_EMPTY');
  });
  it('names a product once for a day', () => {
    given().when(state({ products: [{ product: 'spot' }, { product: 'spot', from: '2025-12-01' }] })).thenRejected('PRODUCT_TWICE');
    const inTurn = [{ product: 'spot', to: '2025-12-01' }, { product: 'fixed', from: '2025-12-01', to: '2026-01-01' }, { product: 'spot', from: '2026-01-01' }];
    given().when(state({ products: inTurn })).thenEvents({ type: 'ContractSigned', data: { ...terms, products: inTurn } });
  });
});

describe('A charge link', () => {
  const link = { gsrn, owner: '5790000432752', type: 'tariff', code: '40000', factor: 1, from: '2025-10-01' } as const;
  const state = (change: object = {}) => ({ type: 'LinkCharge', data: { ...link, ...change } }) as const;
  const linked = { type: 'ChargeLinked', data: link } as const;
  const given = spec(links);

  it('is stated once', () => {
    given().when(state()).thenEvents(linked);
    given(linked).when(state()).thenNothing();
  });
  it('ends, and is open again when that is stated', () => {
    const ended = { type: 'ChargeLinkEnded', data: { ...link, to: '2026-01-01' } } as const;
    given(linked).when(state({ to: '2026-01-01' })).thenEvents(ended);
    given(linked, ended).when(state()).thenEvents({ type: 'ChargeLinkChanged', data: link });
  });
  it('has another factor from its first day on, or from a later day on as a link of its own', () => {
    given(linked).when(state({ factor: 3 })).thenEvents({ type: 'ChargeLinkChanged', data: { ...link, factor: 3 } });
    given(linked).when(state({ factor: 3, from: '2025-12-01' })).thenEvents({ type: 'ChargeLinked', data: { ...link, factor: 3, from: '2025-12-01' } });
  });
  it('may say that it never was, but not end before it begins', () => {
    given(linked).when(state({ to: '2025-10-01' })).thenEvents({ type: 'ChargeLinkEnded', data: { ...link, to: '2025-10-01' } });
    given(linked).when(state({ to: '2025-09-30' })).thenRejected('LINK_ENDS_BEFORE_IT_BEGINS');
  });
  it('of another charge, type or owner is another link', () => given(linked).when(state({ type: 'fee' })).thenEvents({ type: 'ChargeLinked', data: { ...link, type: 'fee' } }));
});

describe('Entitlement to reduced electricity tax', () => {
  const entitled = { type: 'HeatingEntitled', data: { gsrn, from: '2025-10-01', usedBeforeKwh: '1250.5' } } as const;
  const state = (change: object = {}) => ({ type: 'StateHeating', data: { ...entitled.data, ...change } }) as const;
  const given = spec(heating);

  it('is stated once', () => {
    given().when(state()).thenEvents(entitled);
    given(entitled).when(state()).thenNothing();
  });
  it('ends', () => given(entitled).when(state({ to: '2026-01-01' })).thenEvents({ type: 'HeatingEntitlementEnded', data: { ...entitled.data, to: '2026-01-01' } }));
  it('takes another figure of what was used before', () => given(entitled).when(state({ usedBeforeKwh: '0' })).thenEvents({ type: 'HeatingEntitled', data: { ...entitled.data, usedBeforeKwh: '0' } }));
  it('does not end before it begins', () => given().when(state({ to: '2025-01-01' })).thenRejected('HEATING_ENDS_BEFORE_IT_BEGINS'));
});
