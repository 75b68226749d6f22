import type { Pool } from 'pg';
import type { AsOf, Heard } from '#kernel';
import type { MasterData } from '../domain/metering-point.js';
import type { SeriesResolution } from '../domain/readings-day.js';

/** Half-open local days. */
export type ReadingDays = Readonly<{ from: string; to: string }>;

/**
 * A received series, or the part of it on one local day. Instants in epoch milliseconds, energy in watt-hours, null = missing.
 * `firstIndex` is the place of the first value in the series as it was received, from 0. Monthly series stand at their first day.
 */
export type KnownSeries = Readonly<{ seriesId: string; resolution: SeriesResolution; from: number; registeredAt: number; firstIndex: number; energyWh: readonly (number | null)[] }>;

/** What was stated about a point: holds from `validFrom` until the next statement's. */
export type KnownStatement = Readonly<{ validFrom: string; masterData: MasterData; heard: Heard }>;

/** All statements about a point in the order of the log, and those about points that were ever stated to be its children. */
export type PointFacts = Readonly<{ statements: readonly KnownStatement[]; children: ReadonlyMap<string, readonly KnownStatement[]> }>;

/** Questions of other contexts about many points at once. */
export interface ReadingFacts {
  /** Every series that touches the local days, by GSRN; which value is in force is found by who asks (`byRegistration`). A point without any is absent. */
  readings(gsrns: readonly string[], days: ReadingDays, asOf: AsOf): Promise<ReadonlyMap<string, readonly KnownSeries[]>>;
  /** Master data and children, by GSRN; a point of which nothing was stated has no statements. */
  points(gsrns: readonly string[], asOf: AsOf): Promise<ReadonlyMap<string, PointFacts>>;
  /** How the series that touch the local days are known, by series id. */
  heard(gsrns: readonly string[], days: ReadingDays, asOf: AsOf): Promise<ReadonlyMap<string, Heard>>;
}

/** Names of the views the facts are read from: who wants to know how new they are asks for these. */
export const METERING_VIEWS = ['metering_readings', 'metering_points'] as const;

const AS_OF = (first: number): string => `($${first}::text is null or position <= $${first}) and ($${first + 1}::timestamptz is null or known_at <= $${first + 1})`;
const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
/** Whole milliseconds, as metering itself compares registrations. */
const MS = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

type SeriesRow = [gsrn: string, seriesIds: string, records: string];
type StatementRow = { gsrn: string; valid_from: string; master_data: MasterData; stream: string; revision: number; position: string; known_at: string };
type HeardRow = { series_id: string; document_id: string; sender: string; series_index: number; stream: string; revision: number; position: string; known_at: string };

/**
 * One query for all points each. All series of a point travel as one text, a line each, which is cut by hand: a row for each series takes twice as long, the
 * driver's own parser of arrays five times.
 */
export class PostgresReadingFacts implements ReadingFacts {
  constructor(private readonly pool: Pool) {}

  async readings(gsrns: readonly string[], { from, to }: ReadingDays, { position, knownAt }: AsOf): Promise<ReadonlyMap<string, readonly KnownSeries[]>> {
    const { rows } = await this.pool.query<SeriesRow>({
      name: 'metering-reading-facts', rowMode: 'array',
      text: `select gsrn, json_agg(series_id)::text, string_agg(concat_ws(' ', resolution, ${MS('from_at')}, ${MS('registered_at')}, first_index, coalesce(wh::text, wh_big::text)), E'\\n')
               from views.metering_readings where gsrn = any($1) and day >= $2 and day < $3 and ${AS_OF(4)} group by gsrn`,
      values: [gsrns, from, to, position ?? null, knownAt ?? null],
    });
    return new Map(rows.map(([gsrn, seriesIds, records]) => [gsrn, seriesOf(JSON.parse(seriesIds) as readonly string[], records)]));
  }

  async points(gsrns: readonly string[], { position, knownAt }: AsOf): Promise<ReadonlyMap<string, PointFacts>> {
    const { rows } = await this.pool.query<StatementRow>({
      name: 'metering-point-facts',
      text: `select gsrn, valid_from::text, master_data, stream, number as revision, position, to_char(known_at at time zone 'utc', ${ISO}) as known_at
               from views.metering_points where ${AS_OF(2)} and gsrn = any($1 || array(select gsrn from views.metering_points where master_data ->> 'parentGsrn' = any($1) and ${AS_OF(2)}))
              order by gsrn, number`,
      values: [gsrns, position ?? null, knownAt ?? null],
    });
    const statements = new Map<string, KnownStatement[]>();
    for (const { gsrn, valid_from, master_data, known_at, ...heard } of rows) {
      const statement: KnownStatement = { validFrom: valid_from, masterData: master_data, heard: { stream: heard.stream, revision: heard.revision, position: heard.position, knownAt: known_at } };
      statements.set(gsrn, [...(statements.get(gsrn) ?? []), statement]);
    }
    const children = new Map<string, Map<string, readonly KnownStatement[]>>();
    for (const [child, own] of statements) {
      for (const { masterData: { parentGsrn } } of own) {
        if (parentGsrn === undefined) continue;
        const siblings = children.get(parentGsrn) ?? new Map<string, readonly KnownStatement[]>();
        children.set(parentGsrn, siblings.set(child, own));
      }
    }
    return new Map(gsrns.map((gsrn) => [gsrn, { statements: statements.get(gsrn) ?? [], children: children.get(gsrn) ?? new Map<string, readonly KnownStatement[]>() }]));
  }

  async heard(gsrns: readonly string[], { from, to }: ReadingDays, { position, knownAt }: AsOf): Promise<ReadonlyMap<string, Heard>> {
    const { rows } = await this.pool.query<HeardRow>(
      `select distinct on (series_id) series_id, document_id, sender, series_index, stream, revision, position, to_char(known_at at time zone 'utc', ${ISO}) as known_at
         from views.metering_readings where gsrn = any($1) and day >= $2 and day < $3 and ${AS_OF(4)} order by series_id, position`,
      [gsrns, from, to, position ?? null, knownAt ?? null]);
    return new Map(rows.map((row) => [row.series_id, {
      stream: row.stream, revision: row.revision, position: row.position, knownAt: row.known_at,
      source: { sender: row.sender, documentId: row.document_id, seriesId: row.series_id, index: row.series_index },
    }]));
  }
}

const seriesOf = (seriesIds: readonly string[], records: string): readonly KnownSeries[] => records.split('\n').map((record, at): KnownSeries => {
  const [resolution, from, registeredAt, firstIndex, energyWh] = record.split(' ') as [SeriesResolution, string, string, string, string];
  return { seriesId: seriesIds[at]!, resolution, from: Number(from), registeredAt: Number(registeredAt), firstIndex: Number(firstIndex), energyWh: numbersOf(energyWh) };
});

/** `{1,2,NULL}` as numbers. Values are whole and below 2^53. */
const numbersOf = (array: string): (number | null)[] => {
  const values: (number | null)[] = [];
  let value = 0;
  let negative = false;
  let empty = true;
  for (let at = 1; at < array.length; at++) {
    const code = array.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48);
      empty = false;
    } else if (code === 44 || code === 125) { // comma, closing brace
      if (!empty) values.push(negative ? -value : value);
      else if (array.length > 2) values.push(null);
      [value, negative, empty] = [0, false, true];
    } else if (code === 45) negative = true;
  }
  return values;
};
