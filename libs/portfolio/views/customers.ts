import type { Pool } from 'pg';
import { type AsOf, type Heard, unreachable } from '#kernel';
import type { View } from '#projections';
import type { CustomerEvent, CustomerKind } from '../domain/events.js';
import { HEARD_COLUMNS, HEARD_NAMES, heardCells, heardOfRow, type HeardRow, statedRows } from './heard-columns.js';

/** Every event of every customer: the kind when it was stated, the version of the personal data when they were recorded, 0 when forgotten. References only. */
export const customersView: View<CustomerEvent> = {
  name: 'portfolio_customers', version: 1, from: ['customer'],
  columns: `customer_id text not null, kind text, person_version integer, ${HEARD_COLUMNS}`,
  indexes: ['customer_id'],
  async project(events, table) {
    await table.copy(['customer_id', 'kind', 'person_version', ...HEARD_NAMES], events.map((event) => [event.data.customerId, ...kindAndPerson(event), ...heardCells(event)]));
  },
};

const kindAndPerson = (event: CustomerEvent): [string | null, number | null] => {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerReclassified': return [event.data.kind, null];
    case 'PersonRecorded': return [null, event.data.version];
    case 'PersonForgotten': return [null, 0];
    default: return unreachable(event);
  }
};

type Row = HeardRow & Readonly<{ customer_id: string; kind: CustomerKind | null; person_version: number | null }>;

/** What is known of a customer without knowing who it is. */
export type CustomerKnown = Readonly<{ customerId: string; kind: CustomerKind; person: 'none' | 'recorded' | 'forgotten'; heard: Heard }>;

/** The customer as far as `asOf` reaches; undefined for one that was never registered. */
export const customerKnown = async (pool: Pool, customerId: string, asOf: AsOf): Promise<CustomerKnown | undefined> => {
  const rows = await statedRows<Row>(pool, 'portfolio_customers', 'customer_id, kind, person_version', 'customer_id', [customerId], asOf);
  const kind = rows.findLast((row) => row.kind !== null)?.kind;
  if (!kind) return undefined;
  const version = rows.findLast((row) => row.person_version !== null)?.person_version;
  return { customerId, kind, person: version === undefined ? 'none' : version === 0 ? 'forgotten' : 'recorded', heard: heardOfRow(rows.at(-1)!) };
};
