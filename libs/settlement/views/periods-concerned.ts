import type { Pool } from 'pg';
import type { Position } from '#kernel';

/** A period that was settled or could not be, and how it stands. `asOf`: what its figures rest on; absent while there are none. */
export type ConcernedPeriod = Readonly<{ gsrn: string; from: string; to: string; priceArea?: string; asOf?: Position }>;

/** Which periods: of these points or of all, in a price area or in all, that touch the half-open local days. */
export type PeriodsAsked = Readonly<{ gsrns?: readonly string[]; priceArea?: string; days: Readonly<{ from: string; to?: string }> }>;

type Row = { gsrn: string; from: string; to: string; price_area: string | null; as_of: string | null };

/** Periods about which something was said and that are not known to rest on the log up to `than` already; those that were taken back only where an issue is open. */
export const periodsOlder = async (pool: Pool, { gsrns, priceArea, days }: PeriodsAsked, than: Position): Promise<readonly ConcernedPeriod[]> => {
  const { rows } = await pool.query<Row>(
    `select gsrn, from_day::text as "from", to_day::text as "to", price_area, as_of from views.settlement_periods
      where ($1::text[] is null or gsrn = any($1)) and ($2::text is null or price_area is null or price_area = $2)
        and to_day > $3 and ($4::date is null or from_day < $4)
        and (as_of is null or as_of collate "C" < $5 or issue <> 'none')
      order by gsrn, from_day`,
    [gsrns ?? null, priceArea ?? null, days.from, days.to ?? null, than]);
  return rows.map(({ gsrn, from, to, price_area: area, as_of: asOf }) => ({ gsrn, from, to, ...(area !== null && { priceArea: area }), ...(asOf !== null && { asOf }) }));
};
