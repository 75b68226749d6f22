import type { CatalogueEvent, ChargeKey, PriceArea } from '#catalogue/published';
import { type Calendar, parseInstant } from '#energy';
import type { MeteringPointEvent, ReadingsEvent } from '#metering/published';
import type { PortfolioEvent } from '#portfolio/published';
import { unreachable } from '#kernel';

/** Half-open local days; absent `to` = open end. */
export type Days = Readonly<{ from: string; to?: string }>;

/** Whose settlements an event may change, and on which days. Whether it does, the digest of their inputs says. */
export type Concern =
  | Readonly<{ who: 'points'; gsrns: readonly string[]; days: Days; /** The readings may be a child's and count for its parent. */ children?: true }>
  | Readonly<{ who: 'charge'; charge: ChargeKey; days: Days }>
  | Readonly<{ who: 'product'; product: string; days: Days }>
  | Readonly<{ who: 'area'; area: PriceArea; days: Days }>
  | Readonly<{ who: 'everyone'; days: Days }>;

/** Everything a settlement rests on, as it happens. */
export type FactEvent = ReadingsEvent | MeteringPointEvent | CatalogueEvent | PortfolioEvent;

/** Points that settle by themselves; readings of every other type count for a parent. */
const CONSUMPTION = 'E17';
const ALWAYS: Days = { from: '1900-01-01' };

/** What an event concerns; undefined for events about which no settlement cares (who a customer is). */
export const concernOf = (event: FactEvent, calendar: Calendar): Concern | undefined => {
  switch (event.type) {
    // A reading also uses up the yearly limit of electricity tax, which later periods pay: the end is open.
    case 'ReadingsReceived': return { who: 'points', gsrns: [event.data.gsrn], days: { from: calendar.dayOf(parseInstant(event.data.from)) }, ...(event.data.meteringPointType !== CONSUMPTION && { children: true }) };
    case 'MeteringPointRegistered':
    case 'MasterDataChanged': return { who: 'points', gsrns: parties(event.data.gsrn, event.data.masterData.parentGsrn), days: { from: event.data.validFrom } };
    case 'ChargeDefined': return { who: 'charge', charge: keyOf(event.data), days: ALWAYS };
    case 'ChargePricesPublished': return { who: 'charge', charge: keyOf(event.data), days: { from: event.data.from } };
    case 'ProductDefined': return { who: 'product', product: event.data.id, days: ALWAYS };
    case 'ProductPricePublished': return { who: 'product', product: event.data.id, days: { from: event.data.from } };
    case 'SpotPricesPublished': return { who: 'area', area: event.data.area, days: { from: event.data.day, to: calendar.nextDay(event.data.day) } };
    case 'RatePublished': return { who: 'everyone', days: { from: event.data.from } };
    // A change may also take days away, so that what was settled about any day has to be looked at again.
    case 'SupplyStarted':
    case 'SupplyEnded':
    case 'SupplyStartCorrected':
    case 'SupplyReversed':
    case 'ContractSigned':
    case 'ContractAmended':
    case 'ContractEnded': return { who: 'points', gsrns: [event.data.gsrn], days: ALWAYS };
    case 'ChargeLinked':
    case 'ChargeLinkChanged':
    case 'ChargeLinkEnded':
    case 'HeatingEntitled':
    case 'HeatingEntitlementEnded': return { who: 'points', gsrns: [event.data.gsrn], days: { from: event.data.from } };
    case 'CustomerRegistered':
    case 'CustomerReclassified':
    case 'PersonRecorded':
    case 'PersonForgotten': return undefined;
    default: return unreachable(event);
  }
};

const keyOf = ({ owner, type, code }: ChargeKey): ChargeKey => ({ owner, type, code });

const parties = (gsrn: string, parent: string | undefined): readonly string[] => (parent === undefined ? [gsrn] : [gsrn, parent]);

/** The concerns of many events, those about single points joined: each point once, from its earliest day. */
export const joined = (concerns: readonly Concern[]): readonly Concern[] => {
  const points = new Map<string, string>();
  const others = new Map<string, Concern>();
  for (const concern of concerns) {
    if (concern.who !== 'points') others.set(JSON.stringify(concern), concern);
    else for (const gsrn of concern.gsrns) if (concern.days.from < (points.get(gsrn) ?? '9999')) points.set(gsrn, concern.days.from);
  }
  const byDay = new Map<string, string[]>();
  for (const [gsrn, from] of points) byDay.set(from, [...(byDay.get(from) ?? []), gsrn]);
  return [...[...byDay].map(([from, gsrns]): Concern => ({ who: 'points', gsrns, days: { from } })), ...others.values()];
};
