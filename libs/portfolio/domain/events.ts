import type { Event, MessageRef } from '#kernel';

/** Half-open local days; absent `to` = open end. */
export type Days = Readonly<{ from: string; to?: string }>;
export type BillingFrequency = 'daily' | 'weekly' | 'monthly' | 'quarterly';

/** Where it was stated; absent when it came by the API (then the event's metadata say who asked). */
type Sourced = Readonly<{ source?: MessageRef }>;

export type CustomerKind = 'private' | 'business';

/** We know of a customer. Who it is lies in the vault; a payer is a customer too. */
export type CustomerRegistered = Event<'CustomerRegistered', Sourced & Readonly<{ customerId: string; kind: CustomerKind }>>;
/** The customer turned out to be, or became, a private person or a business. */
export type CustomerReclassified = Event<'CustomerReclassified', Sourced & Readonly<{ customerId: string; kind: CustomerKind }>>;
/** Name, number and address were put into the vault as its version `version`, counted from 1. Nothing of them is here. */
export type PersonRecorded = Event<'PersonRecorded', Readonly<{ customerId: string; version: number }>>;
/** The key was destroyed: nobody can read the personal data again. */
export type PersonForgotten = Event<'PersonForgotten', Readonly<{ customerId: string }>>;

/** A supply as it stands after the event: whole, so that one event is enough to know it. */
export type SupplyStatement = Days & Readonly<{ gsrn: string; supplyId: string; customerId: string }>;
export type SupplyStarted = Event<'SupplyStarted', SupplyStatement & Sourced>;
/** The supply ends before `to`; stated again with another day, the later statement counts. `reason` is a code such as `moveOut`, never a sentence. */
export type SupplyEnded = Event<'SupplyEnded', SupplyStatement & Required<Days> & Sourced & Readonly<{ reason: string }>>;
/** Erroneous move: the supply began on another day, earlier or later. Source: BRS-011. */
export type SupplyStartCorrected = Event<'SupplyStartCorrected', SupplyStatement & Sourced & Readonly<{ previousFrom: string }>>;
/** Erroneous switch: the point never was ours in this supply. Source: BRS-003 (once called BRS-042). */
export type SupplyReversed = Event<'SupplyReversed', SupplyStatement & Sourced & Readonly<{ reason: string; process: 'BRS-003' }>>;

/** What a customer agreed for one point: always the whole statement. */
export type ContractStatement = Days & Readonly<{
  contractId: string; gsrn: string; customerId: string; payerId: string;
  products: readonly Readonly<{ product: string; from?: string; to?: string }>[];
  billingFrequency: BillingFrequency;
  paymentDays: number;
}>;
export type ContractSigned = Event<'ContractSigned', ContractStatement & Sourced>;
/** Something else was agreed; it holds in place of all that was stated before, from the first day on. */
export type ContractAmended = Event<'ContractAmended', ContractStatement & Sourced>;
/** Nothing but the last day was agreed anew. */
export type ContractEnded = Event<'ContractEnded', ContractStatement & Required<Days> & Sourced>;

export type LinkStatement = Days & Readonly<{ gsrn: string; owner: string; type: 'tariff' | 'subscription' | 'fee'; code: string; factor: number }>;
export type ChargeLinked = Event<'ChargeLinked', LinkStatement & Sourced>;
/** The link that begins on `from` has another factor, or is open again. */
export type ChargeLinkChanged = Event<'ChargeLinkChanged', LinkStatement & Sourced>;
/** The link that begins on `from` ends before `to`; `to` = `from` says that it never was. */
export type ChargeLinkEnded = Event<'ChargeLinkEnded', LinkStatement & Required<Days> & Sourced>;

export type HeatingStatement = Days & Readonly<{ gsrn: string; usedBeforeKwh?: string }>;
/** The home is entitled to reduced electricity tax from `from` on; stated again for the same day, the later statement counts. */
export type HeatingEntitled = Event<'HeatingEntitled', HeatingStatement & Sourced>;
/** The entitlement that begins on `from` ends before `to`; `to` = `from` says that it never was. */
export type HeatingEntitlementEnded = Event<'HeatingEntitlementEnded', HeatingStatement & Required<Days> & Sourced>;

export type CustomerEvent = CustomerRegistered | CustomerReclassified | PersonRecorded | PersonForgotten;
export type SupplyEvent = SupplyStarted | SupplyEnded | SupplyStartCorrected | SupplyReversed;
export type ContractEvent = ContractSigned | ContractAmended | ContractEnded;
export type LinkEvent = ChargeLinked | ChargeLinkChanged | ChargeLinkEnded;
export type HeatingEvent = HeatingEntitled | HeatingEntitlementEnded;

/** Everything that happens to the portfolio. All days are local. */
export type PortfolioEvent = CustomerEvent | SupplyEvent | ContractEvent | LinkEvent | HeatingEvent;
