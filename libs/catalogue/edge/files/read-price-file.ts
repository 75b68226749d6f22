import type { OwnDocument } from '#datahub/published';
import type { Calendar } from '#energy';
import { derivedId, type Reason } from '#kernel';
import { problemAt } from './file-problem.js';
import { type PricelistFile, pricelistFile } from './pricelist-file.js';
import { SPOT_SETS, type SpotFile, spotFile, type SpotSet } from './spot-file.js';
import { readTable } from './table.js';

export type PriceFile = SpotFile | PricelistFile;
export type ReadPriceFile = Readonly<{ ok: true; file: PriceFile } | { ok: false; reasons: readonly Reason[] }>;

/**
 * A file of public prices, as Energi Data Service gives them: `Elspotprices`, `DayAheadPrices` or `DatahubPricelist`, as JSON (`{ "records": [ … ] }`) or as
 * lines with a heading. Which one it is is seen by its fields. Nothing of a file with a problem is given; all problems are, each with its place.
 */
export const readPriceFile = (bytes: Buffer, calendar: Calendar): ReadPriceFile => {
  const read = readTable(bytes);
  if (!read.ok) return read;
  const { table } = read;
  if (table.records.length === 0) return { ok: false, reasons: [problemAt('line 1', 'FILE_EMPTY', 'The file has no records.', 'Filen har ingen poster.')] };
  const has = (...names: readonly string[]): boolean => names.every((name) => table.fields.includes(name));
  const set = (Object.keys(SPOT_SETS) as SpotSet[]).find((one) => has(SPOT_SETS[one].time, SPOT_SETS[one].price));
  const file = set ? spotFile(table, set, calendar) : has('ChargeTypeCode', 'GLN_Number') ? pricelistFile(table) : [unknownFile(table.fields)];
  return 'kind' in file ? { ok: true, file } : { ok: false, reasons: file };
};

export type PriceDocument = Readonly<{ topic: 'prices.spot' | 'prices.charges'; id: string; records: number; body: Buffer }>;

/** So many records go into one document: well below what one may hold. */
const RECORDS = 200;

/**
 * The documents that bring a file in by its topic. The same file, sender and time give the same ids, so that sending it again changes nothing.
 * @param saidAt stands for when the prices were registered, which the files do not say; UTC
 */
export const documentsOf = (file: PriceFile, sender: string, saidAt: string): readonly PriceDocument[] => {
  const topic = file.kind === 'spot' ? 'prices.spot' : 'prices.charges';
  return Array.from({ length: Math.ceil(file.statements.length / RECORDS) }, (_, at) => {
    const records: readonly unknown[] = file.statements.slice(at * RECORDS, (at + 1) * RECORDS);
    const id = derivedId('price file', topic, sender, saidAt, JSON.stringify(records));
    const document: OwnDocument<unknown> = { sender, documentId: id, createdAt: saidAt, records };
    return { topic, id, records: records.length, body: Buffer.from(JSON.stringify(document)) };
  });
};

const unknownFile = (fields: readonly string[]): Reason => problemAt(
  'line 1', 'UNKNOWN_FILE', `The fields ${fields.slice(0, 8).join(', ')} are those of no file we know: Elspotprices (HourUTC, SpotPriceDKK), DayAheadPrices (TimeUTC, DayAheadPriceDKK) or DatahubPricelist (ChargeTypeCode, GLN_Number).`,
  `Felterne ${fields.slice(0, 8).join(', ')} hører ikke til en fil, vi kender: Elspotprices (HourUTC, SpotPriceDKK), DayAheadPrices (TimeUTC, DayAheadPriceDKK) eller DatahubPricelist (ChargeTypeCode, GLN_Number).`);
