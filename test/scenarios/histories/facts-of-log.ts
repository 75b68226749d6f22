import { type CatalogueCharge, type CatalogueEvent, type CatalogueFacts, type CatalogueProduct, chargeKeyText, type ChargeKey, type Days, type Known } from '#catalogue/published';
import { type Calendar, parseInstant } from '#energy';
import { type AsOf, type Event, heardOf, type MessageRef, type Position, type RecordedEvent } from '#kernel';
import type { KnownSeries, KnownStatement, MeteringPointEvent, PointFacts, ReadingFacts, ReadingsEvent } from '#metering/published';
import type { PointTerms, PortfolioEvent, PortfolioFacts } from '#portfolio/published';
import { contractsHeld, heatingHeld, linksHeld, suppliesHeld } from '../../../libs/portfolio/domain/terms.js';

type Of<E extends Event> = RecordedEvent<E>;
type Any = RecordedEvent<CatalogueEvent | PortfolioEvent | MeteringPointEvent | ReadingsEvent>;
type Typed<T extends Any['type']> = Of<Extract<CatalogueEvent | PortfolioEvent | MeteringPointEvent | ReadingsEvent, { type: T }>>;

/** Whether two half-open spans of days, an absent end being open, have a day in common. */
const touch = (a: Days, b: Days): boolean => (b.to === undefined || a.from < b.to) && (a.to === undefined || b.from < a.to);
const heardAs = (event: RecordedEvent & Readonly<{ data: object }>) => heardOf(event, 'source' in event.data ? event.data.source as MessageRef : undefined);

/** The facts of the other contexts straight from the events of a log: nothing is kept but the events, every answer looks at all of them. */
export class FactsOfLog {
  readonly #events: Any[] = [];
  readonly #byGsrn = new Map<string, Typed<'ReadingsReceived'>[]>();
  /** How far the answers show the log. */
  shown: Position = '';

  constructor(private readonly calendar: Calendar) {}

  /** Takes the next event of the log. */
  add(event: RecordedEvent): void {
    const fact = event as Any;
    if (fact.type !== 'ReadingsReceived') return void this.#events.push(fact);
    const own = this.#byGsrn.get(fact.data.gsrn);
    if (own) own.push(fact as Typed<'ReadingsReceived'>);
    else this.#byGsrn.set(fact.data.gsrn, [fact as Typed<'ReadingsReceived'>]);
  }

