import type { Pool } from 'pg';
import { type AsOf, unreachable } from '#kernel';
import type { View } from '#projections';
import type { SupplyEvent } from '../domain/events.js';
import type { StatedSupply } from '../domain/terms.js';
import { HEARD_COLUMNS, HEARD_NAMES, heardCells, heardOfRow, type HeardRow, statedRows } from './heard-columns.js';

/** Every statement about every supply: a row says how the supply stood after it. */
export const suppliesView: View<SupplyEvent> = {
  name: 'portfolio_supplies', version: 1, from: ['supply'],
  columns: `gsrn text not null, supply_id text not null, customer_id text not null, from_day date not null, to_day date, what text not null, reason text, ${HEARD_COLUMNS}`,
  indexes: ['gsrn', 'customer_id'],
  async project(events, table) {
    await table.copy(['gsrn', 'supply_id', 'customer_id', 'from_day', 'to_day', 'what', 'reason', ...HEARD_NAMES], events.map((event) => {
      const { gsrn, supplyId, customerId, from, to } = event.data;
      return [gsrn, supplyId, customerId, from, to, WHAT[event.type] ?? unreachable(event.type as never), 'reason' in event.data ? event.data.reason : null, ...heardCells(event)];
    }));
  },
};

const WHAT: Readonly<Record<SupplyEvent['type'], string>> = { SupplyStarted: 'started', SupplyEnded: 'ended', SupplyStartCorrected: 'start corrected', SupplyReversed: 'reversed' };

type Row = HeardRow & Readonly<{ gsrn: string; supply_id: string; customer_id: string; from_day: string; to_day: string | null; what: string; reason: string | null }>;
/** With what was done and why, for people. */
export type SupplyVersion = StatedSupply & Readonly<{ gsrn: string; what: string; reason?: string }>;

/** All that was stated about the supplies of these points (or of this customer), in the order of the log. */
export const suppliesStated = async (pool: Pool, by: 'gsrn' | 'customer_id', keys: readonly string[], asOf: AsOf): Promise<SupplyVersion[]> => {
  const rows = await statedRows<Row>(pool, 'portfolio_supplies', 'gsrn, supply_id, customer_id, from_day::text, to_day::text, what, reason', by, keys, asOf);
  return rows.map((row) => ({
    gsrn: row.gsrn, what: row.what, ...(row.reason !== null && { reason: row.reason }), heard: heardOfRow(row),
    statement: { supplyId: row.supply_id, customerId: row.customer_id, from: row.from_day, ...(row.to_day !== null && { to: row.to_day }), reversed: row.what === WHAT.SupplyReversed },
  }));
};
