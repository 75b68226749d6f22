import type { Pool } from 'pg';
import { unreachable } from '#kernel';
import type { View } from '#projections';
import { inForce, type MasterData, type MeteringPointEvent } from '../domain/metering-point.js';

/** What was stated for each point, statement by statement: `number` counts from 0 in the order of the log. */
export const meteringPointsView: View<MeteringPointEvent> = {
  name: 'metering_points', version: 2, from: ['meteringpoint'],
  columns: `gsrn text not null, number integer not null, valid_from date not null, master_data jsonb not null, known_at timestamptz not null,
            position text collate "C" not null, stream text not null, primary key (gsrn, number)`,
  indexes: ["(master_data ->> 'gridArea'), gsrn", "(master_data ->> 'parentGsrn'), gsrn"],
  async project(events, table) {
    const rows = events.map(({ type, data, revision, recordedAt, position, stream }) => {
      switch (type) {
        case 'MeteringPointRegistered':
        case 'MasterDataChanged':
          return [data.gsrn, revision, data.validFrom, JSON.stringify(data.masterData), recordedAt, position, stream];
        default:
          return unreachable(type);
      }
    });
    await table.copy(['gsrn', 'number', 'valid_from', 'master_data', 'known_at', 'position', 'stream'], rows);
  },
};

/** One statement of master data, with when it holds from and since when we know it. */
export type Statement = Readonly<{ validFrom: string; masterData: MasterData; knownAt: string }>;

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** All statements about a point in the order in which we learnt them; empty for a point we do not know. */
export const statements = async (pool: Pool, gsrn: string, knownAt?: string): Promise<Statement[]> => {
  const { rows } = await pool.query<{ valid_from: string; master_data: MasterData; known_at: string }>(
    `select valid_from::text, master_data, to_char(known_at at time zone 'utc', ${ISO}) as known_at
       from views.metering_points where gsrn = $1 and ($2::timestamptz is null or known_at <= $2) order by number`, [gsrn, knownAt ?? null]);
  return rows.map((row) => ({ validFrom: row.valid_from, masterData: row.master_data, knownAt: row.known_at }));
};

/** What holds on a local day, according to these statements: the last one about the latest first day on or before it. */
export const masterDataOn = (of: readonly Statement[], day: string): MasterData | undefined =>
  inForce({ byDay: Object.fromEntries(of.map(({ validFrom, masterData }) => [validFrom, masterData])) }, day);