  #known<E extends RecordedEvent>(events: readonly E[], { position, knownAt }: AsOf): E[] {
    if (position !== undefined && position > this.shown) throw new Error(`Asked as of ${position}, but only ${this.shown} is shown`);
    const upTo = position ?? this.shown;
    return events.filter((event) => event.position <= upTo && (knownAt === undefined || event.recordedAt <= knownAt));
  }

  #all<T extends Any['type']>(asOf: AsOf, ...types: readonly T[]): Typed<T>[] {
    return this.#known(this.#events, asOf).filter((event) => (types as readonly string[]).includes(event.type)) as Typed<T>[];
  }

  readonly catalogue: CatalogueFacts = {
    charges: async (keys, days, asOf) => new Map(keys.flatMap((key): [string, CatalogueCharge][] => {
      const ours = (data: ChargeKey): boolean => chargeKeyText(data) === chargeKeyText(key);
      const terms = this.#all(asOf, 'ChargeDefined').findLast(({ data }) => ours(data));
      const prices = this.#all(asOf, 'ChargePricesPublished').filter(({ data }) => ours(data) && touch(data, days));
      return terms ? [[chargeKeyText(key), { terms: asFact(terms), prices: prices.map(asFact) }]] : [];
    })),
    products: async (ids, days, asOf) => new Map(ids.flatMap((id): [string, CatalogueProduct][] => {
      const terms = this.#all(asOf, 'ProductDefined').findLast(({ data }) => data.id === id);
      const prices = this.#all(asOf, 'ProductPricePublished').filter(({ data }) => data.id === id && touch(data, days));
      return terms ? [[id, { terms: asFact(terms), prices: prices.map(asFact) }]] : [];
    })),
    spot: async (areas, { from, to }, asOf) => this.#all(asOf, 'SpotPricesPublished').filter(({ data }) => areas.includes(data.area) && data.day >= from && data.day < to)
      .sort((a, b) => parseInstant(a.data.registeredAt) - parseInstant(b.data.registeredAt)).map(asFact),
    rates: async (days, asOf) => this.#all(asOf, 'RatePublished').filter(({ data }) => touch(data, days)).map(asFact),
  };

  readonly portfolio: PortfolioFacts = {
    terms: async (gsrns, days, asOf) => new Map(gsrns.map((gsrn) => [gsrn, this.#terms(gsrn, days, asOf)])),
    pointsSupplied: async (days, after = '', limit, asOf) => this.#points(asOf).filter((gsrn) => gsrn > after)
      .filter((gsrn) => { const { supplies, contracts } = this.#terms(gsrn, days, asOf); return supplies.length + contracts.length > 0; }).slice(0, limit),
    pointsWithProduct: async (product, days) => this.#points({}).filter((gsrn) => this.#terms(gsrn, days, {}).contracts.some((contract) => contract.products.some((one) => {
      const own: Days = { from: one.from ?? contract.from, ...(one.to !== undefined && { to: one.to }) };
      return one.product === product && touch(own, days) && touch(own, contract);
    }))),
    pointsWithCharge: async (charge, days) => this.#points({}).filter((gsrn) => this.#terms(gsrn, days, {}).links.some((link) => chargeKeyText(link) === chargeKeyText(charge as ChargeKey))),
  };

  #points(asOf: AsOf): string[] {
    return [...new Set(this.#all(asOf, 'SupplyStarted', 'ContractSigned', 'ChargeLinked').map(({ data }) => data.gsrn))].sort();
  }

  #terms(gsrn: string, days: Days, asOf: AsOf): PointTerms {
    const supplies = this.#all(asOf, 'SupplyStarted', 'SupplyEnded', 'SupplyStartCorrected', 'SupplyReversed').filter(({ data }) => data.gsrn === gsrn);
    const contracts = this.#all(asOf, 'ContractSigned', 'ContractAmended', 'ContractEnded').filter(({ data }) => data.gsrn === gsrn);
    const links = this.#all(asOf, 'ChargeLinked', 'ChargeLinkChanged', 'ChargeLinkEnded').filter(({ data }) => data.gsrn === gsrn);
    const heating = this.#all(asOf, 'HeatingEntitled', 'HeatingEntitlementEnded').filter(({ data }) => data.gsrn === gsrn);
    return {
      gsrn,
      supplies: suppliesHeld(supplies.map((event) => {
        const { supplyId, customerId, from, to } = event.data;
        return { statement: { supplyId, customerId, from, ...(to !== undefined && { to }), reversed: event.type === 'SupplyReversed' }, heard: heardAs(event) };
      }), days),
      contracts: contractsHeld(contracts.map((event) => ({ statement: event.data, heard: heardAs(event) })), days),
      links: linksHeld(links.map((event) => ({ statement: event.data, heard: heardAs(event) })), days),
      heating: heatingHeld(heating.map((event) => ({ statement: event.data, heard: heardAs(event) })), days),
    };
  }

  readonly readings: ReadingFacts = {
    readings: async (gsrns, days, asOf) => new Map(gsrns.flatMap((gsrn): [string, KnownSeries[]][] => {
      const rows = this.#series(gsrn, asOf).flatMap((event) => this.#byDay(event)).filter(({ day }) => day >= days.from && day < days.to);
      return rows.length === 0 ? [] : [[gsrn, rows.map(({ series }) => series)]];
    })),
    points: async (gsrns, asOf) => new Map(gsrns.map((gsrn): [string, PointFacts] => {
      const all = this.#all(asOf, 'MeteringPointRegistered', 'MasterDataChanged');
      const of = (point: string): KnownStatement[] => all.filter(({ data }) => data.gsrn === point).map((event) => ({ validFrom: event.data.validFrom, masterData: event.data.masterData, heard: heardAs(event) }));
      const children = new Set(all.filter(({ data }) => data.masterData.parentGsrn === gsrn).map(({ data }) => data.gsrn));
      return [gsrn, { statements: of(gsrn), children: new Map([...children].sort().map((child) => [child, of(child)])) }];
    })),
    heard: async (gsrns, days, asOf) => new Map(gsrns.flatMap((gsrn) => this.#series(gsrn, asOf))
      .filter((event) => this.#byDay(event).some(({ day }) => day >= days.from && day < days.to)).map((event) => [event.data.source.seriesId, heardAs(event)])),
  };

  #series(gsrn: string, asOf: AsOf): Typed<'ReadingsReceived'>[] {
    return this.#known(this.#byGsrn.get(gsrn) ?? [], asOf);
  }

  #byDay({ data: { from, to, energyWh, resolution, registeredAt, source: { seriesId } } }: Typed<'ReadingsReceived'>): { day: string; series: KnownSeries }[] {
    const [start, end] = [parseInstant(from), parseInstant(to)];
    const each = (end - start) / energyWh.length;
    return this.calendar.cutByDay(start, end).map((part) => {
      const firstIndex = (part.from - start) / each;
      return { day: part.date, series: { seriesId, resolution, from: part.from, registeredAt: parseInstant(registeredAt), firstIndex, energyWh: energyWh.slice(firstIndex, (part.to - start) / each) } };
    });
  }
}

const asFact = <E extends RecordedEvent & Readonly<{ data: object }>>(event: E): Known<E['data']> => {
  const { source: _, ...fact } = event.data as { source?: unknown };
  return { fact: fact as E['data'], heard: heardAs(event) };
};
