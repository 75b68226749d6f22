import type { CommandContext, MessageRef, Request } from '#kernel';
import { contractStream, type StateContract } from '../domain/contract.js';
import { customerStream, type RegisterCustomer } from '../domain/customer.js';
import type { ContractStatement, CustomerKind, HeatingStatement, LinkStatement } from '../domain/events.js';
import { heatingStream, type StateHeating } from '../domain/heating.js';
import { type LinkCharge, linksStream } from '../domain/links.js';
import { type SupplyCommand, supplyStream } from '../domain/supply.js';

/** Who asks, and the message it came in where there was one. */
export type Origin = Readonly<{ context: CommandContext; source?: MessageRef }>;

export type CustomerRecord = Readonly<{ customerId: string; kind: CustomerKind }>;
export type SupplyRecord = Readonly<{ gsrn: string; supplyId: string }> & Readonly<
  | { action: 'start'; customerId: string; from: string; to?: string }
  | { action: 'end'; to: string; reason: string }
  | { action: 'correctStart'; from: string }
  | { action: 'reverse'; reason: string; process?: string }>;
/** Whoever is supplied pays, unless another payer is named. */
export type ContractRecord = Omit<ContractStatement, 'payerId'> & Readonly<{ payerId?: string }>;
export type LinkRecord = Omit<LinkStatement, 'factor'> & Readonly<{ factor?: number }>;
export type HeatingRecord = HeatingStatement;

export const customerRequest = ({ customerId, kind }: CustomerRecord, { context, source }: Origin): Request<RegisterCustomer> =>
  ({ stream: customerStream(customerId), context, command: { type: 'RegisterCustomer', data: { customerId, kind, ...from(source) } } });

export const supplyRequest = (record: SupplyRecord, { context, source }: Origin): Request<SupplyCommand> => {
  const of = { gsrn: record.gsrn, supplyId: record.supplyId, ...from(source) };
  const command = ((): SupplyCommand => {
    switch (record.action) {
      case 'start': return { type: 'StartSupply', data: { ...of, customerId: record.customerId, from: record.from, ...end(record.to) } };
      case 'end': return { type: 'EndSupply', data: { ...of, to: record.to, reason: record.reason } };
      case 'correctStart': return { type: 'CorrectSupplyStart', data: { ...of, from: record.from } };
      case 'reverse': return { type: 'ReverseSupply', data: { ...of, reason: record.reason, process: 'BRS-003' } };
    }
  })();
  return { stream: supplyStream(record.gsrn), context, command };
};

export const contractRequest = (record: ContractRecord, { context, source }: Origin): Request<StateContract> => {
  const { contractId, gsrn, customerId, payerId, from: first, to, products, billingFrequency, paymentDays } = record;
  return { stream: contractStream(contractId), context, command: { type: 'StateContract', data: {
    contractId, gsrn, customerId, payerId: payerId ?? customerId, from: first, ...end(to),
    products: products.map((one) => ({ product: one.product, ...(one.from !== undefined && { from: one.from }), ...end(one.to) })), billingFrequency, paymentDays, ...from(source),
  } } };
};

export const linkRequest = ({ gsrn, owner, type, code, factor, from: first, to }: LinkRecord, { context, source }: Origin): Request<LinkCharge> =>
  ({ stream: linksStream(gsrn), context, command: { type: 'LinkCharge', data: { gsrn, owner, type, code, factor: factor ?? 1, from: first, ...end(to), ...from(source) } } });

export const heatingRequest = ({ gsrn, from: first, to, usedBeforeKwh }: HeatingRecord, { context, source }: Origin): Request<StateHeating> =>
  ({ stream: heatingStream(gsrn), context, command: { type: 'StateHeating', data: { gsrn, from: first, ...end(to), ...(usedBeforeKwh !== undefined && { usedBeforeKwh }), ...from(source) } } });

const from = (source: MessageRef | undefined) => (source ? { source } : {});
const end = (to: string | undefined) => (to === undefined ? {} : { to });
