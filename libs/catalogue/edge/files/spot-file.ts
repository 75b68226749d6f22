import { type Calendar, formatInstant, LENGTH_MS, parseInstant } from '#energy';
import type { Reason } from '#kernel';
import type { SpotStatement } from '../../commands/requests.js';
import { perKwhFromPerMwh } from '../../domain/price-text.js';
import type { PriceArea } from '../../domain/terms.js';
import { problemAt, readOr } from './file-problem.js';
import type { FileRecord, FileTable } from './table.js';

/** The two public data sets of spot prices: hours until 2025-09-30, quarters after. DKK per MWh. Source: market facts, time resolution. */
export const SPOT_SETS = {
  Elspotprices: { time: 'HourUTC', price: 'SpotPriceDKK', resolution: 'PT1H' },
  DayAheadPrices: { time: 'TimeUTC', price: 'DayAheadPriceDKK', resolution: 'PT15M' },
} as const;
export type SpotSet = keyof typeof SPOT_SETS;

export type SpotFile = Readonly<{ kind: 'spot'; set: SpotSet; statements: readonly SpotStatement[]; prices: number; missing: number; /** Records of areas outside Denmark. */ leftOut: number }>;

const AREA = 'PriceArea';
const UTC = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::00(?:\.0+)?)?Z?$/;

type Row = Readonly<{ area: PriceArea; at: number; price: string | null; place: string }>;

/**
 * Spot prices of a file: one statement for each area and local day, from its first to its last record of that day. An interval in between that the file does
 * not have is missing (null), never 0. Times are UTC, so that the hour that stands twice in autumn is two hours.
 */
export const spotFile = (table: FileTable, set: SpotSet, calendar: Calendar): SpotFile | readonly Reason[] => {
  const { resolution } = SPOT_SETS[set];
  const problems: Reason[] = [];
  const rows = table.records.map((record) => rowOf(record, table, set, calendar, problems));
  const days = new Map<string, Row[]>();
  for (const row of rows) {
    if (!row) continue;
    const key = `${row.area} ${calendar.dayOf(row.at)}`;
    const day = days.get(key);
    if (day) day.push(row);
    else days.set(key, [row]);
  }
  const statements = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => statementOf(day, resolution, problems));
  if (problems.length > 0) return problems;
  const prices = statements.reduce((sum, one) => sum + one.prices.length, 0);
  const missing = statements.reduce((sum, one) => sum + one.prices.filter((price) => price === null).length, 0);
  return { kind: 'spot', set, statements, prices, missing, leftOut: rows.filter((row) => row === undefined).length };
};

/** Undefined for an area that is none of ours, and for what is wrong (then it is in `problems`). */
const rowOf = ({ fields, place }: FileRecord, { decimalComma }: FileTable, set: SpotSet, calendar: Calendar, problems: Reason[]): Row | undefined => {
  const { time, price, resolution } = SPOT_SETS[set];
  const area = fields[AREA];
  if (area === null || area === undefined) return void problems.push(problemAt(place(AREA), 'FIELD_MISSING', 'The price area is missing.', 'Prisområdet mangler.'));
  if (area !== 'DK1' && area !== 'DK2') return undefined;
  const parts = UTC.exec(fields[time] ?? '');
  if (!parts) return void problems.push(problemAt(place(time), 'NOT_AN_INSTANT', `${JSON.stringify(fields[time] ?? null)} is not a time in UTC such as 2025-10-01T22:00:00.`, `${JSON.stringify(fields[time] ?? null)} er ikke et tidspunkt i UTC som 2025-10-01T22:00:00.`));
  const at = readOr(() => { const instant = parseInstant(`${parts[1]}T${parts[2]}Z`); calendar.dayOf(instant); return instant; }, place(time), problems);
  const text = fields[price];
  if (text === undefined) return void problems.push(problemAt(place(price), 'FIELD_MISSING', `The field ${price} is missing.`, `Feltet ${price} mangler.`));
  const found = text === null ? null : readOr(() => perKwhFromPerMwh(decimalComma ? text.replace(',', '.') : text), place(price), problems);
  if (at === undefined || found === undefined) return undefined;
  if (at % LENGTH_MS[resolution] !== 0) return void problems.push(problemAt(place(time), 'NOT_ON_BOUNDARY', `${fields[time]} is not the start of an interval of ${resolution}.`, `${fields[time]} er ikke starten på et interval af ${resolution}.`));
  return { area, at, price: found, place: place() };
};

const statementOf = (rows: Row[], resolution: 'PT15M' | 'PT1H', problems: Reason[]): SpotStatement => {
  rows.sort((a, b) => a.at - b.at);
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const prices = new Array<string | null>((last.at - first.at) / LENGTH_MS[resolution] + 1).fill(null);
  rows.forEach(({ at, price, place, area }, index) => {
    const before = rows[index - 1];
    if (before?.at === at && before.price !== price) {
      problems.push(problemAt(place, 'DUPLICATE_INTERVAL', `${area} has two prices for ${formatInstant(at)}, here and at ${before.place}. Remove the wrong one.`, `${area} har to priser for ${formatInstant(at)}, her og ved ${before.place}. Fjern den forkerte.`));
    }
    prices[(at - first.at) / LENGTH_MS[resolution]] = price;
  });
  return { area: first.area, resolution, from: formatInstant(first.at), prices };
};
