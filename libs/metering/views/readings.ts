import type { Pool } from 'pg';
import { type Calendar, parseInstant } from '#energy';
import type { RecordedEvent } from '#kernel';
import type { Cell, View } from '#projections';
import type { ReadingQuality, ReadingsEvent, ReceivedSeries, SeriesResolution } from '../domain/readings-day.js';
import type { Version } from '../domain/timeline.js';

const INT4_MAX = 2_147_483_647;
const LETTER: Readonly<Record<ReadingQuality, string>> = { measured: 'm', estimated: 'e', missing: '-' };
const WORD: Readonly<Record<string, ReadingQuality>> = { m: 'measured', e: 'estimated', '-': 'missing' };

/**
 * Every version of every day: one row for each series and local day it touches (a monthly series: one row at its first day).
 * Nothing is ever overwritten, so that any answer can be given as known at any time; the version in force is found when reading.
 * `first_index` is the place of the row's first value in its series. `position`, `stream` and `revision` name the event.
 * `wh` holds watt-hours, null = missing; `wh_big` instead where a value is beyond 32 bits. `qualities` is a letter a value, null = all measured.
 */
export const readingsView = (calendar: Calendar): View<ReadingsEvent> => ({
  name: 'metering_readings', version: 2, from: ['readings'],
  columns: `gsrn text not null, day date not null, resolution text not null, from_at timestamptz not null, to_at timestamptz not null,
            wh integer[], wh_big bigint[], qualities text, missing integer not null,
            registered_at timestamptz not null, known_at timestamptz not null,
            series_id text not null, document_id text not null, sender text not null, series_index integer not null, first_index integer not null,
            position text collate "C" not null, stream text not null, revision integer not null`,
  indexes: ['gsrn, day', 'day, gsrn'],
  async project(events, table) {
    const rows: Cell[][] = [];
    for (const event of events) {
      switch (event.type) {
        case 'ReadingsReceived':
          for (const row of rowsWithEvent(event, calendar)) rows.push(row);
          break;
      }
    }
    await table.copy(COLUMNS, rows);
  },
});

const COLUMNS = ['gsrn', 'day', 'resolution', 'from_at', 'to_at', 'wh', 'wh_big', 'qualities', 'missing', 'registered_at', 'known_at', 'series_id', 'document_id', 'sender', 'series_index', 'first_index', 'position', 'stream', 'revision'];

/** The rows of one series: cut at local midnights, so that a day is read without its neighbours. */
export function* rowsOf(series: ReceivedSeries, recordedAt: RecordedEvent['recordedAt'], calendar: Calendar): Generator<Cell[]> {
  const from = parseInstant(series.from);
  const to = parseInstant(series.to);
  const parts = series.resolution === 'P1M' ? [{ date: calendar.dayOf(from), from, to }] : calendar.cutByDay(from, to);
  const perValue = (to - from) / series.energyWh.length;
  for (const part of parts) {
    const whole = part.from === from && part.to === to;
    const [first, end] = [(part.from - from) / perValue, (part.to - from) / perValue];
    const wh = whole ? series.energyWh : series.energyWh.slice(first, end);
    const qualities = series.qualities?.slice(first, end);
    let missing = 0;
    let big = false;
    for (const value of wh) {
      if (value === null) missing++;
      else if (value > INT4_MAX || value < -INT4_MAX) big = true;
    }
    yield [
      series.gsrn, part.date, series.resolution, instantText(part.from), instantText(part.to), big ? null : wh, big ? wh : null,
      qualities?.some((quality) => quality !== 'measured') ? qualities.map((quality) => LETTER[quality]).join('') : null, missing,
      series.registeredAt, recordedAt, series.source.seriesId, series.source.documentId, series.source.sender, series.source.index,
    ];
  }
}

const [WH, WH_BIG] = [COLUMNS.indexOf('wh'), COLUMNS.indexOf('wh_big')];

/** The rows with the place of their first value in the series, and the event they come from. */
function* rowsWithEvent({ data, recordedAt, position, stream, revision }: RecordedEvent<ReadingsEvent>, calendar: Calendar): Generator<Cell[]> {
  let firstIndex = 0;
  for (const row of rowsOf(data, recordedAt, calendar)) {
    const values = (row[WH] ?? row[WH_BIG]) as readonly unknown[];
    row.push(firstIndex, position, stream, revision);
    firstIndex += values.length;
    yield row;
  }
}

const instantText = (instant: number): string => new Date(instant).toISOString();

/** A version as stored, with where it comes from and since when we know it. */
export type StoredVersion = Version & Readonly<{ documentId: string; sender: string; index: number; knownAt: string; registeredAtText: string }>;

type Row = {
  resolution: SeriesResolution; from_at: string; to_at: string; wh: (number | null)[] | null; wh_big: (string | null)[] | null; qualities: string | null;
  registered_at: string; known_at: string; series_id: string; document_id: string; sender: string; series_index: number;
};

const iso = (column: string, format = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'): string => `to_char(${column} at time zone 'utc', '${format}') as ${column}`;

/** Every version that touches the local days [fromDay, toDay), in no particular order; as known at an instant when one is given. */
export const storedVersions = async (pool: Pool, gsrn: string, fromDay: string, toDay: string, knownAt?: string): Promise<StoredVersion[]> => {
  const { rows } = await pool.query<Row>({
    name: 'metering-readings-of-point',
    text: `select resolution, ${iso('from_at')}, ${iso('to_at')}, wh, wh_big, qualities, ${iso('registered_at')}, ${iso('known_at')}, series_id, document_id, sender, series_index
             from views.metering_readings where gsrn = $1 and day >= $2 and day < $3 and ($4::timestamptz is null or known_at <= $4)`,
    values: [gsrn, fromDay, toDay, knownAt ?? null],
  });
  return rows.map(toVersion);
};

const toVersion = (row: Row): StoredVersion => ({
  seriesId: row.series_id, documentId: row.document_id, sender: row.sender, index: row.series_index, resolution: row.resolution,
  registeredAt: Date.parse(row.registered_at), registeredAtText: trimmed(row.registered_at), knownAt: row.known_at,
  from: Date.parse(row.from_at), to: Date.parse(row.to_at),
  energyWh: row.wh ?? (row.wh_big ?? []).map((value) => (value === null ? null : Number(value))),
  ...(row.qualities !== null && { qualities: [...row.qualities].map((letter) => WORD[letter]!) }),
});

const trimmed = (instant: string): string => instant.replace(/(?:(\.\d*[1-9])0+|\.0+)Z$/, '$1Z');
