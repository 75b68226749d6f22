import { type Decider, type MessageRef, Rejected, unreachable } from '#kernel';
import type { CustomerEvent, CustomerKind } from './events.js';

export type RegisterCustomer = Readonly<{ type: 'RegisterCustomer'; data: Readonly<{ customerId: string; kind: CustomerKind; source?: MessageRef }> }>;
/** The vault holds this version of the personal data. */
export type NotePerson = Readonly<{ type: 'NotePerson'; data: Readonly<{ customerId: string; version: number }> }>;
/** The vault has destroyed the person's key. */
export type NoteForgotten = Readonly<{ type: 'NoteForgotten'; data: Readonly<{ customerId: string }> }>;
export type CustomerCommand = RegisterCustomer | NotePerson | NoteForgotten;

export type Customer = Readonly<{ status: 'unknown' } | { status: 'known'; kind: CustomerKind; personVersion: number; forgotten: boolean }>;

/** Somebody whom we supply or who pays: a reference and a kind. Who it is lies in the vault. */
export const customer: Decider<Customer, CustomerCommand, CustomerEvent> = {
  initial: { status: 'unknown' },
  evolve(state, event) {
    const known = state.status === 'known' ? state : { status: 'known' as const, kind: 'private' as const, personVersion: 0, forgotten: false };
    switch (event.type) {
      case 'CustomerRegistered':
      case 'CustomerReclassified':
        return { ...known, kind: event.data.kind };
      case 'PersonRecorded':
        return { ...known, personVersion: event.data.version };
      case 'PersonForgotten':
        return { ...known, forgotten: true };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'RegisterCustomer': return register(command, state);
      case 'NotePerson': return notePerson(command, state);
      case 'NoteForgotten': return noteForgotten(command, state);
      default: return unreachable(command);
    }
  },
};

export const customerStream = (customerId: string): string => `customer-${customerId}`;

const register = ({ data }: RegisterCustomer, state: Customer): CustomerEvent[] => {
  if (state.status === 'unknown') return [{ type: 'CustomerRegistered', data }];
  return state.kind === data.kind ? [] : [{ type: 'CustomerReclassified', data }];
};

/** Versions may be noted out of order after a crash; only the highest counts. */
const notePerson = ({ data }: NotePerson, state: Customer): CustomerEvent[] => {
  if (state.status === 'unknown') throw new Rejected('CUSTOMER_NOT_FOUND', { customerId: data.customerId });
  if (state.forgotten) throw new Rejected('PERSON_GONE', { customerId: data.customerId });
  return data.version <= state.personVersion ? [] : [{ type: 'PersonRecorded', data }];
};

const noteForgotten = ({ data }: NoteForgotten, state: Customer): CustomerEvent[] => {
  if (state.status === 'unknown') throw new Rejected('CUSTOMER_NOT_FOUND', { customerId: data.customerId });
  return state.forgotten ? [] : [{ type: 'PersonForgotten', data }];
};
