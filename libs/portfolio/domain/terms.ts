import type { Heard } from '#kernel';
import type { BillingFrequency, Days } from './events.js';

/** A supply of the point by us. `supplyId` stays the same when its days are corrected (BRS-011). A supply that should not have been (BRS-003) is not in the answer. */
export type Supply = Days & Readonly<{ supplyId: string; customerId: string; heard: Heard }>;

/** What a customer agreed for one point. Products: one main product a day and any add-ons; days absent = as the contract. */
export type Contract = Days & Readonly<{
  contractId: string; gsrn: string; customerId: string; payerId: string;
  products: readonly Readonly<{ product: string; from?: string; to?: string }>[];
  billingFrequency: BillingFrequency;
  /** Days from the issue of an invoice until it is due. */
  paymentDays: number;
  heard: Heard;
}>;

/** The point pays the charge on these days; `factor` multiplies subscriptions and fees. Source: RSM-031. */
export type ChargeLink = Days & Readonly<{ owner: string; type: 'tariff' | 'subscription' | 'fee'; code: string; factor: number; heard: Heard }>;

/** Days on which the home is entitled to reduced electricity tax, and what was used of the year's limit before we could know. */
export type HeatingEntitlement = Days & Readonly<{ usedBeforeKwh?: string; heard: Heard }>;

/** Everything agreed about one point that touches the asked days. */
export type PointTerms = Readonly<{ gsrn: string; supplies: readonly Supply[]; contracts: readonly Contract[]; links: readonly ChargeLink[]; heating: readonly HeatingEntitlement[] }>;

/** What an event said, and how we know it. Lists of these stand in the order of the log. */
export type Stated<Statement> = Readonly<{ statement: Statement; heard: Heard }>;
export type StatedSupply = Stated<Omit<Supply, 'heard'> & Readonly<{ reversed: boolean }>>;
export type StatedContract = Stated<Omit<Contract, 'heard'>>;
export type StatedLink = Stated<Omit<ChargeLink, 'heard'>>;
export type StatedHeating = Stated<Omit<HeatingEntitlement, 'heard'>>;

/** Later than every day of the calendar: stands for an open end in comparisons. */
const OPEN_END = '9999-12-31';
const endOf = ({ to }: Days): string => to ?? OPEN_END;

/** Whether the days have a day in common. Nothing has a day in common with days that are empty. */
export const touch = (a: Days, b: Days): boolean => a.from < endOf(b) && b.from < endOf(a) && a.from < endOf(a) && b.from < endOf(b);

/** The supplies that hold, by first day: of each the last statement, without those that were reversed. */
export const suppliesHeld = (stated: readonly StatedSupply[], days: Days): readonly Supply[] =>
  lastOfEach(stated, ({ supplyId }) => supplyId).filter(({ statement }) => !statement.reversed && touch(statement, days))
    .map(({ statement: { reversed: _, ...supply }, heard }) => ({ ...supply, heard })).sort(byFirstDay);

/** The contracts that hold, by first day: of each the last statement. */
export const contractsHeld = (stated: readonly StatedContract[], days: Days): readonly Contract[] =>
  lastOfEach(stated, ({ contractId }) => contractId).filter(({ statement }) => touch(statement, days)).map(withHeard).sort(byFirstDay);

/** The links that hold. A charge is linked once a day: a link that begins later takes the place of an earlier one of the same charge for good. */
export const linksHeld = (stated: readonly StatedLink[], days: Days): readonly ChargeLink[] => {
  const byCharge = new Map<string, ChargeLink[]>();
  for (const link of lastOfEach(stated, (one) => `${chargeOf(one)}/${one.from}`).map(withHeard)) {
    const same = byCharge.get(chargeOf(link));
    if (same) same.push(link);
    else byCharge.set(chargeOf(link), [link]);
  }
  return [...byCharge.values()].flatMap((links) => oneAfterAnother(links)).filter((link) => touch(link, days)).sort((a, b) => byFirstDay(a, b) || compare(chargeOf(a), chargeOf(b)));
};

/** The entitlements that hold; one that begins later takes the place of an earlier one for good. */
export const heatingHeld = (stated: readonly StatedHeating[], days: Days): readonly HeatingEntitlement[] =>
  oneAfterAnother(lastOfEach(stated, ({ from }) => from).map(withHeard)).filter((one) => touch(one, days));

const chargeOf = ({ owner, type, code }: Pick<ChargeLink, 'owner' | 'type' | 'code'>): string => `${owner}/${type}/${code}`;
const withHeard = <S extends object>({ statement, heard }: Stated<S>): S & Readonly<{ heard: Heard }> => ({ ...statement, heard });
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byFirstDay = (a: Days, b: Days): number => compare(a.from, b.from);

const lastOfEach = <S>(stated: readonly Stated<S>[], keyOf: (statement: S) => string): readonly Stated<S>[] => [...new Map(stated.map((one) => [keyOf(one.statement), one])).values()];

/** In order of first days, each cut where the next begins; what never was (an empty span) cuts nothing. */
const oneAfterAnother = <T extends Days>(spans: readonly T[]): readonly T[] => {
  const inOrder = spans.filter((span) => span.from < endOf(span)).sort(byFirstDay);
  return inOrder.map((span, at) => {
    const next = inOrder[at + 1];
    return next && next.from < endOf(span) ? { ...span, to: next.from } : span;
  });
};
