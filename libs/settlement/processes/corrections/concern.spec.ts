import { describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { concernOf, type FactEvent, joined } from './concern.js';

const GSRN = '571313100000012345';
const PARENT = '571313100000099999';
const copenhagen = calendarOf('Europe/Copenhagen');
const of = (type: FactEvent['type'], data: object) => concernOf({ type, data } as FactEvent, copenhagen);
const CHARGE = { owner: '5790000432752', type: 'tariff', code: '40000' };
const ALWAYS = { from: '1900-01-01' };
const reading = (meteringPointType: string, from = '2025-01-31T23:00:00Z') => of('ReadingsReceived', { gsrn: GSRN, meteringPointType, from, to: '2025-02-01T23:00:00Z' });

describe('What a fact concerns', () => {
  it('is its point from the local day of the first reading on, for ever: a yearly limit may be used up', () => {
    expect(reading('E17')).toEqual({ who: 'points', gsrns: [GSRN], days: { from: '2025-02-01' } });
    expect(reading('E17', '2025-01-31T22:45:00Z')).toMatchObject({ days: { from: '2025-01-31' } });
  });
  it('may be the parent of a point that does not settle by itself', () => expect(reading('E18')).toMatchObject({ gsrns: [GSRN], children: true }));
  it('is a point and its parent when master data say so', () => {
    expect(of('MasterDataChanged', { gsrn: GSRN, validFrom: '2025-01-01', masterData: { parentGsrn: PARENT } })).toEqual({ who: 'points', gsrns: [GSRN, PARENT], days: { from: '2025-01-01' } });
    expect(of('MeteringPointRegistered', { gsrn: GSRN, validFrom: '2025-01-01', masterData: {} })).toMatchObject({ gsrns: [GSRN] });
  });
  it('is who pays the charge, always when it is another charge now and from its first day when it is a price', () => {
    expect(of('ChargeDefined', { ...CHARGE, name: 'Tariff' })).toEqual({ who: 'charge', charge: CHARGE, days: ALWAYS });
    expect(of('ChargePricesPublished', { ...CHARGE, from: '2025-03-01', to: '2025-04-01', price: '1' })).toEqual({ who: 'charge', charge: CHARGE, days: { from: '2025-03-01' } });
  });
  it('is who has the product', () => {
    expect(of('ProductDefined', { id: 'spot' })).toEqual({ who: 'product', product: 'spot', days: ALWAYS });
    expect(of('ProductPricePublished', { id: 'spot', from: '2025-03-01' })).toEqual({ who: 'product', product: 'spot', days: { from: '2025-03-01' } });
  });
  it('is a price area and one day for spot prices, and everyone for figures of law', () => {
    expect(of('SpotPricesPublished', { area: 'DK1', day: '2025-02-28' })).toEqual({ who: 'area', area: 'DK1', days: { from: '2025-02-28', to: '2025-03-01' } });
    expect(of('RatePublished', { name: 'vat', from: '2025-07-01' })).toEqual({ who: 'everyone', days: { from: '2025-07-01' } });
  });
  it.each(['SupplyStarted', 'SupplyEnded', 'SupplyStartCorrected', 'SupplyReversed', 'ContractSigned', 'ContractAmended', 'ContractEnded'] as const)('is the point on any day: %s may take days away', (type) =>
    expect(of(type, { gsrn: GSRN, from: '2025-05-01' })).toEqual({ who: 'points', gsrns: [GSRN], days: ALWAYS }));
  it.each(['ChargeLinked', 'ChargeLinkChanged', 'ChargeLinkEnded', 'HeatingEntitled', 'HeatingEntitlementEnded'] as const)('is the point from the first day of what is stated: %s', (type) =>
    expect(of(type, { gsrn: GSRN, from: '2025-05-01' })).toEqual({ who: 'points', gsrns: [GSRN], days: { from: '2025-05-01' } }));
  it.each(['CustomerRegistered', 'CustomerReclassified', 'PersonRecorded', 'PersonForgotten'] as const)('is no settlement: %s', (type) => expect(of(type, { customerId: 'customer-1' })).toBeUndefined());
});

describe('Joined concerns', () => {
  it('name each point once, from its earliest day', () => {
    const points = (gsrns: readonly string[], from: string) => ({ who: 'points', gsrns, days: { from } }) as const;
    expect(joined([points([GSRN], '2025-02-01'), points([PARENT, GSRN], '2025-01-01'), points([GSRN], '2025-03-01')])).toEqual([points([GSRN, PARENT], '2025-01-01')]);
    expect(joined([points([GSRN], '2025-02-01'), points([PARENT], '2025-01-01')])).toEqual([points([GSRN], '2025-02-01'), points([PARENT], '2025-01-01')]);
  });
  it('name everything else once, other days apart', () => {
    const day = (from: string) => ({ who: 'area', area: 'DK1', days: { from, to: '2025-02-01' } }) as const;
    expect(joined([day('2025-01-30'), day('2025-01-31'), day('2025-01-30')])).toEqual([day('2025-01-30'), day('2025-01-31')]);
  });
});
