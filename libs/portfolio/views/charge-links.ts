import type { Pool } from 'pg';
import type { AsOf } from '#kernel';
import type { View } from '#projections';
import type { LinkEvent } from '../domain/events.js';
import type { ChargeLink, StatedLink } from '../domain/terms.js';
import { HEARD_COLUMNS, HEARD_NAMES, heardCells, heardOfRow, type HeardRow, statedRows } from './heard-columns.js';

/** Every statement about every charge link. */
export const chargeLinksView: View<LinkEvent> = {
  name: 'portfolio_charge_links', version: 1, from: ['links'],
  columns: `gsrn text not null, owner text not null, type text not null, code text not null, from_day date not null, to_day date, factor integer not null, ${HEARD_COLUMNS}`,
  indexes: ['gsrn', 'owner, code, type'],
  async project(events, table) {
    await table.copy(['gsrn', 'owner', 'type', 'code', 'from_day', 'to_day', 'factor', ...HEARD_NAMES], events.map((event) => {
      const { gsrn, owner, type, code, from, to, factor } = event.data;
      return [gsrn, owner, type, code, from, to, factor, ...heardCells(event)];
    }));
  },
};

type Row = HeardRow & Readonly<{ gsrn: string; owner: string; type: ChargeLink['type']; code: string; from_day: string; to_day: string | null; factor: number }>;

/** All that was stated about the links of these points, in the order of the log. */
export const linksStated = async (pool: Pool, gsrns: readonly string[], asOf: AsOf): Promise<(StatedLink & { gsrn: string })[]> => {
  const rows = await statedRows<Row>(pool, 'portfolio_charge_links', 'gsrn, owner, type, code, from_day::text, to_day::text, factor', 'gsrn', gsrns, asOf);
  return rows.map((row) => ({
    gsrn: row.gsrn, heard: heardOfRow(row),
    statement: { owner: row.owner, type: row.type, code: row.code, factor: row.factor, from: row.from_day, ...(row.to_day !== null && { to: row.to_day }) },
  }));
};
