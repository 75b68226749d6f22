import type { Pool } from 'pg';
import type { AsOf } from '#kernel';
import type { View } from '#projections';
import type { ContractEvent } from '../domain/events.js';
import type { Contract, StatedContract } from '../domain/terms.js';
import { HEARD_COLUMNS, HEARD_NAMES, heardCells, heardOfRow, type HeardRow, statedRows } from './heard-columns.js';

/** Every statement of every contract, whole. */
export const contractsView: View<ContractEvent> = {
  name: 'portfolio_contracts', version: 1, from: ['contract'],
  columns: `contract_id text not null, gsrn text not null, customer_id text not null, payer_id text not null, from_day date not null, to_day date,
            products jsonb not null, billing_frequency text not null, payment_days integer not null, ${HEARD_COLUMNS}`,
  indexes: ['gsrn', 'contract_id', 'customer_id', 'payer_id'],
  async project(events, table) {
    await table.copy(['contract_id', 'gsrn', 'customer_id', 'payer_id', 'from_day', 'to_day', 'products', 'billing_frequency', 'payment_days', ...HEARD_NAMES], events.map((event) => {
      const { contractId, gsrn, customerId, payerId, from, to, products, billingFrequency, paymentDays } = event.data;
      return [contractId, gsrn, customerId, payerId, from, to, JSON.stringify(products), billingFrequency, paymentDays, ...heardCells(event)];
    }));
  },
};

type Row = HeardRow & Readonly<{
  contract_id: string; gsrn: string; customer_id: string; payer_id: string; from_day: string; to_day: string | null;
  products: Contract['products']; billing_frequency: Contract['billingFrequency']; payment_days: number;
}>;

/** All that was stated of the contracts of these points, of this customer or payer, or with this id; in the order of the log. */
export const contractsStated = async (pool: Pool, by: 'gsrn' | 'contract_id' | 'customer_id' | 'payer_id', keys: readonly string[], asOf: AsOf): Promise<StatedContract[]> => {
  const columns = 'contract_id, gsrn, customer_id, payer_id, from_day::text, to_day::text, products, billing_frequency, payment_days';
  const rows = await statedRows<Row>(pool, 'portfolio_contracts', columns, by, keys, asOf);
  return rows.map((row) => ({
    heard: heardOfRow(row),
    statement: {
      contractId: row.contract_id, gsrn: row.gsrn, customerId: row.customer_id, payerId: row.payer_id, from: row.from_day, ...(row.to_day !== null && { to: row.to_day }),
      products: row.products, billingFrequency: row.billing_frequency, paymentDays: row.payment_days,
    },
  }));
};
