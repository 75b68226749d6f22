import type { Pool } from 'pg';
import type { AsOf } from '#kernel';
import type { View } from '#projections';
import type { HeatingEvent } from '../domain/events.js';
import type { StatedHeating } from '../domain/terms.js';
import { HEARD_COLUMNS, HEARD_NAMES, heardCells, heardOfRow, type HeardRow, statedRows } from './heard-columns.js';

/** Every statement about entitlement to reduced electricity tax. */
export const heatingView: View<HeatingEvent> = {
  name: 'portfolio_heating', version: 1, from: ['heating'],
  columns: `gsrn text not null, from_day date not null, to_day date, used_before_kwh text, ${HEARD_COLUMNS}`,
  indexes: ['gsrn'],
  async project(events, table) {
    await table.copy(['gsrn', 'from_day', 'to_day', 'used_before_kwh', ...HEARD_NAMES], events.map((event) => {
      const { gsrn, from, to, usedBeforeKwh } = event.data;
      return [gsrn, from, to, usedBeforeKwh, ...heardCells(event)];
    }));
  },
};

type Row = HeardRow & Readonly<{ gsrn: string; from_day: string; to_day: string | null; used_before_kwh: string | null }>;

/** All that was stated about the entitlement of these points, in the order of the log. */
export const heatingStated = async (pool: Pool, gsrns: readonly string[], asOf: AsOf): Promise<(StatedHeating & { gsrn: string })[]> => {
  const rows = await statedRows<Row>(pool, 'portfolio_heating', 'gsrn, from_day::text, to_day::text, used_before_kwh', 'gsrn', gsrns, asOf);
  return rows.map((row) => ({
    gsrn: row.gsrn, heard: heardOfRow(row),
    statement: { from: row.from_day, ...(row.to_day !== null && { to: row.to_day }), ...(row.used_before_kwh !== null && { usedBeforeKwh: row.used_before_kwh }) },
  }));
};
