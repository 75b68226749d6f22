// For specs: the world of the golden masters as events of the other contexts.
import { randomUUID } from 'node:crypto';
import { type Event, type EventStore, NO_STREAM } from '#kernel';
import { goldenFacts } from '../../testing.js';

export const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
type ToHappen = readonly [stream: string, event: Event];

const without = <T extends { at: number }>({ at: _, ...data }: T) => data;

/** Charges, products, spot prices and rates. */
export const market = (): readonly ToHappen[] => {
  const all = goldenFacts(JANUARY.from, JANUARY.to);
  return [
    ...all.charges.map((one): ToHappen => [`charge-${one.owner}.${one.type}.${one.code}`, { type: 'ChargeDefined', data: without(one) }]),
    ...all.prices.map(({ key, ...one }): ToHappen => {
      const [owner, type, code] = key.split('/');
      return [`charge-${owner}.${type}.${code}`, { type: 'ChargePricesPublished', data: { owner, type, code, ...without(one) } }];
    }),
    ...all.products.map((one): ToHappen => [`product-${one.id}`, { type: 'ProductDefined', data: without(one) }]),
    ...all.productPrices.map((one): ToHappen => [`product-${one.id}`, { type: 'ProductPricePublished', data: without(one) }]),
    ...all.spot.map((one): ToHappen => [`spot-DK1-${one.from.slice(0, 10)}`, { type: 'SpotPricesPublished', data: { ...without(one), day: one.from.slice(0, 10), source: { sender: 'exchange', documentId: `spot-${one.from.slice(0, 10)}` } } }]),
    ...all.rates.map((one): ToHappen => [`rate-${one.name}`, { type: 'RatePublished', data: without(one) }]),
  ];
};

/** A point like that of the golden masters, of a customer, with its readings of January but for the last `missingDays`. */
export const point = (gsrn: string, { customerId = 'customer-1', missingDays = 0 } = {}): readonly ToHappen[] => {
  const all = goldenFacts(JANUARY.from, JANUARY.to);
  return [
    ...all.supplies.map((one): ToHappen => [`supply-${gsrn}`, { type: 'SupplyStarted', data: { ...without(one), gsrn, customerId, supplyId: `supply-of-${gsrn}` } }]),
    ...all.contracts.map((one): ToHappen => [`contract-${gsrn}`, { type: 'ContractSigned', data: { ...without(one), gsrn, customerId, payerId: customerId, contractId: gsrn } }]),
    ...all.links.map((one): ToHappen => [`links-${gsrn}`, { type: 'ChargeLinked', data: { ...without(one), gsrn } }]),
    ...all.points.map(({ masterData, validFrom }): ToHappen => [`meteringpoint-${gsrn}`, { type: 'MeteringPointRegistered', data: { gsrn, validFrom, masterData } }]),
    ...all.readings.slice(0, all.readings.length - missingDays).map((one): ToHappen => [`readings-${gsrn}-${one.from.slice(0, 10)}`, { type: 'ReadingsReceived', data: {
      gsrn, meteringPointType: 'E17', resolution: 'PT1H', from: one.from.replace('Z', ':00Z'), to: new Date(Date.parse(one.from) + one.kwh.length * 3_600_000).toISOString(), registeredAt: '2025-02-01T00:00:00Z',
      energyWh: one.kwh.map((kwh) => (kwh === null ? null : Math.round(Number(kwh) * 1_000))), source: { sender: '5790001330552', documentId: `document-${gsrn}-${one.from}`, seriesId: `series-${gsrn}-${one.from}`, index: 0 },
    } }]),
  ];
};

/** Appends them in order; each stream is new. */
export const happen = async (store: EventStore, events: readonly ToHappen[]): Promise<void> => {
  const byStream = new Map<string, Event[]>();
  for (const [stream, event] of events) byStream.set(stream, [...byStream.get(stream) ?? [], event]);
  const answers = await store.appendBatch([...byStream].map(([stream, all]) => ({ stream, expectedRevision: NO_STREAM, events: all.map((event) => ({ ...event, id: randomUUID() })) })));
  const refused = answers.filter(({ ok }) => !ok);
  if (refused.length > 0) throw new Error(`Not new: ${refused.map(({ stream }) => stream).join(', ')}`);
};
