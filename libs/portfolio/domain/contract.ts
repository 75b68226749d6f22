import { type Decider, type MessageRef, Rejected } from '#kernel';
import type { ContractEvent, ContractStatement } from './events.js';
import { touch } from './terms.js';

export type StateContract = Readonly<{ type: 'StateContract'; data: ContractStatement & Readonly<{ source?: MessageRef }> }>;
export type ContractState = Readonly<{ stated?: ContractStatement }>;

/** What a customer agreed for one point. Each statement is the whole contract; the point and the customer of a contract never change. */
export const contract: Decider<ContractState, StateContract, ContractEvent> = {
  initial: {},
  evolve: (_, { data }) => ({ stated: statementOf(data) }),
  decide({ data }, { stated }) {
    refuseDisorder(data);
    if (!stated) return [{ type: 'ContractSigned', data }];
    if (stated.gsrn !== data.gsrn || stated.customerId !== data.customerId) {
      throw new Rejected('CONTRACT_IS_FOR_ANOTHER', { contractId: data.contractId, gsrn: stated.gsrn, customerId: stated.customerId, detail: 'A contract stays with its point and customer. End it, and sign another one.' });
    }
    if (same(stated, data)) return [];
    const { to } = data;
    if (to !== undefined && same({ ...stated, to }, data)) return [{ type: 'ContractEnded', data: { ...data, to } }];
    return [{ type: 'ContractAmended', data }];
  },
};

export const contractStream = (contractId: string): string => `contract-${contractId}`;

const refuseDisorder = ({ contractId, from, to, products }: ContractStatement): void => {
  if (to !== undefined && to <= from) throw new Rejected('CONTRACT_EMPTY', { contractId, from, to, detail: 'The first day after the contract must lie after its first day.' });
  if (products.length === 0) throw new Rejected('CONTRACT_WITHOUT_PRODUCT', { contractId });
  products.forEach((one, at) => {
    const days = daysOf(one, from);
    if (days.to !== undefined && days.to <= days.from) throw new Rejected('PRODUCT_DAYS_EMPTY', { contractId, product: one.product, ...days });
    const twice = products.slice(at + 1).find((other) => other.product === one.product && touch(daysOf(other, from), days));
    if (twice) throw new Rejected('PRODUCT_TWICE', { contractId, product: one.product, detail: 'A contract names a product once for a day.' });
  });
};

const daysOf = ({ from, to }: ContractStatement['products'][number], first: string) => ({ from: from ?? first, ...(to !== undefined && { to }) });

const statementOf = ({ contractId, gsrn, customerId, payerId, from, to, products, billingFrequency, paymentDays }: ContractStatement): ContractStatement =>
  ({ contractId, gsrn, customerId, payerId, from, ...(to !== undefined && { to }), products, billingFrequency, paymentDays });

const same = (a: ContractStatement, b: ContractStatement): boolean => canonical(a) === canonical(b);
const canonical = ({ payerId, from, to, products, billingFrequency, paymentDays }: ContractStatement): string => JSON.stringify([
  payerId, from, to ?? null, products.map((one) => [one.product, one.from ?? null, one.to ?? null]), billingFrequency, paymentDays,
]);
