import type { Pool } from 'pg';

/** A local day of a point that is not fully covered by values. */
export type DayWithGaps = Readonly<{ gsrn: string; day: string; why: 'not-received' | 'incomplete' }>;

/**
 * Days in [fromDay, toDay) on which something is missing, over all points, in the order (gsrn, day): days without any series inside a supply period,
 * and days on which no series by itself covers the whole day with values; of these points only, when `only` is given. The exact quarters are the point's own question (`ReadingsOfPoint.gaps`).
 */
export const daysWithGaps = async (pool: Pool, fromDay: string, toDay: string, zone: string, after: { gsrn: string; day: string } | undefined, limit: number, only?: readonly string[]): Promise<DayWithGaps[]> => {
  const { rows } = await pool.query<DayWithGaps>(
    `with days as (select d::date as day from generate_series($1::date, $2::date - 1, interval '1 day') d),
     received as (
       select gsrn, day, bool_or(missing = 0 and from_at <= day::timestamp at time zone $3 and to_at >= (day + 1)::timestamp at time zone $3) as covered
         from views.metering_readings where day >= $1::date and day < $2::date and resolution <> 'P1M' and ($7::text[] is null or gsrn = any($7)) group by gsrn, day),
     latest as (select distinct on (gsrn) gsrn, master_data from views.metering_points order by gsrn, number desc),
     supplied as (
       select l.gsrn, d.day from latest l cross join days d
        where l.master_data ->> 'resolution' <> 'P1M' and ($7::text[] is null or l.gsrn = any($7)) and exists (
          select from jsonb_to_recordset(l.master_data -> 'supplyPeriods') as p("from" date, "to" date) where d.day >= p."from" and (p."to" is null or d.day < p."to")))
     select gsrn, day::text, why from (
       select gsrn, day, 'incomplete' as why from received where not covered
       union all
       select s.gsrn, s.day, 'not-received' from supplied s where not exists (select from received r where r.gsrn = s.gsrn and r.day = s.day)) found
      where ($4::text is null or (gsrn, day) > ($4, $5::date)) order by gsrn, found.day limit $6`,
    [fromDay, toDay, zone, after?.gsrn ?? null, after?.day ?? null, limit, only ?? null]);
  return rows;
};
